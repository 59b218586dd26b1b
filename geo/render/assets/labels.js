// Labels: ours first, then governorates, then towns by rank; one that would cover another waits.

import { make } from "dateline/dom.js";
import { FINE_FROM_ZOOM } from "dateline/basemap.js";
import { mentionsIn } from "dateline/map.js";
import { nameOf } from "dateline/words.js";

const canvas = document.createElement("canvas").getContext("2d");

function width(text, font, spacing = 0) {
  canvas.font = font;
  return canvas.measureText(text).width + spacing * text.length;
}

const FONTS = {
  ours: "600 12px system-ui, sans-serif",
  town: "11.5px system-ui, sans-serif",
  city: "600 12.5px system-ui, sans-serif",
  unit: "600 11px system-ui, sans-serif",
  country: "600 12px system-ui, sans-serif",
};

export function makeLabels({ data, state, leaflet, clip, world, map }) {
  const pane = leaflet.createPane("labels");
  pane.style.zIndex = 450;
  pane.style.pointerEvents = "none";
  const dots = L.canvas({ pane: "labels" });
  const group = L.layerGroup().addTo(leaflet);
  const pick = (collection, kind) => collection.features.filter((f) => f.properties.k === kind);
  const [towns, units, countries] = [pick(clip, "town"), pick(clip, "adm1l"), pick(world, "country")];

  function draw() {
    group.clearLayers();
    const zoom = leaflet.getZoom();
    const bounds = leaflet.getBounds();
    const size = leaflet.getSize();
    const taken = covered();
    const free = (box) => box[0] > 2 && box[2] < size.x - 2 && !taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1]);

    function put(latLng, text, sort, offsets) {
      const at = leaflet.latLngToContainerPoint(latLng);
      const wide = width(text, FONTS[sort], sort === "unit" || sort === "country" ? 1.6 : 0.2) + 4;
      for (const [dx, dy] of offsets(wide)) {
        const box = [at.x + dx, at.y + dy - 8, at.x + dx + wide, at.y + dy + 8];
        if (!free(box)) continue;
        taken.push(box);
        const html = make("span", { class: `label ${sort}` }, text);
        L.marker(latLng, { pane: "labels", interactive: false, keyboard: false, icon: L.divIcon({ className: "labelbox", iconSize: null, iconAnchor: [-dx, 8 - dy], html }) }).addTo(group);
        return true;
      }
      return false;
    }
    const beside = (gap) => (wide) => [[gap, 0], [-gap - wide, 0], [-wide / 2, gap + 6], [-wide / 2, -gap - 6]];
    const centred = (wide) => [[-wide / 2, 0]];

    const ours = map.visible().filter((p) => bounds.contains([p.lat, p.lon]));
    ours.sort((a, b) => mentionsIn(b, state.document) - mentionsIn(a, state.document));
    for (const place of ours) put([place.lat, place.lon], nameOf(place), "ours", beside(pinRadius(map.pins.get(place.id)) + (state.selection?.id === place.id ? 8 : 4)));
    const named = (lat, lon, name) => ours.some((p) => p.kind === "point" && (p.name === name || (Math.abs(p.lat - lat) < 0.02 && Math.abs(p.lon - lon) < 0.02)));
    if (zoom < FINE_FROM_ZOOM) for (const f of countries.filter((c) => zoom >= c.properties.p)) putAt(f, "country", centred);
    if (zoom >= 7.5) for (const f of units) putAt(f, "unit", centred);
    if (zoom < FINE_FROM_ZOOM) return;
    for (const f of towns) {
      const [lon, lat] = f.geometry.coordinates;
      const { n: name, p: population, z: from } = f.properties;
      if (zoom < from || !bounds.contains([lat, lon]) || named(lat, lon, name)) continue;
      const big = population > 150000;
      if (!put([lat, lon], name, big ? "city" : "town", beside(6))) continue;
      L.circleMarker([lat, lon], { pane: "labels", renderer: dots, interactive: false, radius: big ? 3 : 2, stroke: false, fillColor: "#5a5347", fillOpacity: 1 }).addTo(group);
    }
    function putAt(feature, sort, offsets) {
      const [lon, lat] = feature.geometry.coordinates;
      if (bounds.contains([lat, lon])) put([lat, lon], feature.properties.n, sort, offsets);
    }
  }

  /** The boxes that labels must leave free: pins, posts, and what lies over the map. */
  function covered() {
    const frame = leaflet.getContainer().getBoundingClientRect();
    const boxes = [];
    for (const element of leaflet.getContainer().querySelectorAll(".pin, .post, .leaflet-control")) {
      const box = element.getBoundingClientRect();
      boxes.push([box.x - frame.x, box.y - frame.y, box.right - frame.x, box.bottom - frame.y]);
    }
    return boxes;
  }

  let waiting = 0;
  const later = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(draw);
  };
  leaflet.on("moveend zoomend resize", later);
  state.onChange(later);
  return { draw: later };
}

const pinRadius = (pin) => (pin.getElement()?.querySelector(".pin")?.offsetWidth ?? 20) / 2;
