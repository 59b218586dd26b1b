// Ground that changed hands: hue says who gained it, strength says in which step.

import { show } from "dateline/lines.js";
import { day, range } from "dateline/words.js";

/** Hues of the second holder that gained ground, of the third, and so on; the first has the dossier's. */
const OTHERS = ["#0f766e", "#a16207", "#9d174d", "#334155"];

const partsOf = (data) => data.changes.flatMap((step) => step.parts.map((part) => ({ step, part })));

/** A part by its id, with its step. */
export const changeOf = (data, id) => partsOf(data).find(({ part }) => part.id === id);

/** How a part is tinted: later steps stronger. */
export function tintOf(data, step, holder) {
  const gained = new Map();
  for (const { part } of partsOf(data)) gained.set(part.gained_by, (gained.get(part.gained_by) ?? 0) + part.area_km2);
  const order = [...gained].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name);
  const colour = [data.style.change, ...OTHERS][Math.min(order.indexOf(holder), OTHERS.length)];
  const own = data.changes.filter((s) => s.line_id === step.line_id);
  const opacity = 0.22 + (0.4 * own.indexOf(step)) / Math.max(1, own.length - 1);
  return { colour, opacity };
}

/** Draw the parts; returns {bounds(id)}. */
export function drawChanges({ data, state, leaflet }) {
  const pane = leaflet.createPane("changes");
  pane.style.zIndex = 355;
  const renderer = L.svg({ pane: "changes", padding: 0.5 });
  const group = L.featureGroup();
  const layers = new Map();
  for (const { step, part } of partsOf(data)) {
    const layer = L.geoJSON(part.geometry, { renderer, pane: "changes", bubblingMouseEvents: false });
    layer.on("click", () => state.set({ selection: { kind: "change", id: part.id } }));
    layers.set(part.id, { layer: layer.addTo(group), step, part });
  }
  const update = () => {
    show(leaflet, group, state.shown.has("changes"));
    const selected = state.selection?.kind === "change" ? state.selection.id : "";
    for (const [id, { layer, step, part }] of layers) {
      const { colour, opacity } = tintOf(data, step, part.gained_by);
      layer.setStyle({ color: colour, weight: id === selected ? 3 : 1, fillColor: colour, fillOpacity: opacity });
    }
  };
  state.onChange(update);
  update();
  return { bounds: (id) => layers.get(id)?.layer.getBounds() };
}

/** Rows of the legend: [swatch, words, tint]. */
export function changeLegend(data) {
  return data.changes.flatMap((step) =>
    step.sums
      .filter((sum) => sum.gained_km2 > 0)
      .map((sum) => ["change", `To ${sum.holder}, ${day(step.since)} – ${day(step.until)}: ${range([sum.gained_km2])} km²`, tintOf(data, step, sum.holder)]),
  );
}
