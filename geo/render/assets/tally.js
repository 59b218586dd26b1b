// Count what the filters let through: by place, by document or month.

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

/** The counts of the one document that is looked at, where the tallies are too many to go by document. */
let own = { id: "", counts: new Map() };

/** Count the mentions of a document, for tallies that go by month. @param {PageData} data @param {WholeDocument} whole @param {State} state */
export function countOwn(data, whole, state) {
  const numbers = new Map(data.places.map((p) => [p.id, p.number]));
  /** @type {Map<number, number>} */
  const found = new Map();
  for (const mention of whole.found) {
    const number = numbers.get(mention.role === "literal" ? (mention.place_id ?? "") : `${mention.place_id}~associative`);
    if (passes(mention, state) && number !== undefined && !state.withoutTypes.has(typeOf(data.places[number]))) found.set(number, (found.get(number) ?? 0) + 1);
  }
  own = { id: whole.id, counts: found };
}

/** Whether the filters let a mention through, by the same bounds as the tallies. @param {Mention} mention @param {State} state */
function passes({ kind, status, use, confidence, decided_by: decidedBy }, state) {
  if (kind !== "toponym" || status === "rejected" || state.withoutUses.has(use)) return false;
  const sure = Number(confidence >= 0.5) + Number(confidence >= 0.8);
  const review = decidedBy ? 2 : Number(status === "ambiguous");
  return sure >= Number(state.sure) && (state.review === "" || review === Number(state.review));
}

/** @type {{key: string, tallies: Tallies | null, counts: Map<number, number>}} */
let last = { key: "", tallies: null, counts: new Map() };

/** How often each place is named in what the filters let through, by its number. @param {PageData} data @param {State} state */
export function counts(data, state) {
  const { document, from, to, sure, review, withoutUses, withoutTypes } = state;
  if (document && data.tallies.by === "month") return own.id === document ? own.counts : new Map();
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
  const { by, periods } = data.tallies;
  const dates = new Map(data.documents.map((d) => [d.id, d.published_on]));
  return periods.map(([name]) => {
    if (by === "month") return isInMonths(name, state);
    return (!state.document || state.document === name) && isInDays(dates.get(name) ?? null, state);
  });
}

/** Whether a day lies between the filter's ends; an undated one only where there are none. @param {string | null} day @param {State} state */
export const isInDays = (day, { from, to }) => (day === null ? !from && !to : (!from || day >= from) && (!to || day <= to));

/** @param {string} month @param {State} state */
function isInMonths(month, { from, to }) {
  if (month === "") return !from && !to;
  return (!from || month >= from.slice(0, 7)) && (!to || month <= to.slice(0, 7));
}

/** How often a place is named in what is looked at. @param {PageData} data @param {State} state @param {Place} place */
export const mentionsIn = (data, state, place) => counts(data, state).get(place.number) ?? 0;

/** How many documents there are, and how many of them the filters let through. @param {PageData} data @param {State} state */
export function documentCounts(data, state) {
  const { periods } = data.tallies;
  const all = periods.reduce((sum, [, documents]) => sum + documents, 0);
  if (state.document) return { all, found: 1 };
  const inside = periodsIn(data, state);
  return { all, found: periods.reduce((sum, [, documents], i) => sum + (inside[i] ? documents : 0), 0) };
}
