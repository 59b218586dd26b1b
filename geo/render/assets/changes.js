// Ground that changed hands: hue says who gained it, strength says in which step.

import { makePane } from "dateline/basemap.js";
import { show } from "dateline/lines.js";
import { day, range } from "dateline/words.js";

/** Hues of the second holder that gained ground, of the third, and so on; the first has the dossier's. */
const OTHERS = ["#0f766e", "#a16207", "#9d174d", "#334155"];

/** @param {PageData} data */
const partsOf = (data) => data.changes.flatMap((step) => step.parts.map((part) => ({ step, part })));

/** The steps between the two days that are looked at, all where none are chosen. @param {PageData} data @param {State} state */
export function stepsShown(data, state) {
  const [since, until] = state.steps.split("~");
  return since && until ? data.changes.filter((s) => since <= s.since && s.until <= until) : data.changes;
}

/** A step by the id of its sums. @param {PageData} data @param {string} id */
export const stepOf = (data, id) => data.changes.find((step) => id === `${step.id}~sum` || id.startsWith(`${step.id}~sum~`));

/** A part by its id, with its step. @param {PageData} data @param {string} id */
export const changeOf = (data, id) => partsOf(data).find(({ part }) => part.id === id);

/** How a part is tinted: later steps stronger. @param {PageData} data @param {Step} step @param {string} holder */
export function tintOf(data, step, holder) {
  const gained = new Map();
  for (const { part } of partsOf(data)) gained.set(part.gained_by, (gained.get(part.gained_by) ?? 0) + part.area_km2);
  const order = [...gained].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
  const colour = [data.style.change, ...OTHERS][Math.min(order.indexOf(holder), OTHERS.length)];
  const own = data.changes.filter((s) => s.line_id === step.line_id);
  const opacity = 0.22 + (0.4 * own.indexOf(step)) / Math.max(1, own.length - 1);
  return { colour, opacity };
}

/** Draw the parts. @param {Context} context @returns {Drawn} */
export function drawChanges({ data, state, leaflet }) {
  makePane(leaflet, "changes", 355);
  const renderer = L.svg({ pane: "changes", padding: 0.5 });
  /** @type {Map<string, {layer: L.GeoJSON, step: Step, part: ChangePart}>} */
  const layers = new Map();
  for (const { step, part } of partsOf(data)) {
    const layer = L.geoJSON(part.geometry, /** @type {L.GeoJSONOptions} */ ({ renderer, pane: "changes", bubblingMouseEvents: false }));
    layer.on("click", () => state.set({ selection: { kind: "change", id: part.id } }));
    layers.set(part.id, { layer, step, part });
  }
  const update = () => {
    const steps = state.shown.has("changes") ? stepsShown(data, state) : [];
    const selected = state.selection?.kind === "change" ? state.selection.id : "";
    for (const [id, { layer, step, part }] of layers) {
      show(leaflet, layer, steps.includes(step));
      const { colour, opacity } = tintOf(data, step, part.gained_by);
      layer.setStyle({ color: colour, weight: id === selected ? 3 : 1, fillColor: colour, fillOpacity: opacity });
    }
  };
  state.onChange(update);
  update();
  return {
    bounds(id) {
      const step = stepOf(data, id);
      if (!step) return layers.get(id)?.layer.getBounds();
      const all = L.latLngBounds([]);
      for (const part of step.parts) all.extend(/** @type {L.LatLngBounds} */ (layers.get(part.id)?.layer.getBounds()));
      return all;
    },
  };
}

/** Rows of the legend. @param {PageData} data @param {State} state @returns {[string, string, {colour: string, opacity: number}][]} */
export function changeLegend(data, state) {
  return stepsShown(data, state).flatMap((step) =>
    step.sums
      .filter((sum) => sum.gained_km2 > 0)
      .map((sum) => /** @type {[string, string, {colour: string, opacity: number}]} */ (["change", `To ${sum.holder}, ${day(step.since)} – ${day(step.until)}: ${range([sum.gained_km2])} km²`, tintOf(data, step, sum.holder)])),
  );
}
