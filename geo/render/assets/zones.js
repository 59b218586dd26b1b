// Zones and lines: form says how sure. Never a hard edge around what is not known.

import { svg } from "dateline/dom.js";

const LOOKS = {
  core: (c) => ({ stroke: true, color: c, weight: 1, opacity: 0.85, fillColor: "url(#hatch-dense)", fillOpacity: 1 }),
  narrow: (c) => ({ stroke: true, color: c, weight: 1, opacity: 0.55, fill: true, fillColor: "url(#hatch-middle)", fillOpacity: 1 }),
  wide: (c) => ({ stroke: true, color: c, weight: 1, opacity: 0.7, dashArray: "5 4", fillColor: "url(#hatch-sparse)", fillOpacity: 1 }),
  extent: (c) => ({ stroke: false, fillColor: c, fillOpacity: 0.07 }),
  held: (c) => ({ stroke: true, color: c, weight: 1.2, opacity: 0.6, dashArray: "1 4", fillColor: c, fillOpacity: 0.05 }),
};

function hatches(colour) {
  const hatch = (id, size, width, strength, ground) =>
    svg(
      "pattern",
      { id, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { width: size, height: size, fill: colour, "fill-opacity": ground }),
      svg("line", { x1: 0, x2: 0, y1: 0, y2: size, stroke: colour, "stroke-opacity": strength, "stroke-width": width }),
    );
  return svg(
    "defs",
    {},
    hatch("hatch-dense", 6, 2.2, 0.5, 0.1),
    hatch("hatch-middle", 7, 1.6, 0.4, 0.05),
    hatch("hatch-sparse", 9, 1.1, 0.34, 0),
  );
}

/** How a part of a zone is drawn. */
function lookOf(zone, part) {
  if (part.part === "held") return "held";
  if (part.part === "core" && zone.rule === "held-area") return null;
  if (part.part === "extent") return zone.rule === "held-area" ? null : "extent";
  if (part.part === "core") return "core";
  const bands = zone.parts.filter((p) => p.band_km !== null);
  return part.band_km === Math.min(...bands.map((p) => p.band_km)) && bands.length > 1 ? "narrow" : "wide";
}

/** Draw zones and the chosen line; returns {bounds(selection), lineOf(id)}. */
export function drawZones({ data, state, leaflet }) {
  const pane = leaflet.createPane("zones");
  pane.style.zIndex = 350;
  const renderer = L.svg({ pane: "zones", padding: 0.5 });
  leaflet.addLayer(renderer);
  renderer._container.prepend(hatches(data.style.zone));
  const zones = new Map();
  const order = [...data.zones].sort((a, b) => (a.rule === "held-area" ? -1 : 0) - (b.rule === "held-area" ? -1 : 0));
  for (const zone of order) {
    const group = L.featureGroup();
    for (const part of zone.parts) {
      const look = lookOf(zone, part);
      if (look === null) continue;
      const style = LOOKS[look](data.style.zone);
      if (part.geometry === null) continue;
      const layer = L.geoJSON(part.geometry, { renderer, pane: "zones", style, bubblingMouseEvents: false });
      layer.on("click", () => state.set({ selection: { kind: "zone", id: zone.id } }));
      layer.addTo(group);
    }
    zones.set(zone.id, group);
  }
  const lines = drawLines(data, state, renderer);
  const update = () => {
    for (const group of zones.values()) show(leaflet, group, state.shown.has("zones"));
    const chosen = chosenLine(data, state);
    for (const [id, group] of lines) show(leaflet, group, state.shown.has("line") && id === chosen?.id);
  };
  state.onChange(update);
  update();
  return {
    bounds: ({ kind, id }) => (kind === "zone" ? zones : lines).get(id)?.getBounds(),
    lookOf,
  };
}

/** The line of the day that is looked at: chosen, or the document's, or the first zone's. */
export function chosenLine(data, state) {
  const dated = data.lines.filter((line) => line.kind === "control");
  const byId = (id) => dated.find((line) => line.id === id);
  if (byId(state.line)) return byId(state.line);
  const published = data.documents.find((d) => d.id === state.document)?.published_on;
  const own = published && dated.find((line) => line.valid_on === published);
  return own ?? byId(data.zones.find((z) => byId(z.line_id))?.line_id) ?? dated[0];
}

function drawLines(data, state, renderer) {
  const found = new Map();
  for (const line of data.lines.filter((l) => l.kind === "control")) {
    const group = L.featureGroup();
    const draw = (geometry, style, interactive) => {
      if (geometry === null) return;
      const layer = L.geoJSON(geometry, { renderer, pane: "zones", style: { fill: false, ...style }, interactive, bubblingMouseEvents: false });
      if (interactive) layer.on("click", () => state.set({ selection: { kind: "line", id: line.id } }));
      layer.addTo(group);
    };
    const { line: colour } = data.style;
    for (const geometry of [line.sourced, line.unsourced]) draw(geometry, { color: "#fff", weight: 6, opacity: 0.85 }, false);
    draw(line.sourced, { color: colour, weight: 3 }, false);
    draw(line.unsourced, { color: colour, weight: 3, dashArray: "2 5", lineCap: "butt" }, false);
    for (const geometry of [line.sourced, line.unsourced]) draw(geometry, { color: colour, weight: 16, opacity: 0 }, true);
    found.set(line.id, group);
  }
  return found;
}

function show(map, layer, on) {
  if (on && !map.hasLayer(layer)) layer.addTo(map);
  if (!on && map.hasLayer(layer)) map.removeLayer(layer);
}
