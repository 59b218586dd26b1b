// What the side panel says of a place, a zone, a line, posts, a vague place, a mention.

import { documentById, placesListed, zoneAddress } from "dateline/data.js";
import { bdi, make } from "dateline/dom.js";
import { contradictions, statedIn } from "dateline/evidence.js";
import { changeWords, pocketWords, segmentWords, stepWords } from "dateline/ledger.js";
import { passageItem, passageList, reviewButton } from "dateline/passages.js";
import { wholePhrase } from "dateline/phrases.js";
import { wholePlace } from "dateline/places.js";
import { decidedWords } from "dateline/review_data.js";
import { layerOf, mentionsIn } from "dateline/tally.js";
import { asksServer, filtersOf } from "dateline/view.js";
import { CODES, count, day, KINDS, km, LANGUAGES, nameOf, position, range, RELATIONS } from "dateline/words.js";

/** @param {Chosen} selection @param {Context} context @returns {Promise<Child[]>} */
export function contentOf(selection, context) {
  /** @type {Record<string, (id: string, context: Context) => Promise<Child[]>>} */
  const makers = {
    place: placeContent, places: placesContent, zone: zoneContent, line: lineContent, segment: segmentContent, change: changeContent,
    posts: postsContent, expression: expressionContent, mention: mentionContent,
  };
  return (makers[selection.kind] ?? mentionContent)(selection.id, context);
}

const MOST_TOGETHER = 100;

/** @param {string} text */
const heading = (text) => make("h2", { dir: "auto" }, text);
/** @param {Child[]} parts */
const meta = (...parts) => make("p", { class: "meta" }, ...parts.filter(Boolean).flatMap((p, i) => (i ? [" · ", p] : [p])));
/** @param {string} text @param {string} [sort] */
const note = (text, sort = "note") => (text ? make("p", { class: sort, dir: "auto" }, text) : null);
/** @param {string} what */
const missing = (what) => [heading("Not found"), note(`${what} is not in this build.`)];

/** @param {string} id @param {Context} context @returns {Promise<Child[]>} */
async function placeContent(id, { data, state }) {
  const place = await wholePlace(data, id);
  if (!place) return missing(id);
  const digits = place.precision_m >= 10000 ? 1 : place.precision_m >= 1000 ? 3 : 4;
  const sort = place.role === "associative" ? "named as a government, a people or a deal" : (KINDS[place.kind] ?? "");
  return [
    heading(nameOf(place)),
    meta(CODES[place.feature_code] ?? place.feature_code, sort),
    nameList(place),
    make("p", { class: "meta" }, bdi(position(place.lat, place.lon, digits)), ` ± ${km(place.precision_m)}, ${place.source} `, bdi(place.source_id), `, ${place.licence}`),
    place.population ? meta(`population ${place.population.toLocaleString("en")}${place.population_year ? ` (${place.population_year})` : ", year not stated"}`) : null,
    note(place.note),
    mentionsIn(data, state, place) === 0 ? note("The filters let none of its mentions through.") : null,
    ...(await passageList(place.place_id, place.role, data, state)),
  ];
}

/** The places around a pin that stands for several, those named most often first. @param {string} id @param {Context} context @returns {Promise<Child[]>} */
async function placesContent(id, { state }) {
  const [layer, box] = id.split("~");
  const { numberMatched, places } = await placesListed({ ...filtersOf(state), show: layer, bbox: box, limit: String(MOST_TOGETHER) });
  const select = (/** @type {Place} */ place) => () => state.set({ selection: { kind: "place", id: place.id } });
  const item = (/** @type {Place} */ place) =>
    make("li", {}, make("i", { class: `swatch ${layerOf(place)}`, "aria-hidden": "true" }), make("button", { type: "button", class: "link", onclick: select(place) }, bdi(nameOf(place))), ` ${count(place.found ?? 0, "mention")}`);
  return [
    heading(count(numberMatched, "place")),
    meta("in the box around what one pin stood for", numberMatched > places.length ? `${places.length} shown; zoom in for the others` : null),
    make("ul", { class: "rows together" }, places.map(item)),
  ];
}

