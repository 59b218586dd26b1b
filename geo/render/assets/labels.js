// Labels: ours first, then governorates, then towns by rank; one that would cover another waits.

import { FINE_FROM_ZOOM, makePane } from "dateline/basemap.js";
import { make } from "dateline/dom.js";
import { mentionsIn } from "dateline/tally.js";
import { nameOf } from "dateline/words.js";

/** @typedef {[number, number, number, number]} Box left, top, right, bottom in pixels */
/** @typedef {(wide: number) => Position[]} Offsets where a label may stand, best first */

const canvas = document.createElement("canvas").getContext("2d");
const CITY_FROM = 150000;
const UNITS_FROM_ZOOM = 7.5;
const FONTS = {
  ours: "600 12px system-ui, sans-serif",
  town: "12px system-ui, sans-serif",
  city: "600 12.5px system-ui, sans-serif",
  unit: "600 12px system-ui, sans-serif",
  country: "600 12px system-ui, sans-serif",
};

/** @param {string} text @param {keyof typeof FONTS} sort */
function width(text, sort) {
  const spacing = sort === "unit" || sort === "country" ? 1.8 : 0.2;
  if (!canvas) return 8 * text.length;
  canvas.font = FONTS[sort];
  return canvas.measureText(spacing > 1 ? text.toUpperCase() : text).width + spacing * text.length + 4;
}

/** @param {number} gap @returns {Offsets} */
const beside = (gap) => (wide) => [[gap, 0], [-gap - wide, 0], [-wide / 2, gap + 8], [-wide / 2, -gap - 8]];
/** @type {Offsets} */
const centred = (wide) => [[-wide / 2, 0]];

/** @param {Context} context */
export function makeLabels({ data, state, leaflet, clip, world, map }) {
  makePane(leaflet, "labels", 450).style.pointerEvents = "none";
  const dots = L.canvas({ pane: "labels" });
  const group = L.layerGroup().addTo(leaflet);
  const pick = (/** @type {Collection} */ collection, /** @type {string} */ kind) =>
    collection.features.filter((f) => f.properties?.k === kind).map((f) => /** @type {any} */ ({ ...f.properties, at: pointOf(f.geometry) }));
  const [towns, units, countries] = [pick(clip, "town"), pick(clip, "adm1l"), pick(world, "country")];
  /** @type {Box[]} */
  let taken = [];

  /** @param {Position} at @param {string} text @param {keyof typeof FONTS} sort @param {Offsets} offsets */
  function put(at, text, sort, offsets) {
    const { x, y } = leaflet.latLngToContainerPoint(at);
    const wide = width(text, sort);
    for (const [dx, dy] of offsets(wide)) {
      /** @type {Box} */
      const box = [x + dx, y + dy - 8, x + dx + wide, y + dy + 8];
      if (!isFree(box, taken, leaflet.getSize().x)) continue;
      taken.push(box);
      const html = make("span", { class: `label ${sort}` }, text);
      const icon = L.divIcon({ className: "labelbox", iconSize: undefined, iconAnchor: [-dx, 8 - dy], html });
      L.marker(at, { pane: "labels", interactive: false, keyboard: false, icon }).addTo(group);
      return true;
    }
    return false;
  }

  /** How far from a pin's point its label stands. @param {Place} place */
  const gapOf = (place) => (map.pins.get(place.id)?.sizePx ?? 0) / 2 + (state.selection?.id === place.id ? 8 : 4);

  function draw() {
    group.clearLayers();
    const [zoom, bounds] = [leaflet.getZoom(), leaflet.getBounds()];
    taken = covered(leaflet);
    const ours = map.visible().filter((p) => bounds.contains([p.lat, p.lon]));
    const rank = (/** @type {Place} */ p) => (p.id === state.selection?.id ? Infinity : mentionsIn(data, state, p));
    ours.sort((a, b) => rank(b) - rank(a));
    for (const place of ours) put([place.lat, place.lon], place.places ? `${nameOf(place)} +${(place.places - 1).toLocaleString("en")}` : nameOf(place), "ours", beside(gapOf(place)));
    const inView = (/** @type {any} */ f) => bounds.contains(f.at);
    if (zoom < FINE_FROM_ZOOM) for (const f of countries.filter((c) => zoom >= c.p && inView(c))) put(f.at, f.n, "country", centred);
    if (zoom >= UNITS_FROM_ZOOM) for (const f of units.filter(inView)) put(f.at, f.n, "unit", centred);
    if (zoom >= FINE_FROM_ZOOM) drawTowns(towns.filter((t) => zoom >= t.z && inView(t) && !isOurs(t, ours)));
  }

  /** @param {any[]} shown */
  function drawTowns(shown) {
    for (const { at, n: name, p: population } of shown) {
      const big = population > CITY_FROM;
      if (!put(at, name, big ? "city" : "town", beside(6))) continue;
      L.circleMarker(at, { pane: "labels", renderer: dots, interactive: false, radius: big ? 3 : 2, stroke: false, fillColor: "#5a5347", fillOpacity: 1 }).addTo(group);
    }
  }

  let waiting = 0;
  const later = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(draw);
  };
  leaflet.on("moveend zoomend resize", later);
  state.onChange(later);
}

/** @param {Geometry} geometry @returns {Position} */
function pointOf(geometry) {
  const [lon, lat] = geometry.type === "Point" ? geometry.coordinates : [0, 0];
  return [lat, lon];
}

/** Whether a town has a pin of ours. @param {any} town @param {Place[]} ours */
function isOurs({ n: name, at: [lat, lon] }, ours) {
  return ours.some((p) => p.kind === "point" && (p.name === name || (Math.abs(p.lat - lat) < 0.02 && Math.abs(p.lon - lon) < 0.02)));
}

/** @param {Box} box @param {Box[]} taken @param {number} wide */
const isFree = (box, taken, wide) =>
  box[0] > 2 && box[2] < wide - 2 && !taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1]);

/** The boxes that labels must leave free: pins, posts, and what lies over the map. @param {L.Map} leaflet @returns {Box[]} */
function covered(leaflet) {
  const frame = leaflet.getContainer().getBoundingClientRect();
  const over = leaflet.getContainer().parentElement?.querySelectorAll(".pin, .post, .leaflet-control, #legend, #panel, #faraway, #legendtoggle") ?? [];
  return [...over].map((element) => {
    const box = element.getBoundingClientRect();
    return [box.x - frame.x, box.y - frame.y, box.right - frame.x, box.bottom - frame.y];
  });
}
