// The map of a review: candidates as letters, and what was decided since the build.

import { isNarrow, make, reducedMotion } from "dateline/dom.js";

const LETTER_PX = 32;
const MOST_ZOOM = 11;

/** Letters for the candidates of a question; `press` is told which one was pressed. */
export function makeLetters(leaflet, press) {
  const letters = L.layerGroup().addTo(leaflet);
  let shown = [];

  function show(candidates) {
    letters.clearLayers();
    shown = candidates;
    candidates.forEach((candidate, at) => {
      const pin = make("span", { class: "letterpin" }, candidate.letter);
      const icon = L.divIcon({ className: "pinbox", iconSize: [LETTER_PX, LETTER_PX], html: pin });
      const marker = L.marker([candidate.lat, candidate.lon], {
        icon, keyboard: false, zIndexOffset: 1000 - at, bubblingMouseEvents: false, title: `${candidate.letter}: ${candidate.name}`,
      });
      marker.on("click", () => press(candidate));
      marker.addTo(letters);
    });
    fit();
  }

  /** Bring all letters into view, beside the panel. */
  function fit() {
    if (!shown.length) return;
    const bounds = L.latLngBounds(shown.map((c) => [c.lat, c.lon]));
    const panel = document.getElementById("review").getBoundingClientRect();
    const frame = leaflet.getContainer().getBoundingClientRect();
    const padding = isNarrow()
      ? { paddingTopLeft: [30, 30], paddingBottomRight: [30, Math.max(0, frame.bottom - panel.top) + 20] }
      : { paddingTopLeft: [40, 60], paddingBottomRight: [panel.width + 50, 60] };
    leaflet.flyToBounds(bounds, { ...padding, maxZoom: MOST_ZOOM, animate: !reducedMotion(), duration: 0.4 });
  }

  return { show, clear: () => show([]) };
}

/**
 * Keep the pins in step with decisions that the build lacks: counts of places that it draws are
 * put right, other places get a pin of their own. Call it again with every new list of changes.
 */
export function makeChanges({ data, state, leaflet }) {
  const built = new Map(data.places.map((p) => [p.id, { mentions: p.mentions, documents: p.documents }]));
  const pins = L.layerGroup().addTo(leaflet);

  return (changes) => {
    pins.clearLayers();
    const moved = new Map();
    const tell = (answer, mentionId, by) => {
      if (answer.place === null || answer.kind !== "toponym") return;
      const id = answer.role === "literal" ? answer.place.id : `${answer.place.id}~associative`;
      const entry = moved.get(id) ?? { answer, by: new Map() };
      const documentId = mentionId.slice(0, mentionId.lastIndexOf(":"));
      entry.by.set(documentId, (entry.by.get(documentId) ?? 0) + by);
      moved.set(id, entry);
    };
    for (const change of changes) {
      tell(change.built, change.mention, -1);
      tell(change.now, change.mention, 1);
    }
    for (const place of data.places) Object.assign(place, counted(built.get(place.id), moved.get(place.id)?.by ?? new Map()));
    for (const [id, { answer, by }] of moved) {
      const mentions = [...by.values()].reduce((sum, n) => sum + n, 0);
      if (!built.has(id) && mentions > 0 && answer.role === "literal") newPin(answer.place, mentions).addTo(pins);
    }
    state.set({});
  };
}

function counted(built, by) {
  const documents = { ...built.documents };
  let { mentions } = built;
  for (const [id, n] of by) {
    documents[id] = (documents[id] ?? 0) + n;
    mentions += n;
  }
  return { mentions, documents };
}

function newPin(place, mentions) {
  const disc = make("span", { class: "pin decidedpin" }, String(mentions));
  const said = `${place.name}: ${mentions} decided since the last build`;
  return L.marker([place.lat, place.lon], {
    icon: L.divIcon({ className: "pinbox", iconSize: [LETTER_PX, LETTER_PX], html: disc }), keyboard: false, title: said,
  });
}
