// The files of a published build: each is read once in a while. They lie in a folder of their own build, so that a page
// never mixes two: of a build that is gone it learns that it is gone.

import { answerOf, fetched } from "dateline/fetched.js";

export const folder = `build/${document.documentElement.dataset.build}`;

/** An id as a file is named by it. @param {string} id */
export const fileName = (id) => encodeURIComponent(id).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Files that are kept to be asked again: of documents, 10 MB. Who looks into more of them reads one twice. */
const MOST_KEPT = 40;

/** @type {Map<string, Promise<any>>} */
const kept = new Map();

/** @param {string} name @param {(address: string) => Promise<any>} read */
function once(name, read) {
  const found = kept.get(name) ?? read(`${folder}/${name}`);
  kept.delete(name);
  kept.set(name, found);
  if (kept.size > MOST_KEPT) kept.delete(/** @type {string} */ (kept.keys().next().value));
  found.catch(() => kept.delete(name));
  return found;
}

/** A JSON file. @param {string} name @returns {Promise<any>} */
export const file = (name) => once(name, fetched);

/** The bytes of a file that was packed by gzip: not every host packs what it sends. @param {string} name @returns {Promise<ArrayBuffer>} */
export const packedBytes = (name) => once(name, async (address) => (await unpacked(address)).arrayBuffer());
/** A JSON file that was packed so. @param {string} name @returns {Promise<any>} */
export const packedFile = (name) => once(name, async (address) => (await unpacked(address)).json());

/** @param {string} address */
async function unpacked(address) {
  const answer = await answerOf(address);
  return new Response(/** @type {ReadableStream} */ (answer.body).pipeThrough(new DecompressionStream("gzip")));
}
