// The legend, made from what is on the map, with the choices that belong to a drawing.

import { changeLegend } from "dateline/changes.js";
import { byId, isNarrow, make } from "dateline/dom.js";
import { chosenLine } from "dateline/lines.js";
import { areSomeLeftOut } from "dateline/phrases.js";
import { DOUBTFUL_BELOW } from "dateline/pins.js";
import { layerOf } from "dateline/tally.js";
import { day } from "dateline/words.js";
import { isInForce } from "dateline/zones.js";

/** @typedef {[sort: string, words: string, tint?: Tint]} Entry */

/** @param {Context} context */
export function makeLegend(context) {
  const { state, leaflet } = context;
  const [legend, toggle] = [byId("legend"), byId("legendtoggle")];
  let open = !isNarrow();
  let waiting = 0;
  const entries = make("ul");
  const choices = [lineChoice(context), changeChoice(context)];
  legend.append(make("h2", {}, "Legend"), entries, ...choices.map((c) => c.element));
  toggle.addEventListener("click", () => {
    // Beside an open panel the legend steps back by itself; asked for, it stays.
    const seen = legend.offsetParent !== null;
    open = !seen;
    legend.classList.toggle("kept", !seen && isBeside(state));
    update();
  });
  function update() {
    legend.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    for (const choice of choices) choice.update();
    entries.replaceChildren(...legendOf(context).map(([sort, text, tint]) => make("li", {}, swatch(sort, tint), make("span", {}, text))));
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => settle(context));
  }
  state.onChange(update);
  leaflet.on("moveend", update);
}

/** Whether the selection or a review is open on the map's right. @param {State} state */
const isBeside = (state) => state.selection !== null || document.body.classList.contains("review-open");

/** A sample of how something is drawn; `tint` where the data decide on its colour. @param {string} sort @param {Entry[2]} tint */
function swatch(sort, tint) {
  const found = make("i", { class: `swatch ${sort}`, "aria-hidden": "true" });
  if (tint) {
    found.style.borderColor = tint.colour;
    found.style.backgroundColor = `color-mix(in srgb, ${tint.colour} ${Math.round(100 * tint.opacity)}%, transparent)`;
  }
  return found;
}

/** A slider over the days that have a line, and whether stretches without a source are drawn. @param {Context} context */
function lineChoice({ data, state }) {
  const dated = data.lines.filter((l) => l.kind === "control").sort((a, b) => ((a.valid_on ?? "") < (b.valid_on ?? "") ? -1 : 1));
  const slider = make("input", { type: "range", id: "lineday", min: 0, max: Math.max(0, dated.length - 1), step: 1, "aria-label": "Day of the contact line", oninput: () => state.set({ line: dated[Number(slider.value)].id }) });
  const said = make("output", { for: "lineday" });
  const box = make("input", { type: "checkbox", id: "unsourced", onchange: () => state.set({ unsourced: box.checked }) });
  const sourced = make("label", { class: "check" }, box, "Stretches without a source");
  const element = make("div", { class: "choice" }, dated.length > 1 ? make("p", {}, "Line of ", said) : null, dated.length > 1 ? slider : null, sourced);
  function update() {
    const line = chosenLine(data, state);
    element.hidden = !state.shown.has("line") || !line;
    if (!line) return;
    slider.value = String(dated.indexOf(line));
    slider.setAttribute("aria-valuetext", day(line.valid_on));
    said.textContent = day(line.valid_on);
    box.checked = state.unsourced;
    sourced.hidden = line.unsourced_share === 0;
  }
  return { element, update };
}

/** Between which two days ground changed hands. @param {Context} context */
function changeChoice({ data, state }) {
  const days = [...new Set(data.changes.flatMap((s) => [s.since, s.until]))].sort();
  const option = (/** @type {string} */ iso) => make("option", { value: iso }, day(iso));
  const write = () => state.set({ steps: since.value === days[0] && until.value === days.at(-1) ? "" : `${since.value}~${until.value}` });
  const since = make("select", { "aria-label": "Changes since", onchange: write }, days.slice(0, -1).map(option));
  const until = make("select", { "aria-label": "Changes until", onchange: write }, days.slice(1).map(option));
  const element = make("div", { class: "choice" }, make("p", {}, "Changes ", since, " to ", until));
  function update() {
    element.hidden = !state.shown.has("changes") || days.length < 3;
    const [from, to] = state.steps ? state.steps.split("~") : [days[0], days.at(-1)];
    since.value = from ?? "";
    until.value = to ?? "";
    for (const found of until.options) found.disabled = found.value <= since.value;
    for (const found of since.options) found.disabled = found.value >= until.value;
  }
  return { element, update };
}

