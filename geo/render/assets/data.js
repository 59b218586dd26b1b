// Where data comes from: a server, or the page itself when it was saved as one file.

import { spelledOut } from "dateline/unpack.js";

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

/** @param {string} address */
async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** What the map draws: places, zones, lines, changes, posts, and the list of documents. @returns {Promise<PageData>} */
export const page = async () => spelledOut(inlined ? (await inlined).page : await fetched("/page.json"));

/** A map's base data by its file name. @param {string} name @returns {Promise<Collection>} */
export const base = async (name) => (inlined ? (await inlined)[name] : fetched(`/static/${name}`));

/** @type {Map<string, Promise<WholeDocument>>} */
const documents = new Map();

/** One document with its sentences and mentions; kept once it was read. @param {string} id @returns {Promise<WholeDocument>} */
export function documentById(id) {
  const known = documents.get(id);
  if (known) return known;
  const found = inlined ? inlined.then(({ documents: kept }) => kept[id]) : fetched(`/documents/${encodeURIComponent(id)}?f=json`);
  documents.set(id, found);
  found.catch(() => documents.delete(id));
  return found;
}

/** Ask for a document anew the next time: a decision has changed it. @param {string} id */
export const forgetDocument = (id) => documents.delete(id);

/** A page of the list of documents, oldest first. @param {string} words @param {number} limit @param {number} offset @returns {Promise<DocumentPage>} */
export function documentList(words, limit, offset) {
  return fetched(`/documents?${new URLSearchParams({ ...(words ? { q: words } : {}), limit: String(limit), offset: String(offset) })}`);
}

/** The sentences that name a place in one role. @param {string} placeId @param {string} role @param {string} documentId @param {number} limit @returns {Promise<PassagePage>} */
export async function passagesOf(placeId, role, documentId, limit) {
  if (!inlined) {
    return fetched(`/passages?${new URLSearchParams({ place: placeId, role, document: documentId, limit: String(limit) })}`);
  }
  const passages = await sentences(documentId, (m) => m.place_id === placeId && m.role === role && m.status !== "rejected", (_, found) => found.length > 0);
  return { numberMatched: passages.length, passages: passages.slice(0, limit) };
}

/** The sentences that hold all of some words. @param {string} words @param {number} limit @returns {Promise<PassagePage>} */
export async function passagesWith(words, limit) {
  if (!inlined) return fetched(`/passages?${new URLSearchParams({ q: words, limit: String(limit) })}`);
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const passages = await sentences("", () => true, ({ text }) => wanted.every((word) => text.toLowerCase().includes(word)));
  return { numberMatched: passages.length, passages: passages.slice(0, limit) };
}

/**
 * The sentences of a single file that pass, with the mentions that pass.
 * @param {string} documentId
 * @param {(mention: Mention) => boolean} isWanted
 * @param {(passage: Passage, found: Mention[]) => boolean} passes
 */
async function sentences(documentId, isWanted, passes) {
  if (!inlined) return [];
  /** @type {FoundPassage[]} */
  const passages = [];
  for (const whole of Object.values((await inlined).documents)) {
    if (documentId && whole.id !== documentId) continue;
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
