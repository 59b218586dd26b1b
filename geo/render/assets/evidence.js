// What texts state of a zone or of posts: by parameter, and both sides of every contradiction.

import { bdi, make, marked } from "dateline/dom.js";
import { count, day } from "dateline/words.js";

/** @type {Record<string, string>} */
const TITLES = { depth: "Depth", anchor: "Along what", provinces: "Provinces", dates: "Dates", count: "Number of posts", area: "Area" };
const CLASSES = { yes: "agrees", no: "differs", other: "beside" };
const MOST_OPEN = 3;

/** Contradictions first: nothing is settled silently. @param {Evidence | null} evidence */
export function contradictions(evidence) {
  if (!evidence?.contradictions.length) return [];
  return [make("section", { class: "contradictions" }, make("h3", {}, "Contradictions"), evidence.contradictions.map((c) => contradiction(c, evidence)))];
}

/** @param {Contradiction} found @param {Evidence} evidence */
function contradiction(found, { values, rule }) {
  const [stated, ours] = [values[found.value], found.rule === null ? null : rule[found.rule]];
  return make(
    "div",
    { class: "contradiction" },
    make("p", {}, `${TITLES[found.parameter]}: `, make("b", {}, bdi(stated.label)), make("span", { class: "use" }, ` ${stated.reason}`)),
    sentences(stated),
    ours ? make("p", {}, "against the rule: ", make("b", {}, bdi(ours.label))) : null,
    ours?.citations.map((c) => make("blockquote", {}, c.text, make("cite", {}, c.source))),
    found.others.length ? make("p", {}, ours ? "and against" : "against") : null,
    found.others.flatMap((i) => sentences(values[i])),
    found.others_left_out ? make("p", { class: "use" }, `and ${count(found.others_left_out, "more value")}, listed below`) : null,
  );
}

/** Every value by parameter, beside what the rule has. @param {Evidence | null} evidence @returns {Child[]} */
export function statedIn(evidence) {
  if (!evidence?.values.length) return [];
  /** @type {Child[]} */
  const parts = [make("h3", {}, "Stated in the texts"), leftOut(evidence.values)];
  for (const [parameter, title] of Object.entries(TITLES)) {
    const values = evidence.values.filter((v) => v.parameter === parameter);
    if (!values.length) continue;
    const ours = evidence.rule.filter((r) => r.parameter === parameter).map((r) => make("p", { class: "use" }, `the rule has ${named(r)}`));
    parts.push(make("h4", {}, title), ...ours, make("ul", { class: "stated" }, values.map(valueItem)));
  }
  return parts;
}

/** How many sentences are not here, and where they are. @param {Value[]} values */
function leftOut(values) {
  const all = values.reduce((sum, v) => sum + v.passages, 0);
  const shown = values.reduce((sum, v) => sum + v.wordings.length, 0);
  if (shown === all) return null;
  return make("p", { class: "note" }, `${shown.toLocaleString("en")} of ${count(all, "sentence")} shown here, of every value those that were said first. All sentences that name it are at the end.`);
}

/** @param {Value} value */
function valueItem(value) {
  const often = `${count(value.passages, "passage")} in ${count(value.documents, "document")}`;
  return make(
    "li",
    { class: CLASSES[value.agrees] },
    make("b", {}, bdi(value.label)),
    ` ${often}`,
    make("p", { class: "use" }, value.reason),
    sentences(value),
  );
}

/** @param {Rule} rule */
const named = (rule) => [rule.event, rule.label].filter(Boolean).join(": ");

/** The sentences of a value, each once, with every document that has it. @param {Value} value @returns {Child[]} */
function sentences(value) {
  const quotes = value.wordings.map(quote);
  const left = value.wordings_left_out ? make("p", { class: "use" }, `${count(value.wordings_left_out, "more passage")} not shown`) : null;
  if (quotes.length <= MOST_OPEN) return [...quotes, left];
  const more = make("summary", {}, count(value.passages - MOST_OPEN, "more passage"));
  return [...quotes.slice(0, MOST_OPEN), make("details", {}, more, quotes.slice(MOST_OPEN), left)];
}

/** @param {Wording} wording */
function quote(wording) {
  const places = wording.places.map((p) =>
    make("cite", {}, make("a", { href: `#${p.document_id}`, "data-mention": `${p.document_id}:${p.start}-${p.end}`, dir: "auto" }, p.document_title), ` (${[p.publisher, day(p.published_on)].filter(Boolean).join(", ")})`),
  );
  const left = wording.places_left_out ? make("cite", {}, `and ${count(wording.places_left_out, "more document")}`) : null;
  const [first] = wording.places;
  const start = Number(first.passage_id.slice(first.passage_id.lastIndexOf(":") + 1).split("-")[0]);
  const words = marked({ text: wording.sentence, start }, [first], (_, text) => make("b", {}, text));
  return make("blockquote", { dir: "auto" }, words, places, left);
}
