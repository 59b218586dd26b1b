// Words and numbers as people read them.

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** 2018-09-17 as 17 Sep 2018. @param {string | null | undefined} iso */
export function day(iso) {
  if (!iso) return "undated";
  const [year, index, date] = iso.split("-").map(Number);
  return `${date} ${MONTHS[index - 1]} ${year}`;
}

/** 2018-09 as Sep 2018. @param {number} year @param {number} index */
export const month = (year, index) => `${MONTHS[index]} ${year}`;

/** "1 passage", "2 passages". @param {number} n @param {string} one */
export const count = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

/** A figure with two leading digits: an approximation must not look exact. @param {number} n */
export function rounded(n) {
  if (n < 1) return 0;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(n)) - 1);
  return Math.round(n / step) * step;
}

/** "about 3,300–4,100". @param {number[]} values */
export function range(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)].map(rounded);
  const text = (/** @type {number} */ n) => n.toLocaleString("en");
  return low === high ? `about ${text(low)}` : `about ${text(low)}–${text(high)}`;
}

/** A radius in km, as precise as it deserves. @param {number} metres */
export const km = (metres) => (metres < 1000 ? `${metres} m` : `${Math.round(metres / 1000)} km`);

/** 35.9306 N, 36.6339 E. @param {number} lat @param {number} lon @param {number} digits */
export function position(lat, lon, digits) {
  const one = (/** @type {number} */ n, /** @type {string} */ positive, /** @type {string} */ negative) => `${Math.abs(n).toFixed(digits)}° ${n < 0 ? negative : positive}`;
  return `${one(lat, "N", "S")}, ${one(lon, "E", "W")}`;
}

/** A place's name, with its kind where the bare name could be its town's. @param {Place} place */
export function nameOf(place) {
  if (place.feature_code !== "ADM1") return place.name;
  return `${place.name} (${place.country_code === "SY" ? "governorate" : "province"})`;
}

/** @type {Record<string, string>} */
export const KINDS = {
  point: "",
  area: "area, drawn at its centre",
  vague: "drawn at one point of it",
};

/** @type {Record<string, string>} */
export const USES = {
  literal: "the place itself",
  metonym: "stands for a government or an event",
  demonym: "adjective or people",
  office: "part of an office-holder’s title",
  embedded: "part of another name",
  dateline: "where the dispatch was filed",
};

/** How a vague place lies to what it is measured from. @type {Record<string, string>} */
export const RELATIONS = {
  direction: "in a direction", distance: "at a distance", between: "between places", along: "along a line",
  near: "near a place", "part-of": "a part of a place", side: "beside a line",
};

/** GeoNames feature codes in words. @type {Record<string, string>} */
export const CODES = {
  ADM1: "first-level unit", ADM2: "district", ADM3: "subdistrict", AIRB: "air base", AIRF: "airfield", AIRP: "airport",
  BLDG: "building", CMPRF: "camp", CNL: "canal", CONT: "continent", CSTL: "castle", DAM: "dam", DSRT: "desert",
  GULF: "gulf", HLL: "hill", LK: "lake", MILB: "military base", MT: "mountain", MTS: "mountains", NVB: "naval base",
  OBPT: "observation post", ORG: "union of states", PCLD: "territory", PCLI: "country", PLN: "plain", PPL: "settlement",
  PPLA: "seat of a first-level unit", PPLA2: "seat of a district", PPLA3: "seat of a subdistrict", PPLC: "capital",
  PPLG: "seat of a government", PPLX: "quarter", PSTB: "border crossing", RD: "road", RGN: "region", RSV: "reservoir",
  SEA: "sea", STM: "river", STRT: "strait", VAL: "valley",
};

/** The languages of names, in words. @type {Record<string, string>} */
export const LANGUAGES = {
  ar: "Arabic", de: "German", en: "English", es: "Spanish", fa: "Persian", fr: "French", he: "Hebrew", ku: "Kurdish",
  ru: "Russian", tr: "Turkish", uk: "Ukrainian",
};
