// Search: places by any of their names, and sentences by their words.

import { passagesWith, placesListed } from "dateline/data.js";
import { byId, make, marked, settled } from "dateline/dom.js";
import { documentOf } from "dateline/passages.js";
import { layerOf, mentionsIn } from "dateline/tally.js";
import { asksServer, filtersOf } from "dateline/view.js";
import { CODES, count, nameOf } from "dateline/words.js";

const MOST_PLACES = 8;
const MOST_PASSAGES = 12;
const SHORTEST = 2;

/** Letters without their marks, for names that are typed in haste. @param {string} text */
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** @param {Context} context */
export function makeSearch(context) {
  const [input, box] = [/** @type {HTMLInputElement} */ (byId("search")), byId("found")];
  const places = placeSearch(context);
  let turn = 0;

  async function search() {
    const words = input.value.trim();
    turn += 1;
    const mine = turn;
    box.hidden = words.length < SHORTEST;
    if (box.hidden) return;
    const failed = (/** @type {Error} */ error) => [make("p", { class: "note" }, `The names could not be searched (${error.message}).`)];
    const shown = await places(words).then((found) => placeList(found, context), failed);
    if (mine !== turn) return;
    box.replaceChildren(...shown, make("p", { class: "note" }, "Searching the texts …"));
    const sentences = await passageList(words, context).catch((error) => [make("p", { class: "note" }, `The texts could not be searched (${error.message}).`)]);
    if (mine === turn) box.replaceChildren(...shown, ...sentences);
  }

  const shut = () => (box.hidden = true);
  input.addEventListener("input", settled(search, 180));
  input.addEventListener("focus", () => input.value && search());
  byId("searchbox").addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      shut();
      input.value = "";
      input.focus();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event, box, input);
  });
  box.addEventListener("click", ({ target }) => {
    if (/** @type {Element} */ (target).closest("button")) shut();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (!byId("searchbox").contains(/** @type {Node} */ (target))) shut();
  });
}

/** Go up and down the list with the arrow keys. @param {KeyboardEvent} event @param {HTMLElement} box @param {HTMLElement} input */
function step(event, box, input) {
  const buttons = [...box.querySelectorAll("button")];
  const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  const next = event.key === "ArrowDown" ? at + 1 : at - 1;
  (buttons[next] ?? input).focus();
  event.preventDefault();
}

/** A search for places by any of their names. @param {Context} context @returns {(words: string) => Promise<FoundPlaces>} */
function placeSearch({ data, state }) {
  if (asksServer(data)) return (words) => placesListed({ ...filtersOf(state), q: words, limit: String(MOST_PLACES) });
  const names = data.places.map((place) => ({ place, text: plain([place.name, ...Object.values(place.names).flat()].join("\n")) }));
  return async (words) => {
    const found = names.filter(({ text }) => text.includes(plain(words))).map(({ place }) => place);
    found.sort((a, b) => b.mentions - a.mentions);
    return { numberMatched: found.length, places: found };
  };
}

/** @param {FoundPlaces} found @param {Context} context */
function placeList({ numberMatched, places }, { data, state }) {
  const select = (/** @type {Place} */ place) => () => state.set({ shown: new Set([...state.shown, layerOf(place)]), selection: { kind: "place", id: place.id } });
  const rows = places.slice(0, MOST_PLACES).map((place) =>
    make("li", {}, make("button", { type: "button", onclick: select(place) }, make("i", { class: `swatch ${layerOf(place)}`, "aria-hidden": "true" }), make("bdi", {}, nameOf(place)), make("span", { class: "number" }, `${CODES[place.feature_code] ?? place.feature_code}, ${count(mentionsIn(data, state, place), "mention")}`))),
  );
  return [make("h2", {}, shownOf(rows.length, numberMatched, "place")), make("ul", {}, rows)];
}

/** @param {string} words @param {Context} context */
async function passageList(words, { data, reader, state }) {
  const { numberMatched, passages } = await passagesWith(words, MOST_PASSAGES);
  const go = (/** @type {FoundPassage} */ passage) => async () => {
    if (state.document && state.document !== passage.document_id) state.set({ document: "" });
    await reader.goTo(passage.id, { focus: true });
  };
  const rows = passages.map((passage) =>
    make("li", {}, make("button", { type: "button", class: "sentencehit", dir: "auto", onclick: go(passage) }, marked(passage, hits(passage, words), (_, text) => make("b", {}, text)), make("cite", {}, documentOf(passage, data)?.title ?? ""))),
  );
  return [make("h2", {}, shownOf(rows.length, numberMatched, "sentence")), make("ul", {}, rows)];
}

/** Of very many it is not said how many. @param {number} shown @param {number | undefined} all @param {string} one */
const shownOf = (shown, all, one) => (all === undefined ? `the first ${count(shown, one)}` : shown < all ? `${shown} of ${count(all, one)}` : count(all, one));

/** Where the words stand in a sentence, in code points. @param {Passage} passage @param {string} words */
function hits(passage, words) {
  const text = Array.from(passage.text.toLowerCase());
  const found = [];
  for (const word of words.toLowerCase().split(/\s+/).filter(Boolean)) {
    const letters = Array.from(word);
    const at = text.findIndex((_, i) => letters.every((letter, k) => text[i + k] === letter));
    if (at >= 0) found.push({ start: passage.start + at, end: passage.start + at + letters.length });
  }
  return found;
}
