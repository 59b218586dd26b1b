// The documents: headings at once, texts as they come near, every mention a way to the map.

import { isInDays } from "dateline/tally.js";
import { daysOf, documentById, documentList, forgetDocument } from "dateline/data.js";
import { bdi, byId, make, reducedMotion } from "dateline/dom.js";
import { hoveredIn, onHover } from "dateline/hover.js";
import { paragraphs } from "dateline/sentences.js";
import { asksServer } from "dateline/view.js";
import { count, day } from "dateline/words.js";

const PAGE = 20;
/** Texts that are kept at once; the one that was read longest ago gives way to its place holder. */
const MOST_TEXTS = 30;

/** @typedef {HTMLElement & {loading?: Promise<void> | null}} Article */

/** @param {Context} context @returns {Reader} */
export function makeReader({ data, state }) {
  const root = byId("reader");
  /** @type {Map<string, Article>} */
  const articles = new Map();
  const all = data.tallies.periods.reduce((sum, [, documents]) => sum + documents, 0);
  const end = make("p", { class: "note" });
  root.append(end);
  if (data.skipped.length) root.append(skippedList(data.skipped));
  const near = new IntersectionObserver(
    (entries) => entries.filter((e) => e.isIntersecting).forEach((e) => load(/** @type {HTMLElement} */ (e.target).dataset.document ?? "")),
    { root, rootMargin: "600px" },
  );
  new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && list(), { root, rootMargin: "400px" }).observe(end);
  /** How many of the documents in their order have a heading, and whether those are all. */
  let listed = 0;
  let isWhole = all === 0;
  /** The days that a server was asked for. */
  let days = daysOf(state);
  /** @type {Promise<void> | null} */
  let listing = null;

  /** Put the headings of the next documents. */
  function list() {
    if (listing || isWhole) return listing ?? Promise.resolve();
    listing = more().finally(() => (listing = null));
    return listing;
  }

  /** Begin anew where the filters ask for documents of other days. */
  function relist() {
    if (!asksServer(data) || days === daysOf(state)) return;
    days = daysOf(state);
    for (const article of articles.values()) article.remove();
    articles.clear();
    [listed, isWhole, listing] = [0, false, null];
    list();
  }

  async function more() {
    const asked = days;
    try {
      const rows = asksServer(data) ? (await documentList({ days }, PAGE, listed)).documents : data.documents.slice(listed, listed + PAGE);
      if (asked !== days) return;
      for (const row of rows) if (!articles.has(row.id)) end.before(put(row));
      listed += rows.length;
      isWhole = rows.length < PAGE;
    } catch (error) {
      end.textContent = `The documents could not be loaded (${/** @type {Error} */ (error).message}).`;
      return;
    }
    showArticles();
  }

  /** @param {DocumentRow} row */
  function put(row) {
    if (!data.documents.some((d) => d.id === row.id)) data.documents.push(row);
    const article = articleOf(row);
    articles.set(row.id, article);
    near.observe(article);
    return article;
  }

  /** @param {string} id */
  async function load(id) {
    const article = articles.get(id) ?? (await late(id));
    if (!article) return null;
    article.loading ??= fill(article, id);
    await article.loading;
    return article;
  }

  /** A document that is asked for before its turn. @param {string} id */
  async function late(id) {
    const row = await documentById(id).catch(() => null);
    if (row && !articles.has(id)) end.before(put(row));
    return articles.get(id) ?? null;
  }

  /** @param {Article} article @param {string} id */
  async function fill(article, id) {
    near.unobserve(article);
    const body = /** @type {HTMLElement} */ (article.querySelector(".body"));
    try {
      const whole = await documentById(id);
      body.classList.remove("unread");
      body.replaceChildren(...paragraphs(whole, state, data));
      forget(article);
      highlight();
    } catch (error) {
      article.loading = null;
      body.classList.remove("unread");
      body.replaceChildren(make("p", { class: "note" }, `This document could not be loaded (${/** @type {Error} */ (error).message}).`));
    }
  }

  /** Take out the text that is farthest away, so that the page stays light however long one reads. @param {Article} kept */
  function forget(kept) {
    const filled = [...articles.values()].filter((a) => a.loading && a !== kept && !a.querySelector(".body.unread"));
    if (filled.length < MOST_TEXTS) return;
    const distance = (/** @type {Article} */ a) => Math.abs(a.offsetTop - kept.offsetTop);
    const far = filled.reduce((a, b) => (distance(a) > distance(b) ? a : b));
    const body = /** @type {HTMLElement} */ (far.querySelector(".body"));
    body.style.minHeight = `${body.offsetHeight}px`;
    body.replaceChildren();
    far.loading = null;
    near.observe(far);
  }

  /** Scroll to a mention, or to the sentence that holds a span, and mark the sentence. @param {string} mentionId @param {{focus?: boolean}} [how] */
  async function goTo(mentionId, { focus = false } = {}) {
    const article = await load(mentionId.slice(0, mentionId.lastIndexOf(":")));
    if (!article) return;
    article.hidden = false;
    const element = document.getElementById(mentionId) ?? sentenceAt(article, mentionId);
    root.querySelectorAll(".sentence.on").forEach((s) => s.classList.remove("on"));
    if (!element) return;
    element.closest(".sentence")?.classList.add("on");
    element.scrollIntoView({ block: "center", behavior: reducedMotion() ? "auto" : "smooth" });
    if (focus) element.focus({ preventScroll: true });
  }

  function highlight() {
    const { selection } = state;
    const key = selection && `${selection.kind}:${selection.id}`;
    for (const element of mentionsOf(root)) element.classList.toggle("on", element.dataset.selects === key);
    if (!selection) root.querySelectorAll(".sentence.on").forEach((s) => s.classList.remove("on"));
  }

  /** @param {string} key @param {boolean} on */
  function underline(key, on) {
    for (const element of mentionsOf(root)) if (element.dataset.selects === key) element.classList.toggle("near", on);
  }

  /** Show the documents that the filters let through, and say how many there are. */
  function showArticles() {
    let shown = 0;
    for (const [id, article] of articles) {
      const on = state.document ? id === state.document : isInDays(article.dataset.day || null, state);
      article.hidden = !on;
      shown += Number(on);
    }
    if (state.document) end.textContent = shown ? "" : "Loading …";
    else end.textContent = all ? `${shown.toLocaleString("en")} of ${count(all, "document")} shown${isWhole ? "" : ", more below"}` : "No document could be read.";
  }

  /** Read the chosen document, even one that is not listed yet. */
  async function readChosen() {
    const { document: id } = state;
    await load(id);
    if (state.document === id) state.set({});
  }

  state.onChange((changed) => {
    relist();
    showArticles();
    highlight();
    if (!state.document || !changed.has("document")) return;
    root.scrollTop = 0;
    readChosen().catch(() => (end.textContent = "This document is not in this build."));
  });
  hoveredIn(root);
  onHover(underline);
  const asked = location.hash.match(/^#m(\d+)-(\d+)$/);
  /** Read the first document; where the address names a mention, select it. */
  async function open() {
    await list();
    const first = state.document || articles.keys().next().value;
    if (first) await load(first);
    if (state.document) await readChosen();
    if (!asked || !state.document) return;
    const mentionId = `${state.document}:${asked[1]}-${asked[2]}`;
    await goTo(mentionId);
    if (!state.selection) document.getElementById(mentionId)?.click();
  }
  /** Show a document as it stands now, where it was read before. @param {string} id */
  async function refresh(id) {
    forgetDocument(id);
    const article = articles.get(id);
    if (!article?.loading) return;
    article.loading = fill(article, id);
    await article.loading;
  }
  return { open, goTo, underline, refresh };
}

