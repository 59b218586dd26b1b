// Pins: one for each place and role. Hue says what it is, form says which kind.

import { isNarrow, make, reducedMotion } from "dateline/dom.js";
import { count, nameOf } from "dateline/words.js";

const SMALLEST_PX = 20;
const LARGEST_PX = 40;
const SPECK_PX = 120;
const DOUBTFUL_BELOW = 0.5;
/** Where the base map is fine enough to be looked at closely. */
const FINE = L.latLngBounds([32, 33.5], [38.6, 42.6]);

/** The layer in the header that a place belongs to. */
export const layerOf = (place) => (place.role === "associative" ? "government" : place.kind);

/** How often a place is named in the documents that are looked at. */
export function mentionsIn(place, documentId) {
  return documentId ? (place.documents[documentId] ?? 0) : place.mentions;
}

/** Draw pins and posts; returns {visible(), goTo(selection)}. */
export function makeMap({ data, state, leaflet, zones, lines, changes, expressions }) {
  const drawn = { zone: zones, line: lines, segment: lines, change: changes, expression: expressions };
  const pins = new Map(data.places.map((place) => [place.id, pinOf(place, state)]));
  const posts = data.posts.map((post) => postOf(post, state));
  const rings = L.layerGroup().addTo(leaflet);

  function visible() {
    return data.places.filter((p) => state.shown.has(layerOf(p)) && mentionsIn(p, state.document) > 0);
  }

  function update() {
    const wanted = new Set(visible().map((p) => p.id));
    const selected = state.selection?.kind === "place" ? state.selection.id : null;
    for (const place of data.places) {
      const pin = pins.get(place.id);
      const on = wanted.has(place.id);
      if (on && !leaflet.hasLayer(pin)) pin.addTo(leaflet);
      if (!on && leaflet.hasLayer(pin)) leaflet.removeLayer(pin);
      if (on) dress(pin, place, mentionsIn(place, state.document), place.id === selected);
    }
    for (const post of posts) {
      const on = state.shown.has("posts");
      if (on !== leaflet.hasLayer(post)) (on ? post.addTo(leaflet) : leaflet.removeLayer(post));
    }
    drawRing(selected);
  }

  function drawRing(selected) {
    rings.clearLayers();
    const place = data.places.find((p) => p.id === selected);
    if (place === undefined || place.precision_m < 3000 || !leaflet.hasLayer(pins.get(place.id))) return;
    L.circle([place.lat, place.lon], {
      radius: place.precision_m, pane: "zones", interactive: false, fillOpacity: 0.04,
      color: data.style.place, fillColor: data.style.place, weight: 1.5, dashArray: "6 5",
    }).addTo(rings);
  }

  /** Bring a selection into view, beside what is open on the map. */
  function goTo(selection) {
    const bounds = boundsOf(selection);
    if (!bounds?.isValid()) return;
    const open = padding();
    const inView = leaflet.getBounds().pad(-0.05);
    const animate = !reducedMotion();
    if (bounds.getNorthWest().equals(bounds.getSouthEast())) {
      const at = bounds.getCenter();
      const zoom = FINE.contains(at) ? Math.max(8, Math.min(leaflet.getZoom(), 11)) : 5;
      if (inView.contains(at)) leaflet.panInside(at, { ...open, animate });
      else leaflet.flyToBounds(bounds, { ...open, maxZoom: zoom, animate, duration: 0.5 });
    } else if (!inView.contains(bounds) || !isClear(bounds) || isSpeck(bounds)) {
      leaflet.flyToBounds(bounds, { ...open, maxZoom: 10, animate, duration: 0.5 });
    }
  }

  function boundsOf(selection) {
    if (selection.kind in drawn) return drawn[selection.kind].bounds(selection.id);
    if (selection.kind === "posts") {
      const members = data.posts.filter((p) => p.group_id === selection.id || p.id === selection.id);
      return L.latLngBounds(members.map((p) => [p.lat, p.lon]));
    }
    const place = data.places.find((p) => p.id === selection.id);
    return place && L.latLngBounds([[place.lat, place.lon], [place.lat, place.lon]]);
  }

  /** Whether bounds lie beside the open panel. */
  function isClear(bounds) {
    const { paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] } = padding();
    const { x, y } = leaflet.getSize();
    const box = L.bounds(leaflet.latLngToContainerPoint(bounds.getNorthWest()), leaflet.latLngToContainerPoint(bounds.getSouthEast()));
    return box.min.x >= left / 2 && box.min.y >= top / 2 && box.max.x <= x - right + 20 && box.max.y <= y - bottom + 20;
  }

  /** Whether bounds are too small in this view to be made out. */
  function isSpeck(bounds) {
    const [a, b] = [bounds.getNorthWest(), bounds.getSouthEast()].map((at) => leaflet.latLngToContainerPoint(at));
    return leaflet.getZoom() < 10 && Math.max(b.x - a.x, b.y - a.y) < SPECK_PX;
  }

  /** How much of the map the open panel takes, as Leaflet wants padding. */
  function padding() {
    const panel = document.getElementById("panel");
    const frame = leaflet.getContainer().getBoundingClientRect();
    const open = panel.hidden ? null : panel.getBoundingClientRect();
    if (isNarrow()) {
      const covered = open ? Math.max(0, frame.bottom - open.top) : 0;
      return { paddingTopLeft: [30, 40], paddingBottomRight: [30, covered + 30] };
    }
    return { paddingTopLeft: [40, 60], paddingBottomRight: [(open?.width ?? 0) + 60, 60] };
  }

  leaflet.on("click", () => state.selection && state.set({ selection: null }));
  leaflet.on("moveend", () => {
    const centre = leaflet.getCenter();
    state.view = [leaflet.getZoom(), centre.lat.toFixed(4), centre.lng.toFixed(4)];
    state.write();
  });
  if (state.view) leaflet.setView([state.view[1], state.view[2]], state.view[0], { animate: false });
  // The header's rows change with its counts, and so does the map's height; its centre must not.
  new ResizeObserver(() => leaflet.invalidateSize({ animate: false })).observe(leaflet.getContainer());
  state.onChange(update);
  return { visible, pins, goTo };
}

