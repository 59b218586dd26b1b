// The header: layers as chips, what is counted, and the way to a link, a print sheet, the keys.

import { byId, copied, make } from "dateline/dom.js";
import { answersSinceBuild } from "dateline/review_data.js";
import { documentCounts, layerOf, sumsOf } from "dateline/tally.js";
import { asksServer } from "dateline/view.js";
import { count, day } from "dateline/words.js";

const CHIPS = [
  ["point", "Places"], ["area", "Areas"], ["vague", "Regions"], ["government", "Governments"], ["zones", "Zones"],
  ["line", "Lines"], ["changes", "Changes"], ["posts", "Posts"], ["expressions", "Vague"],
];
const TITLES = /** @type {Record<string, string>} */ ({
  point: "Places named as such", area: "Countries, provinces, districts", vague: "Regions without an edge",
  government: "Names that stand for a government, a people or a deal", zones: "Zones made from stated rules",
  line: "Contact lines, roads, borders", changes: "Ground that changed hands", posts: "Observation posts",
  expressions: "Places described, not named",
});

/** What the build counts beside mentions of places, in the words of the command line. */
const PLACED = [["of_zones", "of zones"], ["of_lines", "of lines"]];
const DRAWN_MS = 300;

/** @param {Context} context */
export function makeHeader(context) {
  makeChips(context);
  makeSummary(context);
  byId("copy").addEventListener("click", () => copied(byId("copy"), context.state.address));
  byId("print").addEventListener("click", () => {
    dressSheet(context);
    fitMap(context);
    // Labels are placed in the frame after the map has its new size.
    setTimeout(() => print(), DRAWN_MS);
  });
  window.addEventListener("beforeprint", () => printAsSeen(context));
  window.addEventListener("afterprint", () => undress(context));
}

/** @param {Context} context */
function makeChips({ data, state, map }) {
  const fieldset = byId("chips");
  /** @type {Record<string, number>} */
  const drawn = {
    zones: data.zones.length, line: data.lines.length, changes: data.changes.length, posts: data.posts.length,
    expressions: asksServer(data) ? data.counts.expressions : data.expressions.filter((e) => e.region !== null).length,
  };
  const named = new Set(data.tallies.layers ?? data.places.map(layerOf));
  /** @type {{layer: string, box: HTMLInputElement, number: HTMLElement}[]} */
  const chips = [];
  for (const [layer, label] of CHIPS) {
    if (!named.has(layer) && !drawn[layer]) continue;
    const box = make("input", { type: "checkbox", value: layer, onchange: () => state.toggle(layer, box.checked) });
    const number = make("span", { class: "number" });
    fieldset.append(make("label", { title: TITLES[layer] }, box, make("i", { class: `swatch ${layer}`, "aria-hidden": "true" }), label, number));
    chips.push({ layer, box, number });
  }
  state.onChange(() => {
    const { layers } = sumsOf(data, state, map.visible());
    for (const { layer, box, number } of chips) {
      box.checked = state.shown.has(layer);
      number.textContent = named.has(layer) ? (layers[layer] ?? 0).toLocaleString("en") : "";
    }
  });
}

/** Say how much is shown of how much there is. @param {Context} context */
function makeSummary({ data, state, map }) {
  const summary = byId("summary");
  const clear = make("button", { type: "button", class: "link", onclick: () => state.clearFilters() }, "Clear filters");
  state.onChange(() => {
    const all = data.tallies.mentions ?? data.places.reduce((sum, p) => sum + p.mentions, 0);
    const { mentions, places } = sumsOf(data, state, map.visible());
    const documents = documentCounts(data, state);
    const words = places
      ? `${ofAll(mentions, all, "mention")} of ${count(places, "place")} in ${ofAll(documents.found, documents.all, "document")}`
      : "No places match.";
    const more = [builtWords(data, state.isFiltered), data.skipped.length ? `${count(data.skipped.length, "file")} not read` : "", behindWords()];
    summary.replaceChildren([words, ...more].filter(Boolean).join(" · "));
    if (state.isFiltered) summary.append(" ", clear);
  });
}

/** What the build counts beside places, no filter: where there is one, that it is of all texts. @param {PageData} data @param {boolean} filtered */
function builtWords({ counts }, filtered) {
  const words = [...PLACED, ["unplaced", ""]].filter(([name]) => counts[name]).map(([name, of]) => `${counts[name].toLocaleString("en")} ${of || name}`);
  if (!words.length) return "";
  return filtered ? `in all texts: ${words.join(", ")}` : words.join(" · ");
}

/** Where decisions are newer than the build, what that means for the figures; else "". */
function behindWords() {
  const newer = answersSinceBuild();
  return newer ? `${count(newer, "answer")} newer than the build: counts of new places, and files, follow with the next` : "";
}

/** "98 of 286 mentions", or "286 mentions". @param {number} n @param {number} all @param {string} one */
const ofAll = (n, all, one) => (n === all ? count(n, one) : `${n.toLocaleString("en")} of ${count(all, one)}`);

/** @param {Context} context */
function undress({ leaflet }) {
  document.body.classList.remove("printing");
  Object.assign(leaflet.getContainer().style, { width: "", height: "", right: "", bottom: "", transform: "" });
  leaflet.invalidateSize({ animate: false });
}

/** Lay the page out as a sheet, and write on it what it shows. @param {Context} context */
function dressSheet({ data, state }) {
  const days = state.from || state.to ? `Documents ${state.from ? `from ${day(state.from)}` : ""} ${state.to ? `until ${day(state.to)}` : ""}. ` : "";
  const only = data.documents.find((d) => d.id === state.document);
  byId("sheet").replaceChildren(
    make("h1", {}, data.title),
    make("p", {}, byId("summary").firstChild?.textContent ?? "", ". ", days, only ? make("bdi", {}, `Only: ${only.title}. `) : "", "Lines and zones are approximations."),
    make("p", {}, state.address),
  );
  const sources = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".credits"));
  if (sources) sources.open = true;
  document.body.classList.add("printing");
}

/** Draw the map anew in the room that the sheet has. @param {Context} context */
function fitMap({ leaflet }) {
  const seen = leaflet.getBounds();
  leaflet.invalidateSize({ animate: false });
  leaflet.fitBounds(seen, { animate: false });
}

/**
 * Dress the sheet for the browser's own command, which waits for no frame: a map that is drawn
 * anew would be printed without its ground, so it is shrunk as it stands.
 * @param {Context} context
 */
function printAsSeen(context) {
  if (document.body.classList.contains("printing")) return;
  const map = context.leaflet.getContainer();
  const [width, height] = [map.clientWidth, map.clientHeight];
  dressSheet(context);
  const scale = Math.min(map.clientWidth / width, map.clientHeight / height);
  Object.assign(map.style, { width: `${width}px`, height: `${height}px`, right: "auto", bottom: "auto", transform: `scale(${scale})` });
}
