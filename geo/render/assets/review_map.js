// The map of a review: candidates as letters, and what was decided since the build.

import { byId, isNarrow, make, reducedMotion } from "dateline/dom.js";
import { askAgain, asksServer, inView } from "dateline/view.js";

const LETTER_PX = 32;
const MOST_ZOOM = 11;

/** Letters for the candidates of a question; `press` is told which one was pressed. @param {L.Map} leaflet @param {(candidate: LetteredCandidate) => void} press */
export function makeLetters(leaflet, press) {
  const letters = L.layerGroup().addTo(leaflet);

  /** @param {LetteredCandidate[]} candidates */
  function show(candidates) {
    letters.clearLayers();
    candidates.forEach((candidate, at) => {
      const pin = make("span", { class: "letterpin" }, candidate.letter);
      const icon = L.divIcon({ className: "pinbox", iconSize: [LETTER_PX, LETTER_PX], html: pin });
      const marker = L.marker([candidate.lat, candidate.lon], {
        icon, keyboard: false, zIndexOffset: 1000 - at, bubblingMouseEvents: false, title: `${candidate.letter}: ${candidate.name}`,
      });
      marker.on("click", () => press(candidate));
      marker.addTo(letters);
    });
    if (candidates.length) fit(leaflet, candidates);
  }

  return { show, clear: () => letters.clearLayers() };
}

/** Bring all letters into view, beside the panel. @param {L.Map} leaflet @param {LetteredCandidate[]} candidates */
function fit(leaflet, candidates) {
  const bounds = L.latLngBounds(candidates.map((c) => [c.lat, c.lon]));
  const panel = byId("review").getBoundingClientRect();
  const frame = leaflet.getContainer().getBoundingClientRect();
  /** @type {{paddingTopLeft: Position, paddingBottomRight: Position}} */
  const padding = isNarrow()
    ? { paddingTopLeft: [30, 30], paddingBottomRight: [30, Math.max(0, frame.bottom - panel.top) + 20] }
    : { paddingTopLeft: [40, 60], paddingBottomRight: [panel.width + 50, 60] };
  leaflet.flyToBounds(bounds, { ...padding, maxZoom: MOST_ZOOM, animate: !reducedMotion(), duration: 0.4 });
}

/** @typedef {{place: DrawnPlace, literal: boolean, mentions: number}} Moved */

/**
 * Keep the page in step with decisions that the build lacks: counts go by the new answers, pins
 * whose counts changed are marked, and places that the build does not draw get a pin of their own.
 * What it returns is called again with every new list of changes.
 * @param {Context} context
 */
export function makeChanges({ data, state, leaflet }) {
  const { tallies } = data;
  const built = new Map(data.places.map((p) => [p.id, p.mentions]));
  const pins = L.layerGroup().addTo(leaflet);
  /** @type {Map<string, Moved>} */
  let moved = new Map();

  /** @param {AnswerChange[]} changes */
  async function apply(changes) {
    const told = changes.flatMap((c) => [{ ...c, answer: c.built, by: -1 }, { ...c, answer: c.now, by: 1 }]);
    moved = movedIn(told);
    if (asksServer(data)) {
      await askAgain();
      putPins((id) => inView().unbuilt.includes(id));
      mark();
      return;
    }
    data.tallies = { ...tallies, rows: [...tallies.rows, ...told.flatMap((t) => rowOf(t, data, tallies))] };
    for (const place of data.places) place.mentions = (built.get(place.id) ?? 0) + (moved.get(place.id)?.mentions ?? 0);
    putPins((id) => !built.has(id));
    state.set({});
  }

  /** Draw the places that the build lacks. @param {(id: string) => boolean} isNew */
  function putPins(isNew) {
    pins.clearLayers();
    for (const [id, { place, literal, mentions }] of moved) {
      if (isNew(id) && literal && mentions > 0) newPin(place, mentions).addTo(pins);
    }
  }

  function mark() {
    for (const pin of /** @type {NodeListOf<HTMLElement>} */ (leaflet.getContainer().querySelectorAll("[data-place]"))) {
      pin.classList.toggle("since", Boolean(moved.get(pin.dataset.place ?? "")?.mentions));
    }
  }

  state.onChange(mark);
  return apply;
}

/** @typedef {AnswerChange & {answer: Answer, by: number}} Told */

/** The id of the pin that an answer counts for, "" for none. @param {Answer} answer */
const pinOf = ({ kind, role, place }) => (place === null || kind !== "toponym" ? "" : role === "literal" ? place.id : `${place.id}~associative`);

/** How many mentions each pin wins or loses. @param {Told[]} told */
function movedIn(told) {
  /** @type {Map<string, Moved>} */
  const moved = new Map();
  for (const { answer, by } of told) {
    const id = pinOf(answer);
    if (!id || !answer.place) continue;
    const before = moved.get(id)?.mentions ?? 0;
    moved.set(id, { place: answer.place, literal: answer.role === "literal", mentions: before + by });
  }
  return moved;
}

/** A row of the tallies that adds an answer, or takes it out; only tallies by document can take it. @param {Told} told @param {PageData} data @param {Tallies} tallies @returns {Tallies["rows"]} */
function rowOf({ mention, answer, by }, data, tallies) {
  const place = data.places.find((p) => p.id === pinOf(answer));
  const period = tallies.periods.findIndex(([name]) => name === mention.slice(0, mention.lastIndexOf(":")));
  const sure = Number(answer.confidence >= 0.5) + Number(answer.confidence >= 0.8);
  const review = answer.decided_by ? 2 : Number(answer.status === "ambiguous");
  return place && period >= 0 ? [[place.number, period, tallies.uses.indexOf(answer.use), sure, review, by]] : [];
}

/** @param {DrawnPlace} place @param {number} mentions */
function newPin(place, mentions) {
  const disc = make("span", { class: "pin decidedpin" }, String(mentions));
  const said = `${place.name}: ${mentions} decided since the last build`;
  return L.marker([place.lat, place.lon], {
    icon: L.divIcon({ className: "pinbox", iconSize: [LETTER_PX, LETTER_PX], html: disc }), keyboard: false, title: said,
  });
}
