// The places that are named but lie outside the view: an arrow says where, a click goes there.

import { byId, isNarrow, make } from "dateline/dom.js";
import { layerOf, mentionsIn } from "dateline/tally.js";
import { asksServer, inView } from "dateline/view.js";
import { nameOf } from "dateline/words.js";

const MOST = 5;
const MOST_OF_ALL = 60;
const ARROWS = ["→", "↗", "↑", "↖", "←", "↙", "↓", "↘"];

/** @param {Context} context */
export function makeFar({ data, state, map, leaflet }) {
  const far = byId("faraway");
  let all = false;
  const more = (/** @type {number} */ n) =>
    make("button", { type: "button", class: "link", "aria-expanded": String(all), onclick: () => { all = !all; update(); } }, all ? "fewer" : `and ${n.toLocaleString("en")} more`);

  /** Those outside, the most frequent first, as far as they are at hand, and how many there are. */
  function outsideView() {
    if (asksServer(data)) return { outside: inView().outside.places, matched: inView().outside.numberMatched };
    const bounds = leaflet.getBounds();
    const outside = map.visible().filter((p) => !bounds.contains([p.lat, p.lon]));
    outside.sort((a, b) => mentionsIn(data, state, b) - mentionsIn(data, state, a));
    return { outside, matched: outside.length };
  }

  function update() {
    const { outside, matched } = outsideView();
    const most = isNarrow() ? 1 : MOST;
    const buttons = outside.slice(0, all ? MOST_OF_ALL : most).map((place) =>
      make("button", { type: "button", class: layerOf(place), onclick: () => state.set({ selection: { kind: "place", id: place.id } }) },
        make("span", { "aria-hidden": "true" }, arrow(leaflet, place)), make("bdi", {}, nameOf(place)), make("span", { class: "number" }, mentionsIn(data, state, place).toLocaleString("en"))),
    );
    far.hidden = outside.length === 0;
    far.classList.toggle("all", all);
    const shown = all && matched > buttons.length ? ` ${buttons.length} of ${matched.toLocaleString("en")}` : "";
    far.replaceChildren(make("span", {}, `Outside${isNarrow() ? "" : " the view"}${shown}:`), ...buttons, matched > most ? more(matched - most) : "");
  }
  leaflet.on("moveend", update);
  state.onChange(update);
}

/** @param {L.Map} leaflet @param {Place} place */
function arrow(leaflet, place) {
  const from = leaflet.project(leaflet.getCenter());
  const to = leaflet.project([place.lat, place.lon]);
  const eighth = Math.round((4 * Math.atan2(from.y - to.y, to.x - from.x)) / Math.PI);
  return ARROWS[(eighth + 8) % 8];
}