/** @param {string} id @param {Context} context @returns {Promise<Child[]>} */
async function zoneContent(id, { data, state }) {
  const zone = data.zones.find((z) => z.id === id);
  if (!zone) return missing(id);
  const area = (/** @type {string} */ part) => zone.parts.find((p) => p.part === part)?.area_km2 ?? 0;
  const stated = zone.parts.filter((p) => p.part.startsWith("band") || p.part === "held").map((p) => p.area_km2);
  const line = data.lines.find((l) => l.id === zone.line_id);
  return [
    heading(zone.title),
    meta(zone.reach ? bdi(zone.reach) : null, inForce(zone)),
    make("p", {}, bdi(`${range(stated)} km²`), "; surely ", bdi(`${range([area("core")])} km²`), ", perhaps ", bdi(`${range([area("extent")])} km²`)),
    note(zone.note, "warning"),
    ...contradictions(zone.evidence),
    make("h3", {}, "Reading"),
    note(zone.reading, "plain"),
    zoneAddress(id) ? make("p", { class: "plain" }, make("a", { href: zoneAddress(id) }, "Figure, places inside, other readings")) : null,
    line ? make("h3", {}, "Line") : null,
    line ? make("p", { class: "plain" }, lineWords(line)) : null,
    make("h3", {}, "Rests on"),
    ...zone.citations.map((c) => make("blockquote", {}, c.text, make("cite", {}, c.source))),
    ...statedIn(zone.evidence),
    ...(await passageList(zone.id, "literal", data, state)),
  ];
}

/** @param {string} id @param {Context} context @returns {Promise<Child[]>} */
async function lineContent(id, { data, state }) {
  const line = data.lines.find((l) => l.id === id);
  if (!line) return missing(id);
  return [
    heading(line.title),
    meta(line.valid_on ? day(line.valid_on) : null, bdi(`${line.length_km} km`)),
    make("p", { class: "plain" }, lineWords(line)),
    line.kind === "control" ? note("Made from a table of towns: an approximation, not a line that anybody published.", "warning") : null,
    ...line.left_out.map((p) => note(pocketWords(p), "plain")),
    ...(await passageList(line.id, "literal", data, state)),
  ];
}

/** @param {string} id @param {Context} context */
const segmentContent = async (id, context) => segmentWords(id, context) ?? missing(id);
/** @param {string} id @param {Context} context */
const changeContent = async (id, context) => changeWords(id, context) ?? stepWords(id, context) ?? missing(id);

/** @param {string} id @param {Context} context @returns {Promise<Child[]>} */
async function postsContent(id, { data, state }) {
  const post = data.posts.find((p) => p.id === id);
  const members = data.posts.filter((p) => p.group_id === (post?.group_id ?? id));
  if (!members.length) return missing(id);
  const group = members[0];
  return [
    heading(post ? post.name : group.title),
    meta(post ? `no. ${post.number} of ${post.of}` : count(members.length, "post"), inForce(group)),
    post ? make("p", { class: "meta" }, bdi(position(post.lat, post.lon, 3)), ` ± ${km(post.precision_m)}, ${post.source}`) : null,
    post ? note(post.note) : null,
    note(group.group_note, "warning"),
    ...contradictions(group.evidence),
    ...group.citations.map((c) => make("blockquote", {}, c.text, make("cite", {}, c.source))),
    ...statedIn(group.evidence),
    ...(await passageList(group.group_id, "literal", data, state)),
  ];
}

