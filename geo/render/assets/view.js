// What the server finds in the view, where there are too many places for the page to carry them.

import { viewed } from "dateline/data.js";
import { byId, settled } from "dateline/dom.js";

const LAYERS = ["point", "area", "vague", "government"];
/** What of the state changes the answer. */
const ASKED_BY = ["document", "from", "to", "sure", "review", "withoutUses", "withoutTypes", "shown", "selection"];
const WAIT_MS = 40;
const DIGITS = 4;

/** Whether the page asks the server for places, documents and counts. @param {PageData} data */
export const asksServer = ({ tallies }) => tallies.by === "server";

/** @type {ViewAnswer} */
let last = { pins: [], outside: { numberMatched: 0, places: [] }, sums: { mentions: 0, places: 0, documents: 0, layers: {} }, unbuilt: [] };
/** @type {Map<string, number>} */
let found = new Map();
/** @type {Map<number, number>} */
let byNumber = new Map();

/** What the server found last. */
export const inView = () => last;
export const pinsInView = () => last.pins;
/** How often a place is named in what the filters let through; undefined where it is not at hand. @param {string} id */
export const foundOf = (id) => found.get(id);
/** The same for all places at hand, by their numbers. */
export const foundByNumber = () => byNumber;

let askNow = () => Promise.resolve();
/** Ask anew: decisions have changed what there is. */
export const askAgain = () => askNow();

/** The filters as the server takes them; they have the names of the page's address. @param {State} state */
export function filtersOf(state) {
  const said = { doc: state.document, from: state.from, to: state.to, sure: state.sure, review: state.review, nouse: [...state.withoutUses].sort().join("."), notype: [...state.withoutTypes].sort().join(".") };
  const shown = LAYERS.filter((layer) => state.shown.has(layer)).join(".");
  return { ...Object.fromEntries(Object.entries(said).filter(([, value]) => value)), show: shown };
}

/** West, south, east and north of the view, on the globe. @param {L.Map} leaflet */
export function boxOf(leaflet) {
  const bounds = leaflet.getBounds();
  const within = (/** @type {number} */ deg, /** @type {number} */ most) => Math.max(-most, Math.min(most, deg)).toFixed(DIGITS);
  return [within(bounds.getWest(), 180), within(bounds.getSouth(), 90), within(bounds.getEast(), 180), within(bounds.getNorth(), 90)].join(",");
}

/** Ask at every change of view or filters, one question at a time; the promise is that of the first answer. @param {Context} context @returns {Promise<void>} */
export function followView({ data, state, leaflet }) {
  if (!asksServer(data)) return Promise.resolve();
  const summary = byId("summary");
  /** @type {Promise<void> | null} */
  let asking = null;
  let again = false;

  async function askUntilLast() {
    do {
      again = false;
      const selected = state.selection?.kind === "place" ? state.selection.id : "";
      take(await viewed({ bbox: boxOf(leaflet), zoom: String(leaflet.getZoom()), ...filtersOf(state), sel: selected }), data);
    } while (again);
  }

  function ask() {
    again = true;
    asking ??= answer();
    return asking;
  }

  async function answer() {
    summary.setAttribute("aria-busy", "true");
    try {
      await askUntilLast();
      state.set({});
    } catch (error) {
      summary.textContent = `The places could not be counted (${/** @type {Error} */ (error).message}).`;
    } finally {
      asking = null;
      summary.setAttribute("aria-busy", "false");
    }
  }

  askNow = ask;
  const soon = settled(ask, WAIT_MS);
  leaflet.on("moveend", soon);
  state.onChange((changed) => ASKED_BY.some((name) => changed.has(/** @type {keyof State} */ (name))) && soon());
  return ask();
}

/** @param {ViewAnswer} answer @param {PageData} data */
function take(answer, data) {
  last = answer;
  const rows = new Map([...answer.outside.places, ...answer.pins].map((place) => [place.id, place]));
  data.places = [...rows.values()].map((place, number) => Object.assign(place, { number }));
  found = new Map(data.places.map((place) => [place.id, place.found ?? 0]));
  byNumber = new Map(data.places.map((place) => [place.number, place.found ?? 0]));
}
