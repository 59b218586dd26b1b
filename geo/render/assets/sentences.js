// Sentences with their mentions, each a button that selects what it names.

import { make, marked } from "dateline/dom.js";
import { decidedWords, isSinceBuild } from "dateline/review_data.js";
import { asksServer } from "dateline/view.js";

/** What a click on a mention selects. @param {Mention} mention @param {PageData} data @returns {Chosen} */
export function selectionOf(mention, data) {
  const id = mention.place_id;
  if (mention.kind === "expression") return { kind: "expression", id: mention.id };
  if (id === null || mention.status === "rejected") return { kind: "mention", id: mention.id };
  if (mention.kind === "toponym") {
    const drawn = mention.role === "literal" ? id : `${id}~associative`;
    return isInBuild(drawn, mention, data) ? { kind: "place", id: drawn } : { kind: "mention", id: mention.id };
  }
  if (data.zones.some((z) => z.id === id)) return { kind: "zone", id };
  if (data.lines.some((l) => l.id === id)) return { kind: "line", id };
  return { kind: "posts", id };
}

/** Whether the build has a place. A page that asks by view holds only some of them, and a decision may have named one that no build has yet. @param {string} id @param {Mention} mention @param {PageData} data */
function isInBuild(id, mention, data) {
  return data.places.some((place) => place.id === id) || (asksServer(data) && !isSinceBuild(mention.id));
}

/** The paragraphs of a document. @param {WholeDocument} found @param {State} state @param {PageData} data */
export function paragraphs(found, state, data) {
  /** @type {Map<string, Mention[]>} */
  const byPassage = new Map();
  for (const mention of parted(found.found)) {
    byPassage.set(mention.passage_id, [...(byPassage.get(mention.passage_id) ?? []), mention]);
  }
  const made = [];
  let paragraph = -1;
  for (const passage of found.passages) {
    if (passage.paragraph !== paragraph) made.push(make("p", { dir: "auto" }));
    paragraph = passage.paragraph;
    const mentions = byPassage.get(passage.id) ?? [];
    const place = { "data-start": passage.start, "data-end": passage.end, tabindex: -1 };
    const sentence = make("span", { class: "sentence", ...place }, marked(passage, mentions, (m, text) => mentionButton(m, text, state, data)));
    made.at(-1)?.append(sentence, " ");
  }
  return made;
}

/** Let the names inside a phrase be pressed: the phrase is what stands around them. @param {Mention[]} mentions */
function parted(mentions) {
  return mentions.flatMap((phrase) => {
    if (phrase.kind !== "expression" || phrase.status === "rejected") return phrase.kind === "expression" ? [] : [phrase];
    const inside = mentions.filter((m) => m.kind !== "expression" && m.start >= phrase.start && m.end <= phrase.end);
    /** @type {Mention[]} */
    const parts = [];
    let at = phrase.start;
    for (const { start, end } of [...inside, { start: phrase.end, end: phrase.end }]) {
      const [from, to] = trimmed(phrase, at, start);
      if (from < to) parts.push({ ...phrase, start: from, end: to, continues: parts.length > 0 });
      at = Math.max(at, end);
    }
    return parts;
  });
}

/** A stretch of a phrase without the space around it. @param {Mention} phrase @param {number} from @param {number} to */
function trimmed(phrase, from, to) {
  const text = Array.from(phrase.surface);
  const blank = (/** @type {number} */ at) => !text[at - phrase.start].trim();
  while (from < to && blank(from)) from += 1;
  while (to > from && blank(to - 1)) to -= 1;
  return [from, to];
}

/** @param {Mention} mention @param {string} text @param {State} state @param {PageData} data */
function mentionButton(mention, text, state, data) {
  const selection = selectionOf(mention, data);
  return make(
    "button",
    {
      type: "button",
      class: `m ${sortOf(mention)}${isSinceBuild(mention.id) ? " since" : ""}`,
      title: decidedWords(mention),
      id: mention.continues ? null : mention.id,
      "data-selects": `${selection.kind}:${selection.id}`,
      onclick: () => state.set({ selection, mention: mention.id }),
    },
    text,
  );
}

/** The look of a mention. @param {Mention} mention */
function sortOf({ kind, status, place_id: placeId, role }) {
  if (kind === "expression") return status === "unplaced" ? "expression unplaced" : kind;
  if (kind !== "toponym") return kind;
  return placeId === null ? "unplaced" : role;
}