/** @param {string} id @param {Context} context @returns {Promise<Child[]>} */
async function expressionContent(id, context) {
  const { data, state } = context;
  const vague = await wholePhrase(data, id);
  if (!vague) return missing("This phrase");
  context.expressions.update();
  const found = await documentById(vague.document_id);
  const mention = found.found.find((m) => m.id === id);
  if (!mention) return missing("This phrase");
  const passage = /** @type {Passage} */ (found.passages.find((p) => p.id === mention.passage_id));
  const anchor = (/** @type {Anchor} */ a) => make("li", {}, a.kind === "border" ? "border of " : "", a.place_ids.length ? a.place_ids.flatMap((p, i) => [i ? " and " : "", placeLink(p, a.names[i], data, state)]) : `“${a.words.join("” and “")}”: no place`);
  return [
    heading(vague.exact),
    meta("vague place", RELATIONS[vague.relation], vague.decided_by ? `decided by ${vague.decided_by}` : vague.status),
    vague.region === null ? note("It has no ground on the map.", "warning") : make("p", {}, "up to ", bdi(`${range([vague.area_km2])} km²`), "; no pin, for nobody said where in it"),
    make("h3", {}, "Measured from"),
    make("ul", { class: "plain" }, vague.anchors.map(anchor)),
    make("h3", {}, "Why so"),
    make("ul", { class: "plain" }, vague.reasons.map((r) => make("li", {}, bdi(r)))),
    make("h3", {}, "Passage"),
    make("ol", { class: "passages" }, passageItem({ ...passage, found: [mention] })),
  ];
}

/** A name that selects its pin, where it has one: the id of a place is that of its literal pin. @param {string} placeId @param {string} name @param {PageData} data @param {State} state */
function placeLink(placeId, name, data, state) {
  const pin = data.places.find((p) => p.id === placeId);
  if (!pin && !asksServer(data)) return bdi(name);
  return make("button", { type: "button", class: "link", onclick: () => state.set({ selection: { kind: "place", id: placeId } }) }, bdi(pin ? nameOf(pin) : name));
}

/** @param {string} id @param {Context} context @returns {Promise<Child[]>} */
async function mentionContent(id, { data }) {
  const found = await documentById(id.slice(0, id.lastIndexOf(":"))).catch(() => undefined);
  const mention = found?.found.find((m) => m.id === id);
  if (!found || !mention) return missing(id);
  const passage = /** @type {Passage} */ (found.passages.find((p) => p.id === mention.passage_id));
  return [
    heading(mention.surface),
    meta(mention.status === "unplaced" ? "named, but in no gazetteer of the dossier" : mention.status, mention.place_id && bdi(mention.candidates[0].name)),
    make("ol", { class: "passages" }, passageItem({ ...passage, found: [mention] })),
    note(decidedWords(mention) ? "" : data.counts.mentions ? "Add it to the gazetteer, and the next build places it." : ""),
    reviewButton(mention.id),
  ];
}

/** @param {InForce} rule */
function inForce(rule) {
  if (!rule.in_force_from && !rule.in_force_to) return null;
  return `in force ${rule.in_force_from ? day(rule.in_force_from) : "…"} – ${rule.in_force_to ? day(rule.in_force_to) : "…"}`;
}

/** @param {Line} line */
function lineWords(line) {
  const when = line.valid_on ? ` on ${day(line.valid_on)}` : "";
  const unsourced = line.unsourced_share > 0 ? ` ${Math.round(line.unsourced_share * 100)} % of it rests on rows without a source (drawn broken).` : "";
  const gap = line.kind === "control" ? ` The facing places lie ${(line.half_gap_m / 1000).toFixed(1)} km from it in the median, ${(line.greatest_half_gap_m / 1000).toFixed(1)} km at most.` : ` It may lie ${(line.greatest_half_gap_m / 1000).toFixed(1)} km off.`;
  return `${line.title}${when}, ${line.length_km} km, from ${line.source}.${gap}${unsourced}`;
}

/** Every name by language, the first of each in sight. @param {Place} place */
function nameList({ names }) {
  const languages = Object.keys(names).sort();
  if (!languages.length) return null;
  const first = languages.filter((l) => l !== "en").flatMap((l, i) => [i ? " · " : "", bdi(names[l][0])]);
  const row = (/** @type {string} */ l) => make("div", {}, make("dt", {}, LANGUAGES[l] ?? l), make("dd", { lang: l }, names[l].flatMap((n, i) => [i ? ", " : "", bdi(n)])));
  return make("details", { class: "names" }, make("summary", {}, first.length ? first : "Names"), make("dl", {}, languages.map(row)));
}