/** @param {HTMLElement} root */
const mentionsOf = (root) => /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".m"));

/** The sentence that holds the span of an id like doc:12-34; undefined where none does. @param {HTMLElement} article @param {string} id */
function sentenceAt(article, id) {
  const [start, end] = id.slice(id.lastIndexOf(":") + 1).split("-").map(Number);
  const holds = (/** @type {HTMLElement} */ { dataset }) => Number(dataset.start) <= start && end <= Number(dataset.end);
  return /** @type {HTMLElement[]} */ ([...article.querySelectorAll(".sentence")]).find(holds);
}

/** @param {DocumentRow} found */
function articleOf(found) {
  const about = [found.publisher, day(found.published_on), count(found.mentions, "mention")].filter(Boolean).join(" · ");
  return make(
    "article",
    { "data-document": found.id, "data-day": found.published_on ?? "", lang: found.language || null },
    make("header", { dir: "auto" }, make("h2", { dir: "auto" }, found.title), make("p", { class: "about", title: found.published_on && found.dated_by ? `dated by: ${found.dated_by}` : found.dated_by }, bdi(about))),
    make("div", { class: "body unread" }, make("p", { class: "note" }, "…")),
  );
}

/** @param {PageData["skipped"]} skipped */
function skippedList(skipped) {
  const items = skipped.map((s) => make("li", {}, make("bdi", {}, s.source), `: ${s.reason}`));
  return make("details", { class: "note" }, make("summary", {}, `${count(skipped.length, "file")} not read`), make("ul", {}, items));
}
