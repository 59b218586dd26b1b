// In which sentences something stands: a word, or a name of a place. The keys lie in order, file after file.

import { file } from "dateline/site_files.js";

/** @typedef {Record<string, number[]>} Shard */

/** The sentences that hold a key, by their numbers, in order. @param {string} index @param {string} key @returns {Promise<number[]>} */
export async function sentencesOf(index, key) {
  const firsts = await file(`${index}/index.json`);
  const shard = await shardAt(index, firsts, key);
  return Object.hasOwn(shard, key) ? summed(shard[key]) : [];
}

/** The sentences that hold any key with a beginning. @param {string} index @param {string} beginning @returns {Promise<number[]>} */
export async function sentencesBeginning(index, beginning) {
  /** @type {string[]} */
  const firsts = await file(`${index}/index.json`);
  const shards = [shardAt(index, firsts, beginning)];
  for (const [number, first] of firsts.entries()) if (first > beginning && first.startsWith(beginning)) shards.push(file(`${index}/${number}.json`));
  /** @type {Set<number>} */
  const found = new Set();
  for (const shard of await Promise.all(shards)) {
    for (const [key, steps] of Object.entries(shard)) if (key.startsWith(beginning)) for (const number of summed(steps)) found.add(number);
  }
  return [...found].sort((a, b) => a - b);
}

/** The file that would hold a key: the last one that does not begin after it. @param {string} index @param {string[]} firsts @param {string} key @returns {Promise<Shard>} */
async function shardAt(index, firsts, key) {
  let number = -1;
  while (number + 1 < firsts.length && firsts[number + 1] <= key) number += 1;
  return number < 0 ? {} : file(`${index}/${number}.json`);
}

/** Numbers from the steps between them. @param {number[]} steps */
function summed(steps) {
  let at = 0;
  return steps.map((step) => (at += step));
}
