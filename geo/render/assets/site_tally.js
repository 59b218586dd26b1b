// Count mentions under the page's filters, one by one, as `geo.model.tally` does on a server: never an estimate.

import { packedBytes, packedFile } from "dateline/site_files.js";
import { documentsIn, texts } from "dateline/site_texts.js";

const KEPT = 8;
const SURES = 3;
const REVIEWS = 3;

/**
 * The places of a build by their number, and the mentions that have one, document by document.
 * @typedef {{id: string[], place_id: string[], name: string[], kind: string[], role: Role[], feature_class: string[], feature_code: string[],
 *   country_code: string[], mentions: number[], confidence: number[], precision_m: number[], lon: number[], lat: number[],
 *   layer: number[], type: number[]}} Columns
 * @typedef {{columns: Columns, uses: string[], types: string[], layers: string[], numbers: Map<string, number>,
 *   place: Uint32Array, sort: Uint8Array, ends: number[]}} Tally
 */

/** @type {Promise<Tally> | null} */
let read = null;

export function tally() {
  read ??= readTally();
  read.catch(() => (read = null));
  return read;
}

/** @returns {Promise<Tally>} */
async function readTally() {
  const [{ columns, uses, types, layers, ends }, bytes] = await Promise.all([packedFile("places.bin"), packedBytes("tally.bin")]);
  const mentions = ends.at(-1) ?? 0;
  const numbers = new Map(columns.id.map((/** @type {string} */ id, /** @type {number} */ number) => [id, number]));
  return { columns, uses, types, layers, numbers, ends, place: new Uint32Array(bytes, 0, mentions), sort: new Uint8Array(bytes, 4 * mentions, mentions) };
}

/** What the filters of an address let through: the mentions of each place, and the documents. @typedef {{counts: Uint32Array, documents: number}} Counted */

/** @type {Map<string, Counted>} */
const counted = new Map();

/** @param {Record<string, string>} asked @returns {Promise<Counted>} */
export async function countsOf(asked) {
  const { doc = "", from = "", to = "", sure = "", review = "", nouse = "", notype = "" } = asked;
  const key = [doc, from, to, sure, review, nouse, notype].join("|");
  const found = counted.get(key) ?? (await count(asked));
  counted.delete(key);
  counted.set(key, found);
  if (counted.size > KEPT) counted.delete(/** @type {string} */ (counted.keys().next().value));
  return found;
}

/** @param {Record<string, string>} asked @returns {Promise<Counted>} */
async function count(asked) {
  const [all, { columns, types, place, sort, ends, uses }] = await Promise.all([texts(), tally()]);
  const days = asked.from || asked.to ? `${asked.from || ".."}/${asked.to || ".."}` : "";
  const [first, past] = documentsIn(all, { document: asked.doc, days });
  const passing = sortsIn(asked, uses);
  const counts = new Uint32Array(columns.id.length);
  for (let i = ends[first - 1] ?? 0; i < (ends[past - 1] ?? 0); i += 1) if (passing[sort[i]]) counts[place[i]] += 1;
  const without = new Set((asked.notype ?? "").split(".").map((type) => types.indexOf(type)));
  columns.type.forEach((type, number) => without.has(type) && (counts[number] = 0));
  return { counts, documents: past - first };
}

/** Which sorts of mentions pass: use, confidence and review in one number. @param {Record<string, string>} asked @param {string[]} uses */
function sortsIn({ sure = "", review = "", nouse = "" }, uses) {
  const without = new Set(nouse.split("."));
  const passing = new Uint8Array(uses.length * SURES * REVIEWS);
  for (let code = 0; code < passing.length; code += 1) {
    const use = uses[Math.floor(code / (SURES * REVIEWS))];
    const isSure = Math.floor(code / REVIEWS) % SURES >= Number(sure);
    passing[code] = Number(isSure && !without.has(use) && (review === "" || code % REVIEWS === Number(review)));
  }
  return passing;
}
