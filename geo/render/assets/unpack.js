// The page's data as it travels, spelled out: rows and segments go by number, outlines step by step.

/** Coordinates travel in steps of this share of a degree; `packed.py` has the same. */
const STEPS_PER_DEG = 10_000;

/** @param {PackedData} data @returns {PageData} */
export function spelledOut(data) {
  const rows = data.rows.map(([place, name, holder, from, to, source, unsourced]) => ({
    place, name, holder, from, to, source: data.sources[source], reliability: unsourced ? "unsourced" : "reported",
  }));
  const segments = data.segments.map(([first, second, halfGap, paths]) => ({
    rows: /** @type {[Row, Row]} */ ([rows[first], rows[second]]), half_gap_m: halfGap, paths: paths.map((steps) => pathOf(steps).map(([lon, lat]) => /** @type {Position} */ ([lat, lon]))),
  }));
  const lines = data.lines.map((line) => {
    const pockets = new Map(line.pockets_km2);
    const spell = (/** @type {number} */ n) => {
      const id = [line.id, ...segments[n].rows.map((row) => row.place)].join("~");
      return { ...segments[n], id, pocket_km2: pockets.get(n) ?? 0 };
    };
    return { ...line, geometry: shape(line.geometry), segments: line.segments.map(spell) };
  });
  const changes = data.changes.map((step) => ({
    ...step,
    parts: step.parts.map((part) => ({
      ...part,
      geometry: shape(part.geometry),
      towns: part.towns.map(([before, after, pocket]) => ({ before: rows[before], after: rows[after], pocket: Boolean(pocket) })),
    })),
  }));
  const places = data.places.map((place, number) => ({ ...place, number }));
  const zones = data.zones.map((zone) => ({ ...zone, parts: zone.parts.map((part) => ({ ...part, geometry: shape(part.geometry) })) }));
  const regions = data.regions.map(({ core, extent }) => ({ core: shape(core), extent: shape(extent) }));
  const outlines = Object.fromEntries(Object.entries(data.outlines).map(([id, ground]) => [id, shape(ground)]));
  return { ...data, places, lines, changes, zones, regions, outlines };
}

/** The points of a path, longitude first. @param {number[]} steps */
function pathOf(steps) {
  /** @type {Position[]} */
  const points = [];
  let [lon, lat] = [0, 0];
  for (let i = 0; i < steps.length; i += 2) {
    lon += steps[i];
    lat += steps[i + 1];
    points.push([lon / STEPS_PER_DEG, lat / STEPS_PER_DEG]);
  }
  return points;
}

/** @param {Steps} steps @returns {any} */
const coordinatesOf = (steps) => (typeof steps[0] === "number" ? pathOf(/** @type {number[]} */ (steps)) : /** @type {Steps[]} */ (steps).map(coordinatesOf));

/** A geometry as GeoJSON has it. @param {PackedGeometry | null} geometry @returns {any} */
const shape = (geometry) => (geometry && "steps" in geometry ? { type: geometry.type, coordinates: coordinatesOf(geometry.steps) } : geometry);

/** Base data as GeoJSON has it. @param {PackedCollection} collection @returns {Collection} */
export const collectionOf = (collection) => ({ ...collection, features: collection.features.map((f) => ({ ...f, geometry: shape(f.geometry) })) });
