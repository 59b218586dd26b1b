// The map's pins, one for each place and role, and the way to what is selected.

import { byId, isNarrow, reducedMotion, settled } from "dateline/dom.js";
import { onHover } from "dateline/hover.js";
import { show } from "dateline/lines.js";
import { dress, pinOf, postOf } from "dateline/pins.js";
import { placeAtHand } from "dateline/places.js";
import { counts, layerOf, mentionsIn } from "dateline/tally.js";
import { asksServer, pinsInView } from "dateline/view.js";

/** Pins that are out of sight are kept for the next time, but for those of a large corpus. */
const MOST_KEPT = 2000;
const SPECK_PX = 120;
const VAGUE_FROM_M = 3000;
/** Writing the address takes as long as drawing a step; it waits until the map stands. */
const ADDRESS_MS = 100;
/** Where the base map is fine enough to be looked at closely. */
const FINE = L.latLngBounds([32, 33.5], [38.6, 42.6]);

/** @param {Context} context @returns {PageMap} */
export function makeMap(context) {
  const { data, state, leaflet } = context;
  /** @type {Map<string, Pin>} */
  const pins = new Map();
  const posts = data.posts.map((post) => postOf(post, state, data.places));
  const outlines = L.layerGroup().addTo(leaflet);

  function visible() {
    if (asksServer(data)) return pinsInView();
    const found = counts(data, state);
    return data.places.filter((p) => state.shown.has(layerOf(p)) && (found.get(p.number) ?? 0) > 0);
  }

  function update() {
    const selected = state.selection?.kind === "place" ? state.selection.id : "";
    const chosen = placeAtHand(data, selected);
    const wanted = new Map([...(chosen ? [chosen] : []), ...visible()].map((place) => [place.id, place]));
    putAway(wanted);
    const found = counts(data, state);
    for (const place of wanted.values()) {
      const pin = pins.get(place.id) ?? pinOf(place, state);
      pins.set(place.id, pin);
      show(leaflet, pin, true);
      const beside = layerOf(place) === "government" && wanted.has(place.place_id);
      const mentions = asksServer(data) ? mentionsIn(data, state, place) : (found.get(place.number) ?? 0);
      dress(pin, place, mentions, { selected: place.id === selected, beside });
    }
    for (const post of posts) show(leaflet, post, state.shown.has("posts"));
    drawOutline(chosen);
  }

  /** @param {Map<string, Place>} wanted */
  function putAway(wanted) {
    for (const [id, pin] of pins) {
      if (wanted.has(id)) continue;
      show(leaflet, pin, false);
      if (asksServer(data) || pins.size > MOST_KEPT) pins.delete(id);
    }
  }

  /** Of the selected place the ground that it covers, or how far off its point may be. @param {Place | undefined} place */
  function drawOutline(place) {
    outlines.clearLayers();
    if (!place) return;
    const ground = data.outlines[place.place_id];
    const look = { pane: "zones", interactive: false, fillOpacity: 0.05, color: "var(--place)", fillColor: "var(--place)", weight: 2, className: "outline" };
    if (ground) L.geoJSON(ground, /** @type {L.GeoJSONOptions} */ ({ pane: "zones", interactive: false, style: look })).addTo(outlines);
    else if (place.precision_m >= VAGUE_FROM_M) L.circle([place.lat, place.lon], { ...look, radius: place.precision_m, weight: 1.5, dashArray: "6 5" }).addTo(outlines);
  }

  /** @param {string} key @param {boolean} on */
  function pulse(key, on) {
    const [kind, id] = [key.slice(0, key.indexOf(":")), key.slice(key.indexOf(":") + 1)];
    if (kind === "place") pins.get(id)?.getElement()?.classList.toggle("pulse", on);
  }

  leaflet.on("click", () => {
    if (state.selection) state.set({ selection: null });
  });
  const writeSoon = settled(() => state.writeAddress(), ADDRESS_MS);
  leaflet.on("moveend", () => {
    const centre = leaflet.getCenter();
    state.view = [leaflet.getZoom(), Number(centre.lat.toFixed(4)), Number(centre.lng.toFixed(4))];
    writeSoon();
  });
  if (state.view) leaflet.setView([state.view[1], state.view[2]], state.view[0], { animate: false });
  // The header's rows change with its counts, and so does the map's height; its centre must not.
  new ResizeObserver(() => leaflet.invalidateSize({ animate: false })).observe(leaflet.getContainer());
  state.onChange(update);
  onHover(pulse);
  return { visible, pins, pulse, goTo: (selection) => goTo(selection, context) };
}

