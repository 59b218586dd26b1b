// Lines: drawn broken where a row has no source; each stretch says which two places it parts.

/** Draw the chosen line and those without a day; returns {bounds(id), segmentOf(id)}. */
export function drawLines({ data, state, leaflet }) {
  const pane = leaflet.createPane("lines");
  pane.style.zIndex = 360;
  const renderer = L.svg({ pane: "lines", padding: 0.5 });
  const groups = new Map();
  const groupOf = (line) => {
    if (!groups.has(line.id)) groups.set(line.id, groupFor(line, data, state, renderer));
    return groups.get(line.id);
  };
  const mark = L.featureGroup();
  let marked = "";
  const markSegment = (shown) => {
    const id = state.selection?.kind === "segment" ? state.selection.id : "";
    const wanted = shown.some((line) => id.startsWith(`${line.id}~`)) ? id : "";
    if (wanted === marked) return;
    marked = wanted;
    mark.clearLayers();
    const segment = segmentOf(data, wanted)?.segment;
    if (segment) L.polyline(segment.paths, { renderer, pane: "lines", interactive: false, color: data.style.selection, weight: 7, opacity: 0.85 }).addTo(mark);
  };
  const update = () => {
    const shown = state.shown.has("line") ? shownLines(data, state) : [];
    for (const line of shown) show(leaflet, groupOf(line), true);
    for (const line of data.lines) if (!shown.includes(line) && groups.has(line.id)) show(leaflet, groups.get(line.id), false);
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

/** The line of the day that is looked at: chosen, or selected, or the document's, or the first zone's. */
export function chosenLine(data, state) {
  const dated = data.lines.filter((line) => line.kind === "control");
  const byId = (id) => dated.find((line) => line.id === id);
  if (byId(state.line)) return byId(state.line);
  const { kind, id } = state.selection ?? {};
  const selected = kind === "line" ? byId(id) : kind === "segment" ? segmentOf(data, id)?.line : undefined;
  if (dated.includes(selected)) return selected;
  const published = data.documents.find((d) => d.id === state.document)?.published_on;
  const own = published && dated.find((line) => line.valid_on === published);
  return own ?? byId(data.zones.find((z) => byId(z.line_id))?.line_id) ?? dated[0];
}

/** A stretch by its id, with its line. */
export function segmentOf(data, id) {
  for (const line of data.lines) {
    const segment = line.segments.find((s) => s.id === id);
    if (segment) return { line, segment };
  }
  return undefined;
}

function shownLines(data, state) {
  const chosen = chosenLine(data, state);
  return data.lines.filter((line) => line === chosen || line.kind !== "control");
}

export const isUnsourced = (segment) => segment.rows.some((row) => row.reliability === "unsourced");

function groupFor(line, data, state, renderer) {
  const group = L.featureGroup();
  const base = { renderer, pane: "lines", fill: false, bubblingMouseEvents: false, interactive: false };
  const draw = (paths, style) => L.polyline(paths, { ...base, ...style }).addTo(group);
  const hit = (paths, selection) => draw(paths, { interactive: true, weight: 16, opacity: 0, lineCap: "butt" }).on("click", () => state.set({ selection }));
  const { line: color } = data.style;
  if (line.geometry) {
    const paths = pathsOf(line.geometry);
    draw(paths, { color, weight: 1.5 });
    hit(paths, { kind: "line", id: line.id });
    return group;
  }
  const [sourced, unsourced] = [false, true].map((wanted) => line.segments.filter((s) => isUnsourced(s) === wanted).flatMap((s) => s.paths));
  draw([...sourced, ...unsourced], { color: "#fff", weight: 6, opacity: 0.85 });
  draw(sourced, { color, weight: 3 });
  draw(unsourced, { color, weight: 3, dashArray: "2 5", lineCap: "butt" });
  for (const segment of line.segments) hit(segment.paths, { kind: "segment", id: segment.id });
  return group;
}

/** The lines of a GeoJSON geometry as Leaflet takes them, latitude first. */
function pathsOf({ type, coordinates }) {
  return L.GeoJSON.coordsToLatLngs(coordinates, type === "LineString" ? 0 : 1);
}

export function show(map, layer, on) {
  if (on && !map.hasLayer(layer)) layer.addTo(map);
  if (!on && map.hasLayer(layer)) map.removeLayer(layer);
}
