// The vague places of a large published site: their boxes from one file, their ground from those of the view.

import { file } from "dateline/site_files.js";

/** Features in a file; `geo.publish.places` writes as many. */
const ROWS = 100;

/** @type {Source["phrasesListed"]} */
export async function phrasesListed({ mention_id: mention, bbox, limit }) {
  /** @type {{mention_id: string[], box: number[][]}} */
  const every = await file("phrases.json");
  const view = bbox?.split(",").map(Number);
  const isWanted = (/** @type {number} */ n) => (mention ? every.mention_id[n] === mention : view ? touches(every.box[n], view) : true);
  const numbers = every.mention_id.flatMap((_, n) => (isWanted(n) ? [n] : []));
  const features = await Promise.all(numbers.slice(0, limit ? Number(limit) : undefined).map(read));
  return { type: "FeatureCollection", numberMatched: numbers.length, features };
}

/** @param {number} number */
const read = async (number) => (await file(`phrases/${Math.floor(number / ROWS)}.json`))[number % ROWS];

/** Whether boxes of west, south, east and north touch; a phrase without ground has none. @param {number[]} box @param {number[]} view */
function touches([west, south, east, north], [left, low, right, high]) {
  const across = left <= right ? west <= right && east >= left : east >= left || west <= right;
  return across && south <= high && north >= low;
}
