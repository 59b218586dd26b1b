// The documents of a published site: in the order of their days, undated ones last, as the server has them.

import { file, packedFile } from "dateline/site_files.js";

/** Rows in a file of the list; `geo.publish.texts` writes as many. */
const ROWS = 500;

/**
 * Documents by their number; `shards` are the numbers of the first one of each file of texts.
 * @typedef {{id: string[], day: string[], ends: number[], shards: number[], numbers: Map<string, number>}} Texts
 */

/** @type {Promise<Texts> | null} */
let read = null;

/** Every document by its number, with the number of the sentence that its last one comes before. */
export function texts() {
  read ??= packedFile("documents.bin").then(({ id, day, sentences, shards }) => {
    let end = 0;
    const ends = sentences.map((/** @type {number} */ count) => (end += count));
    return { id, day, ends, shards, numbers: new Map(id.map((/** @type {string} */ name, /** @type {number} */ number) => [name, number])) };
  });
  read.catch(() => (read = null));
  return read;
}

/** The first of the documents that filters let through and the one after the last: those of days lie together. @param {Texts} all @param {{document?: string, days?: string}} asked @returns {[number, number]} */
export function documentsIn({ day, numbers }, { document, days }) {
  let [first, past] = [0, day.length];
  if (days) {
    const [from, to] = days.split("/").map((end) => (end === ".." ? "" : end));
    first = from ? countWhile(day, (one) => one !== "" && one < from) : 0;
    past = countWhile(day, (one) => one !== "" && (!to || one <= to));
  }
  if (!document) return [first, Math.max(first, past)];
  const one = numbers.get(document) ?? -1;
  return one >= first && one < past ? [one, one + 1] : [0, 0];
}

/** @param {string[]} days @param {(day: string) => boolean} isBefore */
function countWhile(days, isBefore) {
  const at = days.findIndex((one) => !isBefore(one));
  return at < 0 ? days.length : at;
}

/** The number of the document that a sentence stands in. @param {Texts} all @param {number} sentence */
export const documentOf = ({ ends }, sentence) => firstAbove(ends, sentence);

/** Where the first number stands that is greater than another; all rise. @param {number[]} numbers @param {number} than */
function firstAbove(numbers, than) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] > than) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** @param {string} id @returns {Promise<WholeDocument>} */
export async function documentById(id) {
  const { numbers, shards } = await texts();
  const number = numbers.get(id);
  if (number === undefined) throw new Error(`there is no document ${id}`);
  const shard = firstAbove(shards, number) - 1;
  return (await packedFile(`documents/${shard}.bin`))[number - shards[shard]];
}

/** @type {Source["documentList"]} */
export async function documentList({ words, days }, limit, offset) {
  const [first, past] = documentsIn(await texts(), { days });
  if (!words) return { numberMatched: past - first, documents: await rows(first + offset, Math.min(past, first + offset + limit)) };
  const wanted = words.toLowerCase();
  const found = (await rows(first, past)).filter((d) => `${d.title} ${d.publisher} ${d.source}`.toLowerCase().includes(wanted));
  return { numberMatched: found.length, documents: found.slice(offset, offset + limit) };
}

/** @param {number} first @param {number} past @returns {Promise<DocumentRow[]>} */
async function rows(first, past) {
  const shards = [];
  for (let shard = Math.floor(first / ROWS); shard * ROWS < past; shard += 1) shards.push(file(`list/${shard}.json`));
  const before = Math.floor(first / ROWS) * ROWS;
  return (await Promise.all(shards)).flat().slice(first - before, Math.max(first, past) - before);
}
