// Vague places: those that the page carries, and of a large corpus those that it asked for.

import { phrasesListed } from "dateline/data.js";
import { asksServer, boxOf } from "dateline/view.js";

/** Each has two parts. */
const MOST_PARTS = 400;

/** The number of a region by its drawing, for several phrases may mean the same ground. @type {Map<string, number>} */
const regions = new Map();
let isCut = false;
let box = "";

/** Whether the view has more phrases than are drawn. */
export const areSomeLeftOut = () => isCut;

/** A phrase with its ground; undefined where there is none. @param {PageData} data @param {string} id */
export async function wholePhrase(data, id) {
  const find = () => data.expressions.find((e) => e.id === id);
  if (asksServer(data) && !find()) meet(data, (await phrasesListed({ mention_id: id })).features);
  return find();
}

/** Ask for the phrases whose ground lies in the view; true where they are others than before. @param {PageData} data @param {L.Map} leaflet */
export async function phrasesIn(data, leaflet) {
  const wanted = boxOf(leaflet);
  if (wanted === box) return false;
  box = wanted;
  const { features, numberMatched } = await phrasesListed({ bbox: wanted, limit: String(MOST_PARTS) });
  if (wanted !== box) return false;
  isCut = numberMatched === undefined || numberMatched > features.length;
  data.expressions.length = 0;
  meet(data, features);
  return true;
}

/** @param {PageData} data @param {import("geojson").Feature[]} features */
function meet(data, features) {
  for (const { geometry, properties } of features) {
    const { mention_id: id, part, relation, exact, status, decided_by, reasons, document_id, anchors, area_km2 } = properties ?? {};
    let phrase = data.expressions.find((e) => e.id === id);
    if (!phrase) {
      phrase = { id, relation, exact, status, decided_by, reasons, document_id, anchors, area_km2: area_km2 ?? 0, region: null };
      data.expressions.push(phrase);
    }
    // The extent comes first: it tells one ground from another.
    if (part === "extent") phrase.region = regionOf(data, geometry);
    else if (part === "core" && phrase.region !== null) data.regions[phrase.region].core = geometry;
  }
}

/** @param {PageData} data @param {Geometry} extent */
function regionOf(data, extent) {
  const key = JSON.stringify(extent);
  const number = regions.get(key) ?? data.regions.push({ core: null, extent }) - 1;
  regions.set(key, number);
  return number;
}
