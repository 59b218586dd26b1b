// One question of a review as elements: the sentence, what it may mean, how far a decision goes.

import { bdi, make, marked } from "dateline/dom.js";
import { CODES, count, day, USES } from "dateline/words.js";

const MOST_REASONS = 3;
/** A reason that weighs less would show as nothing. */
const LEAST_WEIGHT = 0.05;
const MOST_LETTERED = 5;
/** @type {[Scope, string][]} */
const REACHES = [["one", "this one"], ["document", "alike in this document"], ["all", "all alike"]];
const OTHERS = [
  ["x", "not-a-place", "Not a place", "is not a place"],
  ["u", "unknown", "A place nobody knows", "is a place nobody knows"],
  ["m", "use:metonym", "Stands for a government", "stands for a government"],
];

/** What can be decided by a key: letters of candidates, and the three others. @param {Question} question @returns {Map<string, string>} */
export function decisionsOf(question) {
  /** @type {[string, string][]} */
  const lettered = lettersOf(question).map((c) => [c.letter.toLowerCase(), c.id]);
  /** @type {[string, string][]} */
  const others = othersOf(question).map(([key, decision]) => [key, decision]);
  return new Map([...lettered, ...others]);
}

/** The candidates that have a letter. @param {Question} question */
export const lettersOf = (question) => question.candidates.slice(0, MOST_LETTERED);

/** A vague place stands for no government. @param {Question} question */
const othersOf = (question) => OTHERS.filter(([key]) => key !== "m" || question.kind === "toponym");

/** The sentence with the name marked, and where it comes from. @param {Question} question @param {() => void} read */
export function sentenceOf(question, read) {
  const { title, published_on: on } = question.document;
  return [
    make("p", { class: "meta" }, bdi(title), on ? ` · ${day(on)}` : " · undated"),
    quote(question),
    make("button", { type: "button", class: "link", onclick: read }, "Read it in the text"),
    make("p", { class: "meta" }, `read as ${USES[question.use] ?? question.use}, ${sure(question)}`),
  ];
}

/** @param {Question} question */
const sure = ({ status, confidence }) => (status === "unplaced" ? "in no gazetteer" : `${status}, confidence ${confidence.toFixed(2)}`);

/** @param {Alike} mention */
const quote = (mention) => make("blockquote", { dir: "auto" }, marked(mention.passage, [mention], (_, text) => make("b", {}, text)));

/** The candidates and the other answers, each a button with its key. @param {Question} question @param {Choose} choose */
export function choicesOf(question, choose) {
  const candidates = question.candidates.map((candidate, at) => candidateRow(candidate, at < MOST_LETTERED, choose));
  const others = othersOf(question).map(([key, decision, words, told]) =>
    make("button", { type: "button", class: "answer", "data-decision": decision, onclick: () => choose(decision, told) }, letter(key.toUpperCase()), words),
  );
  return [
    candidates.length ? make("ol", { class: "candidates" }, candidates) : make("p", { class: "note" }, "No gazetteer of this dossier has the name."),
    make("div", { class: "others" }, others),
  ];
}

/** @param {string} text */
const letter = (text) => make("kbd", {}, text);

/** @param {LetteredCandidate} candidate @param {boolean} lettered @param {Choose} choose */
function candidateRow(candidate, lettered, choose) {
  const reasons = candidate.evidence.filter((e) => Math.abs(e.weight) >= LEAST_WEIGHT).slice(0, MOST_REASONS).map((e) => make("li", {}, `${e.weight > 0 ? "+" : "−"}${Math.abs(e.weight).toFixed(1)} `, bdi(e.reason)));
  const near = candidate.nearest;
  const kind = CODES[candidate.feature_code] ?? candidate.feature_code;
  return make(
    "li",
    {},
    make(
      "button",
      { type: "button", class: "answer", "data-decision": candidate.id, onclick: () => choose(candidate.id, `is ${candidate.name} (${kind})`) },
      lettered ? letter(candidate.letter) : null,
      make("span", {}, make("strong", {}, bdi(candidate.name)), ` ${kind}`),
    ),
    near ? make("p", { class: "meta" }, bdi(`${near.distance_km.toLocaleString("en", { maximumFractionDigits: near.distance_km < 10 ? 1 : 0 })} km`), " from ", bdi(near.name), ", which the text names") : null,
    reasons.length ? make("ul", { class: "reasons" }, reasons) : null,
  );
}

/** How far the decision goes, with the number that it settles. @param {Question} question @param {Scope} chosen @param {(scope: Scope) => void} change */
export function reachOf(question, chosen, change) {
  const options = REACHES.filter(([scope]) => scope === "one" || question.settles[scope] > 1).map(([scope, words], at) =>
    make(
      "label",
      {},
      make("input", { type: "radio", name: "scope", value: scope, checked: scope === chosen, onchange: () => change(scope) }),
      letter(String(at + 1)),
      scope === "one" ? words : `${words} (${question.settles[scope]})`,
    ),
  );
  return make("fieldset", { class: "reach", hidden: options.length < 2 }, make("legend", {}, "Decide"), options);
}

/** Some of the other sentences that a decision for all alike goes to. @param {Question} question */
export function alikeOf(question) {
  if (!question.alike.length) return null;
  const rows = question.alike.map((other) => make("li", {}, quote(other)));
  const left = question.settles.all - 1 - question.alike.length;
  return make("details", {}, make("summary", {}, `${count(question.settles.all - 1, "other mention")} alike`), make("ul", { class: "passages" }, rows), left > 0 ? make("p", { class: "note" }, `and ${left} more`) : null);
}
