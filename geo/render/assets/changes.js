// Ground that changed hands: hue says who gained it, strength says in which step.

import { makePane } from "dateline/basemap.js";
import { show } from "dateline/lines.js";
import { day, range } from "dateline/words.js";

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

/** How ground is tinted: by who gained it, later steps stronger. @param {Style} style @param {ChangeLook} look @returns {Tint} */
function tintOf({ changes_more: more, change_opacity: [low, high] }, { gained_rank: rank, lateness }) {
  const colours = ["var(--change)", ...more];
  return { colour: colours[Math.min(rank ?? 0, more.length)], opacity: low + (high - low) * lateness };
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
      const { colour, opacity } = tintOf(data.style, part);
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

/** Rows of the legend. @param {PageData} data @param {State} state @returns {[string, string, Tint][]} */
export function changeLegend(data, state) {
  return stepsShown(data, state).flatMap((step) =>
    step.sums
      .filter((sum) => sum.gained_km2 > 0)
      .map((sum) => /** @type {[string, string, Tint]} */ (["change", `To ${sum.holder}, ${day(step.since)} – ${day(step.until)}: ${range([sum.gained_km2])} km²`, tintOf(data.style, sum)])),
  );
}
