// Zones: form says how sure. Never a hard edge around what is not known.

import { makePane } from "dateline/basemap.js";
import { svg } from "dateline/dom.js";
import { hovered } from "dateline/hover.js";
import { chosenLine, show } from "dateline/lines.js";

/** The sheet has the colours: they are others in the dark. */
const COLOUR = "var(--zone)";
/** @type {Record<string, (style: Style) => L.PathOptions>} */
const LOOKS = {
  core: (s) => ({ stroke: true, color: COLOUR, weight: s.zone_rim_px, opacity: 0.85, fillColor: "url(#hatch-dense)", fillOpacity: 1 }),
  narrow: (s) => ({ stroke: true, color: COLOUR, weight: s.zone_rim_px, opacity: 0.55, fill: true, fillColor: "url(#hatch-middle)", fillOpacity: 1 }),
  wide: (s) => ({ stroke: true, color: COLOUR, weight: s.zone_rim_px, opacity: 0.7, dashArray: s.zone_dash_px.join(" "), fillColor: "url(#hatch-sparse)", fillOpacity: 1 }),
  extent: (s) => ({ stroke: false, fillColor: COLOUR, fillOpacity: s.zone_extent_opacity }),
  chance: () => ({ stroke: true, color: "var(--chance)", weight: 1.4, opacity: 0.8, dashArray: "1.5 3.5", fill: false }),
  held: () => ({ stroke: true, color: COLOUR, weight: 1.2, opacity: 0.6, dashArray: "1 4", fillColor: COLOUR, fillOpacity: 0.05 }),
};

/** @param {Style} style */
function hatches(style) {
  const hatch = (/** @type {string} */ id, /** @type {number} */ size, /** @type {number} */ width, /** @type {number} */ strength, /** @type {number} */ ground) =>
    svg(
      "pattern",
      { id, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { width: size, height: size, fill: COLOUR, "fill-opacity": ground }),
      svg("line", { x1: 0, x2: 0, y1: 0, y2: size, stroke: COLOUR, "stroke-opacity": strength, "stroke-width": width }),
    );
  return svg(
    "defs",
    {},
    hatch("hatch-dense", 6, 2.2, style.zone_core_opacity, 0.1),
    hatch("hatch-middle", 7, 1.6, style.zone_narrow_opacity, 0.05),
    hatch("hatch-sparse", 9, 1.1, style.zone_wide_opacity, 0),
  );
}

/** Whether a zone is in force on a day; on no day all are. @param {Zone} zone @param {string | null | undefined} on */
export const isInForce = (zone, on) => !on || ((zone.in_force_from ?? on) <= on && on <= (zone.in_force_to ?? on));

/** How a part of a zone is drawn. @param {Zone} zone @param {ZonePart} part */
function lookOf(zone, part) {
  if (part.chance !== null) return "chance";
  if (part.part === "held") return "held";
  if (part.part === "core" && zone.rule === "held-area") return null;
  if (part.part === "extent") return zone.rule === "held-area" ? null : "extent";
  if (part.part === "core") return "core";
  const bands = zone.parts.flatMap((p) => p.band_km ?? []);
  return part.band_km === Math.min(...bands) ? "narrow" : "wide";
}

/** Draw the zones, and of the selected one where chances are even, likely, unlikely. @param {Context} context @returns {Drawn} */
export function drawZones({ data, state, leaflet }) {
  makePane(leaflet, "zones", 350);
  const renderer = L.svg({ pane: "zones", padding: 0.5 });
  leaflet.addLayer(renderer);
  const drawing = /** @type {Element} */ (leaflet.getPane("zones")?.querySelector("svg"));
  drawing.prepend(hatches(data.style));
  /** @type {Map<string, {group: L.FeatureGroup, contours: L.FeatureGroup}>} */
  const drawn = new Map();
  const widest = (/** @type {Zone} */ zone) => Math.max(...zone.parts.map((p) => p.area_km2));
  const order = [...data.zones].sort((a, b) => widest(b) - widest(a));
  for (const zone of order) {
    const [group, contours] = [L.featureGroup(), L.featureGroup()];
    for (const part of zone.parts) {
      const look = lookOf(zone, part);
      if (look === null || part.geometry === null) continue;
      const style = LOOKS[look](data.style);
      const interactive = look !== "chance";
      const layer = L.geoJSON(part.geometry, /** @type {L.GeoJSONOptions} */ ({ renderer, pane: "zones", style, interactive, bubblingMouseEvents: false }));
      if (interactive) layer.on("click", () => state.set({ selection: { kind: "zone", id: zone.id } }));
      layer.addTo(interactive ? group : contours);
    }
    hovered(group, `zone:${zone.id}`);
    drawn.set(zone.id, { group, contours });
  }
  const update = () => {
    const on = chosenLine(data, state)?.valid_on;
    // Smaller zones come later, so that a click reaches what lies within a larger one.
    for (const zone of order) {
      const selected = state.selection?.kind === "zone" && state.selection.id === zone.id;
      const shown = state.shown.has("zones") && (selected || isInForce(zone, on));
      const { group, contours } = /** @type {{group: L.FeatureGroup, contours: L.FeatureGroup}} */ (drawn.get(zone.id));
      show(leaflet, group, shown);
      show(leaflet, contours, shown && selected);
      if (shown) group.bringToFront();
    }
  };
  state.onChange(update);
  update();
  return { bounds: (id) => drawn.get(id)?.group.getBounds() };
}
