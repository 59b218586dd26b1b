// Pins for a view with too many places: those of one cell stand together at the heaviest, as `geo.tiles.pins` puts them.

const MOST_ALONE = 200;
const MOST_CELLS = 250;
const LEAST_CELL_PX = 64;
const CELL_STEP_PX = 16;
const TOUCHING_PX = 44;
const TILE_PX = 256;

/**
 * Places that may have a pin, by their number, with how often they are named.
 * @typedef {{number: number, lon: number, lat: number, layer: number, mentions: number}} Spot
 * @typedef {{number: number, places: number, mentions: number, box: number[]}} Pinned
 */

/** The pins of a view, the heaviest first; the place `alone` is never put together. @param {Spot[]} spots @param {number[]} view @param {number} zoom @param {number} alone */
export function pinsOf(spots, view, zoom, alone) {
  const world = 2 ** halfEven(zoom) * TILE_PX;
  const cell = cellPx(view, world);
  const seen = spots.filter(inView(view, cell / world));
  if (seen.length <= MOST_ALONE) return seen.map((spot) => pinned([spot])).sort(byWeight);
  return apart(byCell(seen, world / cell, alone), world, alone).map(pinned).sort(byWeight);
}

/** The nearest whole number, of two the even one. @param {number} value */
const halfEven = (value) => (value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));
/** @param {number} value What is left of whole turns, never below 0. */
const turn = (value) => ((value % 1) + 1) % 1;
/** @param {number} lon @returns {number} */
const shareX = (lon) => turn(lon / 360 + 0.5);
/** @param {number} lat */
const shareY = (lat) => 0.5 - Math.asinh(Math.tan(Math.max(-1.5707, Math.min(1.5707, (lat * Math.PI) / 180)))) / (2 * Math.PI);
/** @param {{mentions: number, number: number}} a @param {{mentions: number, number: number}} b */
const byWeight = (a, b) => b.mentions - a.mentions || a.number - b.number;

/** The width of a cell: larger on a larger screen, so that there are never too many. @param {number[]} view @param {number} world */
function cellPx([west, south, east, north], world) {
  const wide = turn(shareX(east) - shareX(west)) || 1;
  const area = wide * (shareY(south) - shareY(north)) * world ** 2;
  return Math.ceil(Math.max(LEAST_CELL_PX, Math.sqrt(area / MOST_CELLS)) / CELL_STEP_PX) * CELL_STEP_PX;
}

/** Whether a place lies in the view or within a cell of it: cells at its edge are whole. @param {number[]} view @param {number} margin @returns {(spot: Spot) => boolean} */
function inView([west, south, east, north], margin) {
  const wide = turn(shareX(east) - shareX(west)) || 1;
  const [top, bottom] = [shareY(north) - margin, shareY(south) + margin];
  return ({ lon, lat }) => turn(shareX(lon) - shareX(west) + margin) <= wide + 2 * margin && shareY(lat) >= top && shareY(lat) <= bottom;
}

/** The places of each cell and layer, the heaviest first. @param {Spot[]} spots @param {number} cells @param {number} alone */
function byCell(spots, cells, alone) {
  /** @type {Map<string, Spot[]>} */
  const groups = new Map();
  for (const spot of [...spots].sort(byWeight)) {
    const key = [Math.floor(shareX(spot.lon) * cells), Math.floor(shareY(spot.lat) * cells), spot.layer, spot.number === alone].join();
    const group = groups.get(key);
    if (group) group.push(spot);
    else groups.set(key, [spot]);
  }
  return [...groups.values()];
}

/** Groups, those that would touch a heavier one of their layer put together with it. @param {Spot[][]} groups @param {number} world @param {number} alone */
function apart(groups, world, alone) {
  const weighed = groups.map((group) => ({ group, number: group[0].number, mentions: sum(group) })).sort(byWeight);
  /** @type {{x: number, y: number, layer: number, members: Spot[]}[]} */
  const kept = [];
  for (const { group } of weighed) {
    const [{ lon, lat, layer, number }] = group;
    const [x, y] = [shareX(lon) * world, shareY(lat) * world];
    const isAlone = number === alone;
    const touched = isAlone ? undefined : kept.find((other) => other.layer === layer && Math.hypot(other.x - x, other.y - y) < TOUCHING_PX);
    if (touched) touched.members.push(...group);
    else kept.push({ x, y, layer: isAlone ? -1 : layer, members: [...group] });
  }
  return kept.map(({ members }) => members);
}

/** @param {Spot[]} members */
const sum = (members) => members.reduce((all, { mentions }) => all + mentions, 0);

/** @param {Spot[]} members @returns {Pinned} */
function pinned(members) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { lon, lat } of members) [west, south, east, north] = [Math.min(west, lon), Math.min(south, lat), Math.max(east, lon), Math.max(north, lat)];
  return { number: members[0].number, places: members.length, mentions: sum(members), box: [west, south, east, north] };
}
