// Sentences in the panel: by document, each once, with why the name means this place.

import { daysOf, hasServer, passagesOf } from "dateline/data.js";
import { bdi, make, marked } from "dateline/dom.js";
import { decidedWords } from "dateline/review_data.js";
import { CODES, count, day, USES } from "dateline/words.js";

const PAGE = 40;

/** What is known of the document of a sentence. @param {FoundPassage} passage @param {PageData} data @returns {DocumentRow | undefined} */
export const documentOf = (passage, data) => passage.document ?? data.documents.find((d) => d.id === passage.document_id);

/** The sentences that name a place, by document, a page at a time. @param {string} placeId @param {Role} role @param {PageData} data @param {State} state @returns {Promise<Child[]>} */
export async function passageList(placeId, role, data, state) {
  const asked = { place: placeId, role, document: state.document, days: daysOf(state) };
  const first = await passagesOf(asked, PAGE, 0);
  if (!first.passages.length) return [make("p", { class: "note" }, asked.document || asked.days ? "No passage in the chosen documents." : "No passage names it.")];
  const head = make("h3");
  const list = make("div");
  const more = make("button", { type: "button", class: "more" }, "Show more");
  /** @type {Set<string>} */
  const documents = new Set();
  let shown = 0;

  /** @param {PassagePage} page */
  function add({ numberMatched, passages }) {
    shown += passages.length;
    for (const passage of passages) {
      const id = passage.document_id;
      if (!documents.has(id)) list.append(documentHead(id, documentOf(passage, data)), make("ol", { class: "passages" }));
      documents.add(id);
      list.lastElementChild?.append(passageItem(passage));
    }
    const isLast = passages.length < PAGE || shown === numberMatched;
    const all = isLast ? count(shown, "passage") : numberMatched === undefined ? `The first ${shown} passages` : `${shown.toLocaleString("en")} of ${numberMatched.toLocaleString("en")} passages shown`;
    head.replaceChildren(`${all} in ${count(documents.size, "document")}`);
    more.hidden = isLast;
  }

  more.addEventListener("click", async () => {
    more.disabled = true;
    try {
      add(await passagesOf(asked, PAGE, shown));
    } catch (error) {
      head.replaceChildren(`More passages could not be loaded (${/** @type {Error} */ (error).message}).`);
    }
    more.disabled = false;
  });
  add(first);
  return [head, list, more];
}

/** @param {string} id @param {DocumentRow | undefined} about */
function documentHead(id, about) {
  return make("h4", { dir: "auto" }, about?.title ?? id, make("span", {}, bdi([about?.publisher, day(about?.published_on)].filter(Boolean).join(", "))));
}

/** A sentence that leads to its place in the text. @param {FoundPassage} passage */
export function passageItem(passage) {
  const [first] = passage.found;
  const selects = first.place_id && `place:${first.place_id}${first.role === "literal" ? "" : "~associative"}`;
  const sentence = make("a", { href: `#${passage.id}`, "data-mention": first.id, "data-selects": selects, dir: "auto" }, marked(passage, passage.found, (m, text) => make("b", { title: USES[m.use] ?? m.kind }, text)));
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
  if (!hasServer) return null;
  const ask = () => document.dispatchEvent(new CustomEvent("dateline:review", { detail: id }));
  return make("button", { type: "button", class: "link", onclick: ask }, "Decide otherwise");
}
