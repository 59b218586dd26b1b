// Sentences in the panel: by document, each once, with why the name means this place.

import { isSingleFile, passagesOf } from "dateline/data.js";
import { bdi, make, marked } from "dateline/dom.js";
import { decidedWords } from "dateline/review_data.js";
import { CODES, count, day, USES } from "dateline/words.js";

const MOST_PASSAGES = 200;

/** The sentences that name a place, by document. @param {string} placeId @param {Role} role @param {PageData} data @param {State} state @returns {Promise<Child[]>} */
export async function passageList(placeId, role, data, state) {
  const { numberMatched, passages } = await passagesOf(placeId, role, state.document, MOST_PASSAGES);
  if (!numberMatched) return [make("p", { class: "note" }, state.document ? "No passage in the chosen document." : "No passage names it.")];
  /** @type {Map<string, FoundPassage[]>} */
  const byDocument = new Map();
  for (const passage of passages) {
    byDocument.set(passage.document_id, [...(byDocument.get(passage.document_id) ?? []), passage]);
  }
  const shown = passages.length < numberMatched ? `${passages.length} of ${numberMatched.toLocaleString("en")} passages shown` : count(numberMatched, "passage");
  /** @type {Child[]} */
  const parts = [make("h3", {}, `${shown} in ${count(byDocument.size, "document")}`)];
  for (const [id, found] of byDocument) {
    const about = data.documents.find((d) => d.id === id);
    parts.push(
      make("h4", { dir: "auto" }, about?.title ?? id, make("span", {}, bdi([about?.publisher, day(about?.published_on)].filter(Boolean).join(", ")))),
      make("ol", { class: "passages" }, found.map(passageItem)),
    );
  }
  return parts;
}

/** A sentence that leads to its place in the text. @param {FoundPassage} passage */
export function passageItem(passage) {
  const [first] = passage.found;
  const sentence = make("a", { href: `#${passage.id}`, "data-mention": first.id, "data-selects": `place:${first.place_id}${first.role === "literal" ? "" : "~associative"}`, dir: "auto" }, marked(passage, passage.found, (m, text) => make("b", { title: USES[m.use] ?? m.kind }, text)));
  const used = first.kind === "toponym" && first.use !== "literal" ? make("p", { class: "use" }, `${USES[first.use]}: ${first.use_reason}`) : null;
  return make("li", {}, sentence, used, why(first));
}

/** Every candidate with what speaks for and against it. @param {Mention} mention */
function why(mention) {
  const decided = decidedWords(mention);
  if (!mention.candidates.length) return decided ? make("p", { class: "use" }, decided) : null;
  const sure = `${mention.status}, confidence ${mention.confidence.toFixed(2)}`;
  const candidates = mention.candidates.map((c) =>
    make("li", {}, bdi(c.name), ` (${CODES[c.feature_code] ?? c.feature_code}) ${c.score.toFixed(1)}`, make("ul", {}, c.evidence.map((e) => make("li", {}, `${e.weight > 0 ? "+" : "−"}${Math.abs(e.weight).toFixed(1)} `, bdi(e.reason))))),
  );
  return [
    decided ? make("p", { class: "use" }, decided) : null,
    make("details", {}, make("summary", {}, `Why this? ${sure}`), make("ol", {}, candidates), reviewButton(mention.id)),
  ];
}

/** The way to decide a mention otherwise, where there is a server that keeps decisions. @param {string} id */
export function reviewButton(id) {
  if (isSingleFile) return null;
  const ask = () => document.dispatchEvent(new CustomEvent("dateline:review", { detail: id }));
  return make("button", { type: "button", class: "link", onclick: ask }, "Decide otherwise");
}
