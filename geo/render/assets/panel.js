// The side panel: who says so, when, how sure, and why this place.

import { documentById, isSingleFile, passagesOf } from "dateline/data.js";
import { bdi, make, marked } from "dateline/dom.js";
import { changeWords, pocketWords, segmentWords } from "dateline/ledger.js";
import { contradictions, statedIn } from "dateline/evidence.js";
import { mentionsIn } from "dateline/map.js";
import { CODES, count, day, KINDS, km, nameOf, position, range, RELATIONS, USES } from "dateline/words.js";

const MOST_PASSAGES = 200;

export function makePanel(context) {
  const { state, reader, map } = context;
  const panel = document.getElementById("panel");
  let opener = null;
  let turn = 0;

  async function show() {
    const { selection } = state;
    turn += 1;
    panel.hidden = selection === null;
    document.body.classList.toggle("panel-open", selection !== null);
    if (selection === null) return;
    const mine = turn;
    const content = await contentOf(selection, context).catch((error) => [make("p", { class: "note" }, `Could not be loaded (${error.message}).`)]);
    if (mine !== turn) return;
    const close = make("button", { type: "button", class: "close", "aria-label": "Close", onclick: shut }, "×");
    panel.replaceChildren(close, ...content.filter(Boolean));
    panel.scrollTop = 0;
    map.goTo(selection);
  }

  function shut() {
    state.set({ selection: null, mention: null });
    opener?.focus?.();
  }

  panel.addEventListener("click", (event) => {
    const jump = event.target.closest("[data-mention]");
    if (!jump) return;
    event.preventDefault();
    reader.goTo(jump.dataset.mention, { focus: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.selection) shut();
  });
  state.onChange((changed) => {
    if (changed.has("selection") && state.selection) opener = document.activeElement;
    if (changed.size === 0 || changed.has("selection") || changed.has("document")) show();
  });
}

function contentOf(selection, context) {
  const makers = {
    place: placeContent, zone: zoneContent, line: lineContent, segment: segmentContent, change: changeContent,
    posts: postsContent, expression: expressionContent, mention: mentionContent,
  };
  return (makers[selection.kind] ?? mentionContent)(selection.id, context);
}

const heading = (text) => make("h2", { dir: "auto" }, text);
const meta = (...parts) => make("p", { class: "meta" }, parts.filter(Boolean).flatMap((p, i) => (i ? [" · ", p] : [p])));
const note = (text, sort = "note") => (text ? make("p", { class: sort, dir: "auto" }, text) : null);
const missing = (what) => [heading("Not found"), note(`${what} is not in this build.`)];

async function placeContent(id, { data, state }) {
  const place = data.places.find((p) => p.id === id);
  if (!place) return missing(id);
  const digits = place.precision_m >= 10000 ? 1 : place.precision_m >= 1000 ? 3 : 4;
  const sort = place.role === "associative" ? "named as a government, a people or a deal" : (KINDS[place.kind] ?? "");
  const names = Object.entries(place.names).filter(([language]) => language !== "en").flatMap(([, found]) => found.slice(0, 1));
  return [
    heading(nameOf(place)),
    meta(CODES[place.feature_code] ?? place.feature_code, sort),
    names.length ? make("p", { class: "meta" }, names.flatMap((n, i) => (i ? [" · ", bdi(n)] : [bdi(n)]))) : null,
    make("p", { class: "meta" }, bdi(position(place.lat, place.lon, digits)), ` ± ${km(place.precision_m)}, ${place.source} `, bdi(place.source_id), `, ${place.licence}`),
    place.population ? meta(`population ${place.population.toLocaleString("en")}${place.population_year ? ` (${place.population_year})` : ", year not stated"}`) : null,
    note(place.note),
    mentionsIn(place, state.document) === 0 ? note("The chosen document does not name it.") : null,
    ...(await passageList(place.place_id, place.role, data, state)),
  ];
}

async function zoneContent(id, { data, state }) {
  const zone = data.zones.find((z) => z.id === id);
  if (!zone) return missing(id);
  const area = (part) => zone.parts.find((p) => p.part === part)?.area_km2 ?? 0;
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
    isSingleFile ? null : make("p", { class: "plain" }, make("a", { href: `/zones/${encodeURIComponent(id)}?f=html` }, "Figure, places inside, other readings")),
    line ? make("h3", {}, "Line") : null,
    line ? make("p", { class: "plain" }, lineWords(line)) : null,
    make("h3", {}, "Rests on"),
    ...zone.citations.map((c) => make("blockquote", {}, c.text, make("cite", {}, c.source))),
    ...statedIn(zone.evidence),
    ...(await passageList(zone.id, "literal", data, state)),
  ];
}

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

const segmentContent = async (id, context) => segmentWords(id, context) ?? missing(id);
const changeContent = async (id, context) => changeWords(id, context) ?? missing(id);

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

