// The sentences that name a place or hold some words: their numbers from an index, their texts from the documents.

import { sentencesBeginning, sentencesOf } from "dateline/site_postings.js";
import { documentById, documentOf, documentsIn, texts } from "dateline/site_texts.js";
import { wordsOf } from "dateline/site_words.js";

/** @typedef {import("dateline/site_texts.js").Texts} Texts */

/** @type {Source["passagesOf"]} */
export async function passagesOf({ place, role, document, days }, limit, offset) {
  const [all, named] = await Promise.all([texts(), sentencesOf("named", `${place}|${role}`)]);
  const [first, past] = documentsIn(all, { document, days });
  const [from, to] = [all.ends[first - 1] ?? 0, all.ends[past - 1] ?? 0];
  const found = named.filter((number) => number >= from && number < to);
  const isWanted = (/** @type {Mention} */ m) => m.place_id === place && m.role === role && m.status !== "rejected";
  return { numberMatched: found.length, passages: await read(all, found.slice(offset, offset + limit), isWanted) };
}

/** @type {Source["passagesWith"]} */
export async function passagesWith(words, limit) {
  const [all, held] = await Promise.all([texts(), Promise.all(wordsOf(words).map(sentencesWith))]);
  const wanted = held.filter((one) => !one.isUnwanted);
  if (!wanted.length) return { numberMatched: 0, passages: [] };
  const unwanted = new Set(held.filter((one) => one.isUnwanted).flatMap((one) => one.numbers));
  const found = inAll(wanted.map((one) => one.numbers)).filter((number) => !unwanted.has(number));
  return { numberMatched: found.length, passages: await read(all, found.slice(0, limit), () => true) };
}

/** @param {ReturnType<typeof wordsOf>[number]} word */
async function sentencesWith({ keys, isUnwanted, isBegun }) {
  const each = keys.map((key, i) => (isBegun && i === keys.length - 1 ? sentencesBeginning("words", key) : sentencesOf("words", key)));
  return { isUnwanted, numbers: inAll(await Promise.all(each)) };
}

/** The numbers that stand in every list, in order. @param {number[][]} lists */
function inAll(lists) {
  const [fewest, ...others] = [...lists].sort((a, b) => a.length - b.length);
  const sets = others.map((list) => new Set(list));
  return fewest.filter((number) => sets.every((set) => set.has(number)));
}

/** Sentences by their numbers, with the mentions in them that are wanted. @param {Texts} all @param {number[]} numbers @param {(mention: Mention) => boolean} isWanted @returns {Promise<FoundPassage[]>} */
function read(all, numbers, isWanted) {
  return Promise.all(numbers.map(async (number) => {
    const at = documentOf(all, number);
    const whole = await documentById(all.id[at]);
    const passage = whole.passages[number - (all.ends[at - 1] ?? 0)];
    return { ...passage, document: whole, found: whole.found.filter((m) => m.passage_id === passage.id && isWanted(m)) };
  }));
}
