// Vague places: ground without a pin, in two tones and without an edge.

import { makePane } from "dateline/basemap.js";
import { svg } from "dateline/dom.js";
import { phrasesIn } from "dateline/phrases.js";
import { asksServer } from "dateline/view.js";

const BLUR = "vague-blur";
/** @type {Record<"core" | "extent", (style: Style) => L.PathOptions>} */
const LOOKS = {
  extent: (s) => ({ stroke: false, fillColor: "var(--vague)", fillOpacity: s.vague_extent_opacity }),
  core: (s) => ({ stroke: false, fillColor: "var(--vague)", fillOpacity: s.vague_core_opacity }),
};
const FAINT = 0.45;

/** Draw the ground of phrases. @param {Context} context */
export function drawExpressions({ data, state, leaflet }) {
  makePane(leaflet, "vague", 345).style.pointerEvents = "none";
  const renderer = L.svg({ pane: "vague", padding: 0.5 });
  leaflet.addLayer(renderer);
  const drawing = /** @type {Element} */ (leaflet.getPane("vague")?.querySelector("svg"));
  drawing.prepend(svg("defs", {}, svg("filter", { id: BLUR, x: "-20%", y: "-20%", width: "140%", height: "140%" }, svg("feGaussianBlur", { stdDeviation: data.style.vague_blur_px }))));
  const regionOf = (/** @type {string} */ id) => data.expressions.find((e) => e.id === id)?.region ?? null;
  /** @type {Map<number, L.FeatureGroup>} */
  const groups = new Map();

  /** @param {number} number */
  function groupOf(number) {
    const known = groups.get(number);
    if (known) return known;
    const group = L.featureGroup();
    for (const part of /** @type {const} */ (["extent", "core"])) {
      const ground = data.regions[number][part];
      const style = LOOKS[part](data.style);
      if (ground) L.geoJSON(ground, /** @type {L.GeoJSONOptions} */ ({ renderer, pane: "vague", style, interactive: false })).addTo(group);
    }
    groups.set(number, group);
    return group;
  }

  /** The vague places that the map shows now; a chosen one even while their layer is off. */
  function shown() {
    const chosen = state.selection?.kind === "expression" ? state.selection.id : null;
    const all = state.shown.has("expressions");
    return data.expressions.filter((e) => e.region !== null && (e.id === chosen || (all && (!state.document || e.document_id === state.document))));
  }

  function update() {
    const chosen = state.selection?.kind === "expression" ? regionOf(state.selection.id) : null;
    const wanted = new Set(shown().map((e) => /** @type {number} */ (e.region)));
    for (const number of wanted) groupOf(number);
    for (const [number, group] of groups) {
      if (!wanted.has(number)) group.remove();
      else if (!leaflet.hasLayer(group)) group.addTo(leaflet);
      if (wanted.has(number)) soften(group, chosen === null || chosen === number ? 1 : FAINT);
    }
  }
  /** Of a large corpus the phrases of the view are asked for, and a chosen one when its panel opens. */
  async function follow() {
    if (asksServer(data) && state.shown.has("expressions") && (await phrasesIn(data, leaflet).catch(() => false))) state.set({});
  }

  state.onChange((changed) => {
    update();
    if (changed.has("shown")) follow();
  });
  leaflet.on("moveend", follow);
  update();
  follow();
  return {
    shown,
    update,
    bounds: (/** @type {string} */ id) => {
      const number = regionOf(id);
      return number === null ? undefined : groupOf(number).getBounds();
    },
  };
}

/** @param {L.FeatureGroup} group @param {number} opacity */
function soften(group, opacity) {
  for (const part of /** @type {L.FeatureGroup[]} */ (group.getLayers())) {
    for (const layer of /** @type {L.Path[]} */ (part.getLayers())) {
      layer.getElement()?.setAttribute("filter", `url(#${BLUR})`);
      layer.getElement()?.setAttribute("opacity", String(opacity));
    }
  }
}
