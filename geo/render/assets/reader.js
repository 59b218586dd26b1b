// The documents: headings at once, texts as they come near, every mention a way to the map.

import { documentById, forgetDocument } from "dateline/data.js";
import { make, marked, reducedMotion } from "dateline/dom.js";
import { count, day } from "dateline/words.js";

const MOST_LISTED = 200;

/** What a click on a mention selects. */
export function selectionOf(mention, data) {
  const id = mention.place_id;
  if (mention.kind === "expression") return { kind: "expression", id: mention.id };
  if (id === null || mention.status === "rejected") return { kind: "mention", id: mention.id };
  if (mention.kind === "toponym") {
    const drawn = mention.role === "literal" ? id : `${id}~associative`;
    return data.places.some((p) => p.id === drawn) ? { kind: "place", id: drawn } : { kind: "mention", id: mention.id };
  }
  if (data.zones.some((z) => z.id === id)) return { kind: "zone", id };
  if (data.lines.some((l) => l.id === id)) return { kind: "line", id };
  return { kind: "posts", id };
}

/** Fill the reader; returns {open(), goTo(mentionId), refresh(id)}. */
export function makeReader({ data, state }) {
  const root = document.getElementById("reader");
  const articles = new Map();
  const listed = data.documents.slice(0, MOST_LISTED);
  for (const found of listed) articles.set(found.id, articleOf(found));
  root.append(...articles.values());
  if (data.documents.length > listed.length) {
    root.append(make("p", { class: "note" }, `${listed.length} of ${count(data.documents.length, "document")} shown: choose one above to read another.`));
  }
  if (!data.documents.length) root.append(make("p", { class: "note" }, "No document could be read."));
  if (data.skipped.length) root.append(skippedList(data.skipped));

  const near = new IntersectionObserver(
    (entries) => entries.filter((e) => e.isIntersecting).forEach((e) => load(e.target.dataset.document)),
    { root, rootMargin: "600px" },
  );
  articles.forEach((article) => near.observe(article));

  async function load(id) {
    if (!articles.has(id)) {
      const found = data.documents.find((d) => d.id === id);
      if (!found) return null;
      articles.set(id, root.appendChild(articleOf(found)));
    }
    const article = articles.get(id);
    if (!article.loading) article.loading = fill(article, id);
    await article.loading;
    return article;
  }

  async function fill(article, id) {
    near.unobserve(article);
    const body = article.querySelector(".body");
    body.classList.remove("unread");
    try {
      body.replaceChildren(...paragraphs(await documentById(id), state, data));
      highlight();
    } catch (error) {
      article.loading = null;
      body.replaceChildren(make("p", { class: "note" }, `This document could not be loaded (${error.message}).`));
    }
  }

  /** Scroll to a mention, or to the sentence that holds a span, and mark the sentence. */
  async function goTo(mentionId, { focus = false } = {}) {
    const article = await load(mentionId.slice(0, mentionId.lastIndexOf(":")));
    if (article === null) return;
    article.hidden = false;
    const element = document.getElementById(mentionId) ?? sentenceAt(article, mentionId);
    root.querySelectorAll(".sentence.on").forEach((s) => s.classList.remove("on"));
    if (!element) return;
    element.closest(".sentence").classList.add("on");
    element.scrollIntoView({ block: "center", behavior: reducedMotion() ? "auto" : "smooth" });
    if (focus) element.focus({ preventScroll: true });
  }

  function highlight() {
    const { selection } = state;
    const key = selection && `${selection.kind}:${selection.id}`;
    for (const element of root.querySelectorAll(".m")) element.classList.toggle("on", element.dataset.selects === key);
    if (!selection) root.querySelectorAll(".sentence.on").forEach((s) => s.classList.remove("on"));
  }

  state.onChange(() => {
    for (const [id, article] of articles) article.hidden = state.document !== "" && id !== state.document;
    if (state.document && !articles.has(state.document)) load(state.document);
    highlight();
  });
  const asked = location.hash.match(/^#m(\d+)-(\d+)$/);
  /** Read the first document; where the address names a mention, select it. */
  async function open() {
    const first = state.document || listed[0]?.id;
    if (first) await load(first);
    if (!asked || !state.document) return;
    const mentionId = `${state.document}:${asked[1]}-${asked[2]}`;
    await goTo(mentionId);
    if (!state.selection) document.getElementById(mentionId)?.click();
  }
  /** Show a document as it stands now, where it was read before. */
  async function refresh(id) {
    forgetDocument(id);
    const article = articles.get(id);
    if (!article?.loading) return;
    article.loading = fill(article, id);
    await article.loading;
  }
  return { open, goTo, refresh };
}

/** The sentence that holds the span of an id like doc:12-34; undefined where none does. */
function sentenceAt(article, id) {
  const [start, end] = id.slice(id.lastIndexOf(":") + 1).split("-").map(Number);
  const holds = ({ dataset }) => Number(dataset.start) <= start && end <= Number(dataset.end);
  return [...article.querySelectorAll(".sentence")].find(holds);
}

function articleOf(found) {
  const about = [found.publisher, day(found.published_on), count(found.mentions, "mention")].filter(Boolean).join(" · ");
  return make(
    "article",
    { "data-document": found.id, lang: found.language || null },
    make("header", {}, make("h2", { dir: "auto" }, found.title), make("p", { class: "about", title: found.dated_by ? `dated by: ${found.dated_by}` : "" }, about)),
    make("div", { class: "body unread" }, make("p", { class: "note" }, "…")),
  );
}

function paragraphs(found, state, data) {
  const byPassage = new Map();
  for (const mention of parted(found.found)) {
    if (!byPassage.has(mention.passage_id)) byPassage.set(mention.passage_id, []);
    byPassage.get(mention.passage_id).push(mention);
  }
  const made = [];
  let paragraph = -1;
  for (const passage of found.passages) {
    if (passage.paragraph !== paragraph) made.push(make("p", { dir: "auto" }));
    paragraph = passage.paragraph;
    const mentions = byPassage.get(passage.id) ?? [];
    const place = { "data-start": passage.start, "data-end": passage.end, tabindex: -1 };
    const sentence = make("span", { class: "sentence", ...place }, marked(passage, mentions, (m, text) => mentionButton(m, text, state, data)));
    made.at(-1).append(sentence, " ");
  }
  return made;
}

/** Let the names inside a phrase be pressed: the phrase is what stands around them. */
function parted(mentions) {
  return mentions.flatMap((phrase) => {
    if (phrase.kind !== "expression" || phrase.status === "rejected") return phrase.kind === "expression" ? [] : [phrase];
    const inside = mentions.filter((m) => m.kind !== "expression" && m.start >= phrase.start && m.end <= phrase.end);
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

/** A stretch of a phrase without the space around it. */
function trimmed(phrase, from, to) {
  const text = Array.from(phrase.surface);
  const blank = (at) => !text[at - phrase.start].trim();
  while (from < to && blank(from)) from += 1;
  while (to > from && blank(to - 1)) to -= 1;
  return [from, to];
}

function mentionButton(mention, text, state, data) {
  const selection = selectionOf(mention, data);
  const unplaced = mention.kind === "expression" && mention.status === "unplaced";
  const sort = unplaced ? "expression unplaced" : mention.kind === "toponym" ? (mention.place_id === null ? "unplaced" : mention.role) : mention.kind;
  return make(
    "button",
    {
      type: "button",
      class: `m ${sort}`,
      id: mention.continues ? null : mention.id,
      "data-selects": `${selection.kind}:${selection.id}`,
      onclick: () => state.set({ selection, mention: mention.id }),
    },
    text,
  );
}

function skippedList(skipped) {
  const items = skipped.map((s) => make("li", {}, make("bdi", {}, s.source), `: ${s.reason}`));
  return make("details", { class: "note" }, make("summary", {}, `${count(skipped.length, "file")} not read`), make("ul", {}, items));
}