async function expressionContent(id, { data, state }) {
  const vague = data.expressions.find((e) => e.id === id);
  if (!vague) return missing("This phrase");
  const found = await documentById(vague.document_id);
  const mention = found.found.find((m) => m.id === id);
  const passage = found.passages.find((p) => p.id === mention.passage_id);
  const anchor = (a) => make("li", {}, a.kind === "border" ? "border of " : "", a.place_ids.length ? a.place_ids.flatMap((p, i) => [i ? " and " : "", placeLink(p, a.names[i], data, state)]) : `“${a.words.join("” and “")}”: no place`);
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

/** A name that selects its pin, where it has one. */
function placeLink(placeId, name, data, state) {
  const pin = data.places.find((p) => p.place_id === placeId && p.role === "literal");
  if (!pin) return bdi(name);
  return make("button", { type: "button", class: "link", onclick: () => state.set({ selection: { kind: "place", id: pin.id } }) }, bdi(nameOf(pin)));
}

async function mentionContent(id, { data }) {
  const found = await documentById(id.slice(0, id.lastIndexOf(":")));
  const mention = found?.found.find((m) => m.id === id);
  if (!mention) return missing(id);
  const passage = found.passages.find((p) => p.id === mention.passage_id);
  return [
    heading(mention.surface),
    meta(mention.status === "unplaced" ? "named, but in no gazetteer of the dossier" : mention.status, mention.place_id && bdi(mention.candidates[0].name)),
    make("ol", { class: "passages" }, passageItem({ ...passage, found: [mention] })),
    note(mention.place_id ? "Decided since the last build; the next one draws it." : data.places.length ? "Add it to the gazetteer, and the next build places it." : ""),
    reviewButton(mention.id),
  ];
}

function inForce(rule) {
  if (!rule.in_force_from && !rule.in_force_to) return null;
  return `in force ${rule.in_force_from ? day(rule.in_force_from) : "…"} – ${rule.in_force_to ? day(rule.in_force_to) : "…"}`;
}

function lineWords(line) {
  const when = line.valid_on ? ` on ${day(line.valid_on)}` : "";
  const unsourced = line.unsourced_share > 0 ? ` ${Math.round(line.unsourced_share * 100)} % of it rests on rows without a source (drawn broken).` : "";
  const gap = line.kind === "control" ? ` It runs half way between facing places: ${(line.half_gap_m / 1000).toFixed(1)} km to either side in the median, ${(line.greatest_half_gap_m / 1000).toFixed(1)} km at most.` : ` It may lie ${(line.greatest_half_gap_m / 1000).toFixed(1)} km off.`;
  return `${line.title}${when}, ${line.length_km} km, from ${line.source}.${gap}${unsourced}`;
}

async function passageList(placeId, role, data, state) {
  const { numberMatched, passages } = await passagesOf(placeId, role, state.document, MOST_PASSAGES);
  if (!numberMatched) return [note(state.document ? "No passage in the chosen document." : "No passage names it.")];
  const byDocument = new Map();
  for (const passage of passages) {
    if (!byDocument.has(passage.document_id)) byDocument.set(passage.document_id, []);
    byDocument.get(passage.document_id).push(passage);
  }
  const shown = passages.length < numberMatched ? `${passages.length} of ${numberMatched.toLocaleString("en")} passages shown` : count(numberMatched, "passage");
  const parts = [make("h3", {}, `${shown} in ${count(byDocument.size, "document")}`)];
  for (const [id, found] of byDocument) {
    const about = data.documents.find((d) => d.id === id);
    parts.push(
      make("h4", { dir: "auto" }, about?.title ?? id, make("span", {}, [about?.publisher, day(about?.published_on)].filter(Boolean).join(", "))),
      make("ol", { class: "passages" }, found.map(passageItem)),
    );
  }
  return parts;
}

function passageItem(passage) {
  const [first] = passage.found;
  const sentence = make("a", { href: `#${passage.id}`, "data-mention": first.id, dir: "auto" }, marked(passage, passage.found, (m, text) => make("b", { title: USES[m.use] ?? m.kind }, text)));
  const used = first.kind === "toponym" && first.use !== "literal" ? make("p", { class: "use" }, `${USES[first.use]}: ${first.use_reason}`) : null;
  return make("li", {}, sentence, used, why(first));
}

function why(mention) {
  if (!mention.candidates.length) return null;
  const sure = `${mention.status}, confidence ${mention.confidence.toFixed(2)}`;
  const candidates = mention.candidates.map((c) =>
    make("li", {}, bdi(c.name), ` (${CODES[c.feature_code] ?? c.feature_code}) ${c.score.toFixed(1)}`, make("ul", {}, c.evidence.map((e) => make("li", {}, `${e.weight > 0 ? "+" : "−"}${Math.abs(e.weight).toFixed(1)} `, bdi(e.reason))))),
  );
  return make("details", {}, make("summary", {}, `Why this? ${sure}`), mention.decided_by ? make("p", {}, `Decided by ${mention.decided_by}`) : null, make("ol", {}, candidates), reviewButton(mention.id));
}

/** The way to decide a mention otherwise, where there is a server that keeps decisions. */
function reviewButton(id) {
  if (isSingleFile) return null;
  const ask = () => document.dispatchEvent(new CustomEvent("dateline:review", { detail: id }));
  return make("button", { type: "button", class: "link", onclick: ask }, "Decide otherwise");
}
