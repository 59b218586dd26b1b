// Count what the filters let through, by place; of a large corpus the server counts.

import { asksServer, foundByNumber, foundOf, inView } from "dateline/view.js";

/** Sorts of places that the page lets apart, in words. @type {Record<string, string>} */
export const TYPES = {
  settlement: "Towns and villages", area: "Countries and their units", installation: "Bases, posts, crossings",
  ground: "Landscapes and waters", other: "Other",
};

/** The sort of a place, by its GeoNames class. @param {Place} place */
export function typeOf(place) {
  const types = { P: "settlement", A: "area", S: "installation", H: "ground", L: "ground", R: "ground", T: "ground", U: "ground", V: "ground" };
  return types[/** @type {keyof typeof types} */ (place.feature_class)] ?? "other";
}

/** The layer in the header that a place belongs to. @param {Place} place */
export const layerOf = (place) => (place.role === "associative" ? "government" : place.kind);

/** @type {{key: string, tallies: Tallies | null, counts: Map<number, number>}} */
let last = { key: "", tallies: null, counts: new Map() };

/** How often each place is named in what the filters let through, by its number. @param {PageData} data @param {State} state */
export function counts(data, state) {
  const { document, from, to, sure, review, withoutUses, withoutTypes } = state;
  if (asksServer(data)) return foundByNumber();
  const key = [document, from, to, sure, review, [...withoutUses].join(), [...withoutTypes].join()].join("|");
  if (last.tallies !== data.tallies || last.key !== key) last = { key, tallies: data.tallies, counts: counted(data, state) };
  return last.counts;
}

/** @param {PageData} data @param {State} state */
function counted(data, state) {
  const { uses, rows } = data.tallies;
  const periods = periodsIn(data, state);
  const most = state.sure === "" ? 0 : Number(state.sure);
  /** @type {Map<number, number>} */
  const found = new Map();
  for (const [place, period, use, sure, review, count] of rows) {
    if (!periods[period] || sure < most || state.withoutUses.has(uses[use])) continue;
    if (state.review !== "" && review !== Number(state.review)) continue;
    if (state.withoutTypes.has(typeOf(data.places[place]))) continue;
    found.set(place, (found.get(place) ?? 0) + count);
  }
  return found;
}

/** Which periods of the tallies the filters let through. @param {PageData} data @param {State} state */
function periodsIn(data, state) {
  const dates = new Map(data.documents.map((d) => [d.id, d.published_on]));
  return data.tallies.periods.map(([name]) => (!state.document || state.document === name) && isInDays(dates.get(name) ?? null, state));
}

/** Whether a day lies between the filter's ends; an undated one only where there are none. @param {string | null} day @param {State} state */
export const isInDays = (day, { from, to }) => (day === null ? !from && !to : (!from || day >= from) && (!to || day <= to));

/** How often a place is named in what is looked at. @param {PageData} data @param {State} state @param {Place} place */
export function mentionsIn(data, state, place) {
  if (asksServer(data)) return place.found ?? foundOf(place.id) ?? place.mentions;
  return counts(data, state).get(place.number) ?? 0;
}

/** How many documents there are, and how many of them the filters let through. @param {PageData} data @param {State} state */
export function documentCounts(data, state) {
  const { periods } = data.tallies;
  const all = periods.reduce((sum, [, documents]) => sum + documents, 0);
  if (asksServer(data)) return { all, found: inView().sums.documents };
  if (state.document) return { all, found: 1 };
  const inside = periodsIn(data, state);
  return { all, found: periods.reduce((sum, [, documents], i) => sum + (inside[i] ? documents : 0), 0) };
}

/** The days of the documents, in order. @param {PageData} data */
export function documentDays(data) {
  const days = asksServer(data) ? data.tallies.periods.map(([day]) => day) : data.documents.map((d) => d.published_on ?? "");
  return days.filter(Boolean).sort();
}

/** The places that the filters let through, wherever they lie, with the mentions of each layer. @param {PageData} data @param {State} state @param {Place[]} visible @returns {ViewSums} */
export function sumsOf(data, state, visible) {
  if (asksServer(data)) return inView().sums;
  const found = counts(data, state);
  /** @type {Record<string, number>} */
  const layers = {};
  for (const place of data.places) layers[layerOf(place)] = (layers[layerOf(place)] ?? 0) + (found.get(place.number) ?? 0);
  return {
    mentions: visible.reduce((sum, p) => sum + (found.get(p.number) ?? 0), 0),
    places: new Set(visible.map((p) => p.place_id)).size,
    documents: documentCounts(data, state).found,
    layers,
  };
}