/** Bring a selection into view, beside what is open on the map. @param {Chosen} selection @param {Context} context */
function goTo(selection, context) {
  const { leaflet } = context;
  const bounds = boundsOf(selection, context);
  if (!bounds?.isValid()) return;
  const open = padding(leaflet);
  const inView = leaflet.getBounds().pad(-0.05);
  const animate = !reducedMotion();
  if (bounds.getNorthWest().equals(bounds.getSouthEast())) {
    const at = bounds.getCenter();
    const zoom = FINE.contains(at) ? Math.max(8, Math.min(leaflet.getZoom(), 11)) : 5;
    if (inView.contains(at)) leaflet.panInside(at, { ...open, animate });
    else leaflet.flyToBounds(bounds, { ...open, maxZoom: zoom, animate, duration: 0.5 });
  } else if (!inView.contains(bounds) || !isClear(bounds, leaflet) || isSpeck(bounds, leaflet)) {
    leaflet.flyToBounds(bounds, { ...open, maxZoom: 10, animate, duration: 0.5 });
  }
}

/** @param {Chosen} selection @param {Context} context */
function boundsOf({ kind, id }, { data, zones, lines, changes, expressions }) {
  /** @type {Record<string, Drawn>} */
  const drawn = { zone: zones, line: lines, segment: lines, change: changes, expression: expressions };
  if (kind in drawn) return drawn[kind].bounds(id);
  if (kind === "posts") {
    const members = data.posts.filter((p) => p.group_id === id || p.id === id);
    return L.latLngBounds(members.map((p) => [p.lat, p.lon]));
  }
  if (kind === "places") return boundsOfBox(id);
  const place = placeAtHand(data, id);
  return place && L.latLngBounds([[place.lat, place.lon], [place.lat, place.lon]]);
}

/** The box of places that stand together, as Leaflet has bounds. @param {string} id */
function boundsOfBox(id) {
  const [west, south, east, north] = id.slice(id.indexOf("~") + 1).split(",").map(Number);
  return [west, south, east, north].every(Number.isFinite) ? L.latLngBounds([[south, west], [north, east]]) : undefined;
}

/** Whether bounds lie beside the open panel. @param {L.LatLngBounds} bounds @param {L.Map} leaflet */
function isClear(bounds, leaflet) {
  const { paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] } = padding(leaflet);
  const { x, y } = leaflet.getSize();
  const [a, b] = [bounds.getNorthWest(), bounds.getSouthEast()].map((at) => leaflet.latLngToContainerPoint(at));
  return a.x >= left / 2 && a.y >= top / 2 && b.x <= x - right + 20 && b.y <= y - bottom + 20;
}

/** Whether bounds are too small in this view to be made out. @param {L.LatLngBounds} bounds @param {L.Map} leaflet */
function isSpeck(bounds, leaflet) {
  const [a, b] = [bounds.getNorthWest(), bounds.getSouthEast()].map((at) => leaflet.latLngToContainerPoint(at));
  return leaflet.getZoom() < 10 && Math.max(b.x - a.x, b.y - a.y) < SPECK_PX;
}

/** How much of the map is covered, as Leaflet wants padding. @param {L.Map} leaflet @returns {{paddingTopLeft: Position, paddingBottomRight: Position}} */
function padding(leaflet) {
  const panel = byId("panel");
  const frame = leaflet.getContainer().getBoundingClientRect();
  const open = panel.hidden ? null : panel.getBoundingClientRect();
  if (isNarrow()) {
    const covered = open ? Math.max(0, frame.bottom - open.top) : 0;
    return { paddingTopLeft: [30, 60], paddingBottomRight: [30, Math.min(covered + 30, frame.height - 120)] };
  }
  const legend = byId("legend").getBoundingClientRect();
  const left = open && legend.width && legend.right < frame.left + frame.width / 2 ? legend.right - frame.left + 20 : 40;
  return { paddingTopLeft: [Math.min(left, frame.width / 3), 70], paddingBottomRight: [(open?.width ?? 0) + 60, 70] };
}