function pinOf(place, state) {
  const disc = make("span", {}, make("span", {}));
  const pin = L.marker([place.lat, place.lon], {
    keyboard: true, riseOnHover: true, bubblingMouseEvents: false, zIndexOffset: place.kind === "point" ? 200 : 0,
    icon: L.divIcon({ className: "pinbox", iconSize: [LARGEST_PX, LARGEST_PX], html: disc }),
  });
  pin.disc = disc;
  onPress(pin, () => state.set({ selection: { kind: "place", id: place.id } }));
  return pin;
}

/** Answer a click, and Enter and Space as a button does. */
function onPress(marker, act) {
  marker.on("click", act);
  marker.on("keydown", ({ originalEvent: event }) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
}

/** Give a pin its size, count and look; the element stays, and with it the focus. */
function dress(pin, place, mentions, selected) {
  const size = Math.round(Math.min(LARGEST_PX, SMALLEST_PX + 4 * (Math.sqrt(mentions) - 1)));
  const doubtful = place.confidence < DOUBTFUL_BELOW;
  pin.disc.className = ["pin", layerOf(place), doubtful ? "doubtful" : "", selected ? "selected" : ""].join(" ");
  pin.disc.style.width = pin.disc.style.height = `${size}px`;
  pin.disc.firstChild.textContent = doubtful ? `${mentions}?` : String(mentions);
  const element = pin.getElement();
  element.setAttribute("role", "button");
  element.setAttribute("aria-label", `${nameOf(place)}: ${count(mentions, "mention")}`);
  element.setAttribute("aria-pressed", String(selected));
  element.dataset.place = place.id;
}

function postOf(post, state) {
  const square = make("span", { class: "post" }, String(post.number));
  const marker = L.marker([post.lat, post.lon], {
    keyboard: true, bubblingMouseEvents: false, zIndexOffset: -200,
    icon: L.divIcon({ className: "pinbox", iconSize: [32, 32], html: square }),
  });
  onPress(marker, () => state.set({ selection: { kind: "posts", id: post.id } }));
  marker.on("add", () => {
    marker.getElement().setAttribute("role", "button");
    marker.getElement().setAttribute("aria-label", post.name);
  });
  return marker;
}
