// Where data comes from: a server or the files of a site, or the page itself when it was saved as one file.

import { source } from "dateline/source.js";
import { collectionOf, spelledOut } from "dateline/unpack.js";

const packed = document.getElementById("packed")?.textContent ?? "";

/** Whether the page is one file that carries everything. */
export const isSingleFile = packed !== "";

/** @type {Promise<{page: PackedData, documents: Record<string, WholeDocument>} & Record<string, any>> | null} */
const inlined = isSingleFile ? unzipped(packed) : null;

/** @param {string} text */
function unzipped(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

/** Whether a server answers the page, which takes decisions and cuts layers to what is selected. */
export const hasServer = source.isServer && !isSingleFile;
/** The address of the list of all layers with their files; "" in a single file. */
export const filesAddress = isSingleFile ? "" : source.files;
/** The address of the page of a zone, "" where there is none. @param {string} id */
export const zoneAddress = (id) => (isSingleFile ? "" : source.zonePage(id));

/** The mark of the build that answers now. */
export const buildNow = () => source.build();

/** What the map draws: places, zones, lines, changes, posts, and the list of documents. @returns {Promise<PageData>} */
export const page = async () => spelledOut(inlined ? (await inlined).page : await source.page());

/** A map's base data by its file name. @param {string} name @returns {Promise<Collection>} */
export const base = async (name) => collectionOf(inlined ? (await inlined)[name] : await source.base(name));

/** The places in a view, put together, and the sums over all. @param {Record<string, string>} asked @returns {Promise<ViewAnswer>} */
export const viewed = (asked) => source.viewed(asked);

/** Places by name or in a box, those named most often first. @param {Record<string, string>} asked @returns {Promise<{numberMatched: number, places: Place[]}>} */
export const placesListed = (asked) => source.placesListed(asked);

/** One place with all that is known of it. @param {string} id @returns {Promise<Place>} */
export async function placeById(id) {
  const { geometry, properties } = await source.placeById(id);
  const [lon, lat] = geometry.coordinates;
  return { ...properties, id, lon, lat, number: -1 };
}

/** The parts of vague places. @param {Record<string, string>} asked @returns {Promise<Collection & {numberMatched?: number}>} */
export const phrasesListed = (asked) => source.phrasesListed(asked);

/** @type {Map<string, Promise<WholeDocument>>} */
const documents = new Map();

/** One document with its sentences and mentions; kept once it was read. @param {string} id @returns {Promise<WholeDocument>} */
export function documentById(id) {
  const known = documents.get(id);
  if (known) return known;
  const found = inlined ? inlined.then(({ documents: kept }) => kept[id]) : source.documentById(id);
  documents.set(id, found);
  found.catch(() => documents.delete(id));
  return found;
}

/** Ask for a document anew the next time: a decision has changed it. @param {string} id */
export const forgetDocument = (id) => documents.delete(id);

/** A page of the list of documents, oldest first; `days` as `daysOf` says them. @param {{words?: string, days?: string}} asked @param {number} limit @param {number} offset @returns {Promise<DocumentPage>} */
export const documentList = (asked, limit, offset) => source.documentList(asked, limit, offset);

/** The days that the filters let through, as the server takes them; "" for all. @param {State} state */
export const daysOf = ({ from, to }) => (from || to ? `${from || ".."}/${to || ".."}` : "");

/** The sentences that name a place in one role; `days` as `daysOf` says them. @param {{place: string, role: string, document: string, days: string}} asked @param {number} limit @param {number} offset @returns {Promise<PassagePage>} */
export async function passagesOf(asked, limit, offset) {
  if (!inlined) return source.passagesOf(asked, limit, offset);
  const { place, role, document, days } = asked;
  const passages = await sentences({ document, days }, (m) => m.place_id === place && m.role === role && m.status !== "rejected", (_, found) => found.length > 0);
  return { numberMatched: passages.length, passages: passages.slice(offset, offset + limit) };
}

/** The sentences that hold all of some words. @param {string} words @param {number} limit @returns {Promise<PassagePage>} */
export async function passagesWith(words, limit) {
  if (!inlined) return source.passagesWith(words, limit);
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const passages = await sentences({ document: "", days: "" }, () => true, ({ text }) => wanted.every((word) => text.toLowerCase().includes(word)));
  return { numberMatched: passages.length, passages: passages.slice(0, limit) };
}

/** @param {string | null} day @param {string} days */
function isWithin(day, days) {
  if (!days) return true;
  const [from, to] = days.split("/");
  return day !== null && (from === ".." || day >= from) && (to === ".." || day <= to);
}

/**
 * The sentences of a single file that pass, with the mentions that pass.
 * @param {{document: string, days: string}} wanted
 * @param {(mention: Mention) => boolean} isWanted
 * @param {(passage: Passage, found: Mention[]) => boolean} passes
 */
async function sentences(wanted, isWanted, passes) {
  if (!inlined) return [];
  /** @type {FoundPassage[]} */
  const passages = [];
  for (const whole of Object.values((await inlined).documents)) {
    if ((wanted.document && whole.id !== wanted.document) || !isWithin(whole.published_on, wanted.days)) continue;
    /** @type {Map<string, Mention[]>} */
    const bySentence = new Map();
    for (const mention of whole.found.filter(isWanted)) bySentence.set(mention.passage_id, [...(bySentence.get(mention.passage_id) ?? []), mention]);
    for (const passage of whole.passages) {
      const found = bySentence.get(passage.id) ?? [];
      if (passes(passage, found)) passages.push({ ...passage, found });
    }
  }
  return passages;
}
