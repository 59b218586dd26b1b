// Vague places: ground without a pin, in two tones and without an edge.

import { svg } from "dateline/dom.js";

const BLUR = "vague-blur";
const LOOKS = {
  extent: (c) => ({ stroke: false, fillColor: c, fillOpacity: 0.16 }),
  core: (c) => ({ stroke: false, fillColor: c, fillOpacity: 0.3 }),
};
const FAINT = 0.45;

/** Draw the ground of phrases; returns {bounds(id), shown()}. */
export function drawExpressions({ data, state, leaflet }) {
  const pane = leaflet.createPane("vague");
  pane.style.zIndex = 345;
  pane.style.pointerEvents = "none";
  const renderer = L.svg({ pane: "vague", padding: 0.5 });
  leaflet.addLayer(renderer);
  renderer._container.prepend(svg("defs", {}, svg("filter", { id: BLUR, x: "-20%", y: "-20%", width: "140%", height: "140%" }, svg("feGaussianBlur", { stdDeviation: 4 }))));
  const byId = new Map(data.expressions.map((e) => [e.id, e]));
  const groups = new Map();

  function groupOf(number) {
    if (!groups.has(number)) {
      const group = L.featureGroup();
      for (const part of ["extent", "core"]) {
        if (data.regions[number][part] === null) continue;
        const style = LOOKS[part](data.style.vague);
        L.geoJSON(data.regions[number][part], { renderer, pane: "vague", style, interactive: false }).addTo(group);
      }
      groups.set(number, group);
    }
    return groups.get(number);
  }

  /** The vague places that the map shows now; a chosen one even while their layer is off. */
  function shown() {
    const { kind, id } = state.selection ?? {};
    const chosen = kind === "expression" ? id : null;
    const all = state.shown.has("expressions");
    return data.expressions.filter((e) => e.region !== null && (e.id === chosen || (all && (!state.document || e.document_id === state.document))));
  }

  function update() {
    const chosen = state.selection?.kind === "expression" ? byId.get(state.selection.id)?.region : null;
    const wanted = new Set(shown().map((e) => e.region));
    for (const number of wanted) groupOf(number);
    for (const [number, group] of groups) {
      if (!wanted.has(number)) group.remove();
      else if (!leaflet.hasLayer(group)) group.addTo(leaflet);
      for (const path of wanted.has(number) ? paths(group) : []) {
        path.setAttribute("filter", `url(#${BLUR})`);
        path.setAttribute("opacity", chosen === null || chosen === undefined || chosen === number ? 1 : FAINT);
      }
    }
  }
  state.onChange(update);
  update();
  return {
    shown,
    bounds: (id) => {
      const number = byId.get(id)?.region ?? null;
      return number === null ? undefined : groupOf(number).getBounds();
    },
  };
}

function paths(group) {
  const found = [];
  group.eachLayer((part) => part.eachLayer((layer) => found.push(layer.getElement())));
  return found.filter(Boolean);
}