/** Stand in the corner where fewer pins would be hidden. @param {Context} context */
function settle({ state, leaflet }) {
  const legend = byId("legend");
  if (legend.hidden || isNarrow()) return;
  const pins = [...leaflet.getContainer().querySelectorAll(".pin, .post")].map((pin) => pin.getBoundingClientRect());
  const covered = [false, true].map((east) => {
    legend.classList.toggle("east", east);
    const box = legend.getBoundingClientRect();
    return pins.filter((pin) => pin.x < box.right && pin.right > box.x && pin.y < box.bottom && pin.bottom > box.y).length;
  });
  legend.classList.toggle("east", !isBeside(state) && covered[1] <= covered[0]);
}

/** What the map shows now, in words. @param {Context} context @returns {Entry[]} */
function legendOf(context) {
  const { data, state, expressions } = context;
  return [
    ...pinEntries(context),
    ...(state.shown.has("zones") ? zoneEntries(context) : []),
    ...(state.shown.has("line") ? lineEntries(context) : []),
    ...(state.shown.has("changes") ? changeLegend(data, state) : []),
    ...(state.shown.has("posts") && data.posts.length ? entriesOf(["posts", "Observation post (at a pin's corner where both are in one place)"]) : []),
    ...(expressions.shown().length ? entriesOf(["vaguecore", "Vague place, as most would mean it"], ["vagueextent", areSomeLeftOut() ? "As far as somebody may mean it; some are left out, zoom in for them" : "As far as somebody may mean it"]) : []),
  ];
}

/** @param {Entry[]} entries @returns {Entry[]} */
const entriesOf = (...entries) => entries;

/** @param {Context} context */
function pinEntries({ map, leaflet }) {
  const pins = map.visible().filter((p) => leaflet.getBounds().contains([p.lat, p.lon]));
  const words = entriesOf(["point", "Place, number of mentions"], ["area", "Area, drawn at its centre"], ["vague", "Vague region"], ["government", "Stands for a government, a people or a deal"]);
  const found = words.filter(([layer]) => pins.some((p) => layerOf(p) === layer));
  if (pins.some((p) => p.places)) found.push(["several", "Several places, at the one that is named most"]);
  return pins.some((p) => !p.places && p.confidence < DOUBTFUL_BELOW) ? [...found, ...entriesOf(["doubtful", "Uncertain which place is meant"])] : found;
}

/** @param {Context} context */
function zoneEntries({ data, state, leaflet, zones }) {
  const on = chosenLine(data, state)?.valid_on;
  const isSelected = (/** @type {Zone} */ zone) => state.selection?.kind === "zone" && state.selection.id === zone.id;
  const shown = data.zones.filter((z) => (isSelected(z) || isInForce(z, on)) && zones.bounds(z.id)?.intersects(leaflet.getBounds()));
  const rows = entriesOf();
  const [low, high] = shown.find((z) => z.depth_km)?.depth_km ?? [0, 0];
  if (high) rows.push(["core", "Zone, surely inside"], ["narrow", `Inside as stated, to ${low} km`]);
  if (high > low) rows.push(["wide", `Inside only on the wider reading, to ${high} km`]);
  if (high) rows.push(["extent", "Perhaps inside: the error of what it is measured from"]);
  if (shown.some((z) => z.rule === "held-area" || z.rule === "units")) rows.push(["held", "Ground held, region or its part, as drawn"]);
  if (state.selection?.kind === "zone") rows.push(["chance", "Chance of 95, 50 and 5 % to lie inside"]);
  return rows;
}

/** @param {Context} context */
function lineEntries({ data, state, leaflet, lines }) {
  const rows = entriesOf();
  const line = chosenLine(data, state);
  if (line) rows.push(["line", `Contact line, ${day(line.valid_on)} (approximation)`]);
  if (line && line.unsourced_share > 0 && state.unsourced) rows.push(["unsourced", "Stretch without a source"]);
  const drawn = data.lines.filter((l) => l.kind !== "control" && lines.bounds(l.id)?.intersects(leaflet.getBounds()));
  if (drawn.length) rows.push(["drawn", drawn.length === 1 ? drawn[0].title : "Drawn line, or stretch of a border"]);
  return rows;
}
