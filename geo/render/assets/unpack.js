// The page's data as it travels, spelled out: rows and segments travel once and go by number.

/** @param {PackedData} data @returns {PageData} */
export function spelledOut(data) {
  const rows = data.rows.map(([place, name, holder, from, to, source, unsourced]) => ({
    place, name, holder, from, to, source: data.sources[source], reliability: unsourced ? "unsourced" : "reported",
  }));
  const segments = data.segments.map(([first, second, halfGap, paths]) => ({
    rows: /** @type {[Row, Row]} */ ([rows[first], rows[second]]), half_gap_m: halfGap, paths: paths.map(paired),
  }));
  const lines = data.lines.map((line) => {
    const pockets = new Map(line.pockets_km2);
    const spell = (/** @type {number} */ n) => {
      const id = [line.id, ...segments[n].rows.map((row) => row.place)].join("~");
      return { ...segments[n], id, pocket_km2: pockets.get(n) ?? 0 };
    };
    return { ...line, segments: line.segments.map(spell) };
  });
  const changes = data.changes.map((step) => ({
    ...step,
    parts: step.parts.map((part) => ({
      ...part,
      towns: part.towns.map(([before, after, pocket]) => ({ before: rows[before], after: rows[after], pocket: Boolean(pocket) })),
    })),
  }));
  const places = data.places.map((place, number) => ({ ...place, number }));
  return { ...data, places, lines, changes };
}

/** Longitudes and latitudes in turn as points, latitude first. @param {number[]} flat */
function paired(flat) {
  /** @type {Position[]} */
  const points = [];
  for (let i = 0; i < flat.length; i += 2) points.push([flat[i + 1], flat[i]]);
  return points;
}
