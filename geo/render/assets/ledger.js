// The panel's words on stretches of a line and on ground that changed hands: row by row, on whose word.

import { changeOf, stepOf } from "dateline/changes.js";
import { bdi, make } from "dateline/dom.js";
import { isUnsourced, segmentOf } from "dateline/lines.js";
import { day, range } from "dateline/words.js";

/** @param {string} sort @param {Child[]} parts */
const paragraph = (sort, ...parts) => make("p", { class: sort, dir: "auto" }, ...parts);
/** @param {number} metres */
const gap = (metres) => `${(metres / 1000).toFixed(1)} km`;
/** @param {number} share */
const percent = (share) => `${Math.round(100 * share)} %`;

/** What was left out of a line as no front. @param {Pocket} pocket */
export function pocketWords({ places, holder, inside, area_km2: area }) {
  return `Left out as a pocket, ${range([area])} km²: ${places.join(", ")}, ${holder} inside ${inside}.`;
}

/** A stretch: the two places, how far it may be off, and the two rows; null where there is none. @param {string} id @param {Context} context @returns {Child[] | null} */
export function segmentWords(id, { data, state }) {
  const found = segmentOf(data, id);
  if (!found) return null;
  const { line, segment } = found;
  const [here, there] = segment.rows.map((row) => row.name);
  const whole = () => state.set({ selection: { kind: "line", id: line.id } });
  return [
    make("h2", { dir: "auto" }, bdi(here), " – ", bdi(there)),
    paragraph("meta", `${line.title}, ${day(line.valid_on)}`),
    paragraph("", "Half way between the two; it may lie ", bdi(gap(segment.half_gap_m)), " to either side."),
    isUnsourced(segment) ? paragraph("warning", "A row below has no source: the stretch is drawn broken.") : null,
    segment.pocket_km2 ? paragraph("warning", `It closes in a pocket of ${range([segment.pocket_km2])} km².`) : null,
    make("h3", {}, "Rests on"),
    make("ul", { class: "rows" }, segment.rows.map(rowItem)),
    make("button", { type: "button", class: "more", onclick: whole }, "The whole line"),
  ];
}

/** @param {Row} row */
function rowItem(row) {
  const from = row.from ? `from ${day(row.from)}` : "since before the table begins";
  const until = row.to ? `until ${day(row.to)}` : "with no end in the table";
  return make("li", {}, make("b", {}, bdi(row.name)), ": ", bdi(row.holder), `, ${from}, ${until}`, sourceOf(row.source, row.reliability));
}

/** @param {string} source @param {string} reliability */
const sourceOf = (source, reliability) => make("cite", { dir: "auto" }, `${reliability}: ${source}`);

/** A part of the ground that changed hands: its towns, and the sums of its step. @param {string} id @param {Context} context @returns {Child[] | null} */
export function changeWords(id, { data }) {
  const found = changeOf(data, id);
  if (!found) return null;
  const { step, part } = found;
  return [
    make("h2", { dir: "auto" }, bdi(part.lost_by), " lost ", bdi(`${range([part.area_km2])} km²`), " to ", bdi(part.gained_by)),
    paragraph("meta", `${day(step.since)} – ${day(step.until)} · ${step.title}`),
    part.unsourced_share ? paragraph("warning", `${percent(part.unsourced_share)} of it rests on rows without a source.`) : null,
    paragraph("plain", "Ground counts with the town it is nearest to: the figure is an approximation."),
    make("h3", {}, "Changed hands"),
    make("ul", { class: "rows" }, [...part.towns].sort(byDay).map(townItem)),
    make("h3", {}, "In the whole step"),
    ...sumsOf(step),
  ];
}

/** All ground that changed hands between two days. @param {string} id @param {Context} context @returns {Child[] | null} */
export function stepWords(id, { data, state }) {
  const step = stepOf(data, id);
  if (!step) return null;
  const select = (/** @type {ChangePart} */ part) => () => state.set({ selection: { kind: "change", id: part.id } });
  const item = (/** @type {ChangePart} */ part) =>
    make("li", {}, make("button", { type: "button", class: "link", onclick: select(part) }, bdi(part.lost_by), " to ", bdi(part.gained_by), ", ", bdi(`${range([part.area_km2])} km²`)), ` with ${part.towns.length === 1 ? "" : `${part.towns.length} places, `}`, bdi(part.towns[0].after.name));
  return [
    make("h2", {}, `Changes ${day(step.since)} – ${day(step.until)}`),
    paragraph("meta", step.title),
    ...sumsOf(step),
    make("h3", {}, "Part by part"),
    make("ul", { class: "rows" }, [...step.parts].sort((a, b) => b.area_km2 - a.area_km2).map(item)),
  ];
}

/** @param {Step} step @returns {Child[]} */
function sumsOf(step) {
  return [
    make("ul", { class: "rows" }, step.sums.map(sumItem)),
    step.not_compared.length ? paragraph("plain", `Not compared, for the table speaks of them on one of the two days only: ${step.not_compared.join(", ")}.`) : null,
  ];
}

/** When a town changed hands, as the table has it. @param {TownChange} town */
const dayOf = ({ after, pocket }) => (pocket ? "" : (after.from ?? ""));
/** @param {TownChange} a @param {TownChange} b */
const byDay = (a, b) => (dayOf(a) < dayOf(b) ? -1 : 1);

/** @param {TownChange} town */
function townItem(town) {
  const { before, after, pocket } = town;
  const words = pocket
    ? [bdi(after.holder), ", on one of the days a pocket that is left out"]
    : [bdi(before.holder), " → ", bdi(after.holder), `, ${after.from ? day(after.from) : "no day in the table"}`];
  return make("li", {}, make("b", {}, bdi(after.name)), ": ", ...words, sourceOf(after.source, after.reliability));
}

/** @param {ChangeSum} sum */
function sumItem(sum) {
  const parts = [sum.gained_km2 ? `gained ${range([sum.gained_km2])} km²` : "", sum.lost_km2 ? `lost ${range([sum.lost_km2])} km²` : ""];
  return make("li", {}, make("b", {}, bdi(sum.holder)), `: ${parts.filter(Boolean).join(", ")}`);
}
