// Lines: drawn broken where a row has no source; each stretch says which two places it parts.

import { makePane } from "dateline/basemap.js";
import { hovered } from "dateline/hover.js";

/** Draw the chosen line and those without a day. @param {Context} context @returns {Drawn} */
export function drawLines({ data, state, leaflet }) {
  makePane(leaflet, "lines", 360);
  const renderer = L.svg({ pane: "lines", padding: 0.5 });
  /** @type {Map<string, L.FeatureGroup>} */
  const groups = new Map();
  const keyOf = (/** @type {Line} */ line) => `${line.id}${state.unsourced ? "" : " sourced"}`;
  const groupOf = (/** @type {Line} */ line) => {
    const group = groups.get(keyOf(line)) ?? groupFor(line, data, state, renderer);
    groups.set(keyOf(line), group);
    return group;
  };
  const mark = L.featureGroup();
  let marked = "";
  const markSegment = (/** @type {Line[]} */ shown) => {
    const id = state.selection?.kind === "segment" ? state.selection.id : "";
    const wanted = shown.some((line) => id.startsWith(`${line.id}~`)) ? id : "";
    if (wanted === marked) return;
    marked = wanted;
    mark.clearLayers();
    const segment = segmentOf(data, wanted)?.segment;
    if (segment) L.polyline(segment.paths, { renderer, pane: "lines", interactive: false, className: "marked", color: data.style.selection, weight: 7, opacity: 0.85 }).addTo(mark);
  };
  const update = () => {
    const shown = state.shown.has("line") ? shownLines(data, state) : [];
    const wanted = new Set(shown.map(groupOf));
    for (const group of groups.values()) show(leaflet, group, wanted.has(group));
    show(leaflet, mark, true);
    markSegment(shown);
  };
  state.onChange(update);
  update();
  return {
    bounds(id) {
      const line = data.lines.find((l) => l.id === id);
      if (line) return groupOf(line).getBounds();
      const found = segmentOf(data, id);
      return found && L.latLngBounds(found.segment.paths.flat());
    },
  };
}

/** The line of the day that is looked at: chosen, or selected, or the document's, or the first zone's. @param {PageData} data @param {State} state */
export function chosenLine(data, state) {
  const dated = data.lines.filter((line) => line.kind === "control");
  const byId = (/** @type {string | undefined} */ id) => dated.find((line) => line.id === id);
  if (byId(state.line)) return byId(state.line);
  const selected = byId(lineOf(data, state.selection)?.id);
  if (selected) return selected;
  const published = data.documents.find((d) => d.id === state.document)?.published_on;
  const own = dated.find((line) => published && line.valid_on === published);
  return own ?? byId(data.zones.find((z) => byId(z.line_id))?.line_id) ?? dated[0];
}

/** The line that is selected, or of which a stretch is. @param {PageData} data @param {Chosen | null} selection */
function lineOf(data, selection) {
  if (selection?.kind === "segment") return segmentOf(data, selection.id)?.line;
  return selection?.kind === "line" ? data.lines.find((line) => line.id === selection.id) : undefined;
}

/** A stretch by its id, with its line. @param {PageData} data @param {string} id */
export function segmentOf(data, id) {
  for (const line of data.lines) {
    const segment = line.segments.find((s) => s.id === id);
    if (segment) return { line, segment };
  }
  return undefined;
}

/** @param {PageData} data @param {State} state */
function shownLines(data, state) {
  const chosen = chosenLine(data, state);
  return data.lines.filter((line) => line === chosen || line.kind !== "control");
}

/** @param {Segment} segment */
export const isUnsourced = (segment) => segment.rows.some((row) => row.reliability === "unsourced");

/** @param {Line} line @param {PageData} data @param {State} state @param {L.Renderer} renderer */
function groupFor(line, data, state, renderer) {
  const group = L.featureGroup();
  const base = { renderer, pane: "lines", fill: false, bubblingMouseEvents: false, interactive: false };
  const draw = (/** @type {any} */ paths, /** @type {L.PolylineOptions} */ style) => L.polyline(paths, { ...base, ...style }).addTo(group);
  const hit = (/** @type {any} */ paths, /** @type {Chosen} */ selection) => draw(paths, { interactive: true, weight: 16, opacity: 0, lineCap: "butt" }).on("click", () => state.set({ selection }));
  const style = data.style;
  const front = { color: "var(--line)", weight: style.line_width_px, className: "front" };
  if (line.geometry) {
    const paths = pathsOf(line.geometry);
    draw(paths, { ...front, weight: style.border_width_px });
    hovered(group, `line:${line.id}`);
    hit(paths, { kind: "line", id: line.id });
    return group;
  }
  const [sourced, unsourced] = [false, true].map((wanted) => line.segments.filter((s) => isUnsourced(s) === wanted).flatMap((s) => s.paths));
  const shown = line.segments.filter((s) => state.unsourced || !isUnsourced(s));
  draw(shown.flatMap((s) => s.paths), { color: "var(--casing)", weight: style.line_width_px + 2 * style.line_casing_px, opacity: style.line_casing_opacity });
  draw(sourced, front);
  if (state.unsourced) draw(unsourced, { ...front, dashArray: style.line_dash_px.join(" "), lineCap: "butt" });
  hovered(group, `line:${line.id}`);
  for (const segment of shown) hit(segment.paths, { kind: "segment", id: segment.id });
  return group;
}

/** The lines of a GeoJSON geometry as Leaflet takes them, latitude first. @param {any} geometry */
function pathsOf({ type, coordinates }) {
  return L.GeoJSON.coordsToLatLngs(coordinates, type === "LineString" ? 0 : 1);
}

/** @param {L.Map} map @param {L.Layer} layer @param {boolean} on */
export function show(map, layer, on) {
  if (on && !map.hasLayer(layer)) layer.addTo(map);
  if (!on && map.hasLayer(layer)) map.removeLayer(layer);
}
