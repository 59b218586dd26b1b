// The offline base map: a coarse world, and a finer clip of the theatre above it.

import { filesAddress } from "dateline/data.js";
import { make } from "dateline/dom.js";

/** The finer clip is drawn from here on. */
export const FINE_FROM_ZOOM = 6.5;
const BASE_CREDITS = "Base map: borders © OpenStreetMap contributors (ODbL), Natural Earth, rivers GSHHG (LGPL), towns GeoNames (CC BY 4.0)";
const LINE = { fill: false, interactive: false };

/** @param {Collection} collection @param {string} kind @returns {Collection} */
const features = (collection, kind) => ({ type: "FeatureCollection", features: collection.features.filter((f) => f.properties?.k === kind) });

/** @param {L.Map} map @param {string} name @param {number} level */
export function makePane(map, name, level) {
  const pane = map.createPane(name);
  pane.style.zIndex = String(level);
  return pane;
}

/** Draw the base map into panes of its own, below everything. @param {L.Map} map @param {Collection} clip @param {Collection} world @param {PageData} data */
export function drawBase(map, clip, world, data) {
  for (const pane of [makePane(map, "base", 150), makePane(map, "baselines", 160)]) pane.style.pointerEvents = "none";
  const fills = L.canvas({ pane: "base", padding: 0.4 });
  const lines = L.canvas({ pane: "baselines", padding: 0.4 });
  const { land, water } = data.style;
  const coarse = L.layerGroup().addTo(map);
  const fine = L.layerGroup();
  const draw = (/** @type {L.LayerGroup} */ group, /** @type {Collection} */ collection, /** @type {string} */ kind, /** @type {L.Renderer} */ renderer, /** @type {L.PathOptions | L.StyleFunction} */ style) =>
    L.geoJSON(features(collection, kind), /** @type {L.GeoJSONOptions} */ ({ renderer, pane: renderer.options.pane, interactive: false, style })).addTo(group);
  const ground = { stroke: false, fill: true, fillColor: land, fillOpacity: 1 };
  const lake = { ...ground, fillColor: water };
  /** @type {L.StyleFunction} */
  const river = (f) => ({ ...LINE, color: "#a9c4d6", weight: f?.properties.t < 3 ? 1.6 : 0.8 });
  const border = { ...LINE, color: "#6b6357", weight: 1.3 };
  draw(coarse, world, "land", fills, ground);
  draw(coarse, world, "lake", fills, lake);
  draw(coarse, world, "river", lines, river);
  draw(coarse, world, "adm0", lines, { ...border, color: "#a59c8c", weight: 0.8 });
  draw(coarse, world, "adm0d", lines, { ...border, color: "#a59c8c", weight: 0.8, dashArray: "2 4" });
  draw(fine, clip, "land", fills, ground);
  draw(fine, clip, "lake", fills, lake);
  draw(fine, clip, "river", lines, river);
  draw(fine, clip, "adm1", lines, { ...LINE, color: "#b3aa99", weight: 1, dashArray: "4 3" });
  draw(fine, clip, "adm0", lines, { ...border, color: "#fff", weight: 4, opacity: 0.9 });
  draw(fine, clip, "adm0", lines, border);
  draw(fine, clip, "adm0d", lines, { ...border, dashArray: "2 5" });
  const update = () => {
    const near = map.getZoom() >= FINE_FROM_ZOOM;
    if (near && !map.hasLayer(fine)) fine.addTo(map);
    if (!near && map.hasLayer(fine)) map.removeLayer(fine);
  };
  map.on("zoomend", update);
  update();
  addCredits(map, [...data.attributions, BASE_CREDITS]);
  L.control.scale({ position: "bottomright", imperial: false, maxWidth: 110 }).addTo(map);
  L.control.zoom({ position: "topright" }).addTo(map);
}

/** Print the sources, and the way to all data: in full where there is room, behind a word where there is not. @param {L.Map} map @param {string[]} texts */
function addCredits(map, texts) {
  const all = filesAddress ? [" · ", make("a", { href: filesAddress }, "All layers and files")] : [];
  const credits = new L.Control({ position: "bottomright" });
  credits.onAdd = () => make("details", { class: "credits", open: matchMedia("(min-width: 1181px)").matches }, make("summary", {}, "Sources"), make("p", {}, texts.join(" · "), ...all));
  credits.addTo(map);
}
