// Places by their id: at hand, or asked for.

import { placeById } from "dateline/data.js";
import { asksServer } from "dateline/view.js";

/** Places with all that is known of them. @type {Map<string, Place>} */
const whole = new Map();

/** A place that is at hand. @param {PageData} data @param {string} id @returns {Place | undefined} */
export const placeAtHand = (data, id) => whole.get(id) ?? data.places.find((place) => place.id === id);

/** A place with all its names and its source; undefined where there is none. @param {PageData} data @param {string} id */
export async function wholePlace(data, id) {
  if (!asksServer(data)) return data.places.find((place) => place.id === id);
  const known = whole.get(id) ?? (await placeById(id).catch(() => undefined));
  if (known) whole.set(id, known);
  return known;
}
