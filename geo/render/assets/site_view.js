// The places in a view of a large published site, and places by name: counted in the page, as the server counts them.

import { file, packedFile } from "dateline/site_files.js";
import { pinsOf } from "dateline/site_pins.js";
import { countsOf, tally } from "dateline/site_tally.js";
import { folded } from "dateline/site_words.js";

/** Features in a file; `geo.publish.places` writes as many. */
const ROWS = 200;
const MOST_OUTSIDE = 60;
const LISTED = 40;

/** @typedef {import("dateline/site_pins.js").Spot} Spot */
/** @typedef {import("dateline/site_pins.js").Pinned} Pinned */
/** @typedef {import("dateline/site_tally.js").Tally} Tally */

/** @type {Source["viewed"]} */
export async function viewed(asked) {
  const [of, { counts, documents }] = await Promise.all([tally(), countsOf(asked)]);
  const view = asked.bbox.split(",").map(Number);
  const spots = shown(of, counts, asked);
  const beyond = spots.filter((spot) => !isInBox(spot, view)).sort(byWeight);
  const pins = pinsOf(spots, view, Number(asked.zoom), of.numbers.get(asked.sel) ?? -1);
  return {
    pins: pins.map((pin) => row(of, pin)),
    outside: { numberMatched: beyond.length, places: beyond.slice(0, MOST_OUTSIDE).map((spot) => row(of, alone(spot))) },
    sums: { mentions: spots.reduce((sum, { mentions }) => sum + mentions, 0), places: new Set(spots.map(({ number }) => of.columns.place_id[number])).size, documents, layers: byLayer(of, counts) },
    unbuilt: [],
  };
}

/** @type {Source["placesListed"]} */
export async function placesListed(asked) {
  const [of, { counts }] = await Promise.all([tally(), countsOf(asked)]);
  let spots = asked.q ? await named(of, counts, asked.q) : shown(of, counts, asked);
  if (asked.bbox) {
    const box = asked.bbox.split(",").map(Number);
    spots = spots.filter((spot) => isInBox(spot, box));
  }
  spots.sort(byWeight);
  return { numberMatched: spots.length, places: spots.slice(0, Number(asked.limit ?? LISTED)).map((spot) => row(of, alone(spot))) };
}

/** @type {Source["placeById"]} */
export async function placeById(id) {
  const number = (await tally()).numbers.get(id);
  if (number === undefined) throw new Error(`there is no place ${id}`);
  return (await file(`places/${Math.floor(number / ROWS)}.json`))[number % ROWS];
}

/** The places of the layers that are shown, with what the filters let through. @param {Tally} of @param {Uint32Array} counts @param {Record<string, string>} asked */
function shown(of, counts, asked) {
  const on = new Set((asked.show ?? "").split(".").map((layer) => of.layers.indexOf(layer)));
  /** @type {Spot[]} */
  const spots = [];
  for (const [number, layer] of of.columns.layer.entries()) if (counts[number] && on.has(layer)) spots.push(spotOf(of, counts, number));
  return spots;
}

/** The places one of whose names holds the words, whatever the filters. @param {Tally} of @param {Uint32Array} counts @param {string} words */
async function named(of, counts, words) {
  const wanted = folded(words).split(/\s+/u).filter(Boolean).join(" ");
  /** @type {string[]} */
  const names = await packedFile("names.bin");
  return names.flatMap((name, number) => (name.includes(wanted) ? [spotOf(of, counts, number)] : []));
}

/** @param {Tally} of @param {Uint32Array} counts @param {number} number @returns {Spot} */
const spotOf = ({ columns }, counts, number) => ({ number, lon: columns.lon[number], lat: columns.lat[number], layer: columns.layer[number], mentions: counts[number] });
/** @param {Spot} spot @returns {Pinned} */
const alone = ({ number, mentions }) => ({ number, mentions, places: 1, box: [] });
/** @param {Spot} a @param {Spot} b */
const byWeight = (a, b) => b.mentions - a.mentions || a.number - b.number;

/** @param {Spot} spot @param {number[]} box */
function isInBox({ lon, lat }, [west, south, east, north]) {
  const across = west <= east ? lon >= west && lon <= east : lon >= west || lon <= east;
  return across && lat >= south && lat <= north;
}

/** @param {Tally} of @param {Uint32Array} counts */
function byLayer({ columns, layers }, counts) {
  /** @type {Record<string, number>} */
  const sums = Object.fromEntries(layers.map((name) => [name, 0]));
  for (const [number, layer] of columns.layer.entries()) sums[layers[layer]] += counts[number];
  return sums;
}

/** A pin as the server says it. @param {Tally} of @param {Pinned} pin @returns {any} */
function row({ columns }, { number, mentions, places, box }) {
  const { id, place_id, name, kind, role, feature_class, feature_code, country_code, confidence, precision_m, lon, lat } = columns;
  return {
    id: id[number], place_id: place_id[number], name: name[number], kind: kind[number], role: role[number], feature_class: feature_class[number],
    feature_code: feature_code[number], country_code: country_code[number], mentions: columns.mentions[number], confidence: confidence[number],
    precision_m: precision_m[number], lon: lon[number], lat: lat[number], found: mentions, ...(places > 1 ? { places, box } : {}),
  };
}
