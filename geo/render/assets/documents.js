// The list of documents: a hundred thousand scroll as five do, for only what is seen is there.

import { documentList } from "dateline/data.js";
import { byId, make, settled } from "dateline/dom.js";
import { documentCounts } from "dateline/tally.js";
import { asksServer } from "dateline/view.js";
import { count, day } from "dateline/words.js";

const ROW_PX = 52;
const PAGE = 100;
const MOST_COUNTED = 10_000;

/** Rows by their number, fetched a page at a time; at once where the page carries the whole list. */
class Rows {
  /** @type {Map<number, Promise<DocumentRow[]>>} */
  #pages = new Map();
  /** @type {DocumentRow[] | null} */
  #all;
  #words = "";
  matched = 0;
  /** Whether more match than the server counts. */
  isCut = false;

  /** @param {PageData} data */
  constructor(data) {
    this.#all = asksServer(data) ? null : data.documents;
  }

  /** Look for words in title and publisher; the server looks where the page has no list. @param {string} words */
  async find(words) {
    this.#words = words;
    this.#pages.clear();
    await this.page(0);
  }

  /** @param {number} number */
  page(number) {
    const known = this.#pages.get(number);
    if (known) return known;
    const found = this.#fetched(number);
    this.#pages.set(number, found);
    found.catch(() => this.#pages.delete(number));
    return found;
  }

  /** @param {number} number */
  async #fetched(number) {
    if (this.#all) {
      const wanted = this.#words.toLowerCase();
      const found = this.#all.filter((d) => `${d.title} ${d.publisher} ${d.source}`.toLowerCase().includes(wanted));
      this.matched = found.length;
      return found.slice(number * PAGE, (number + 1) * PAGE);
    }
    const { numberMatched, documents } = await documentList({ words: this.#words }, PAGE, number * PAGE);
    this.isCut = numberMatched === undefined;
    this.matched = numberMatched ?? MOST_COUNTED;
    return documents;
  }
}

/** @param {Context} context */
export function makeDocuments({ data, state }) {
  const [button, box] = [byId("documents"), byId("documentbox")];
  const rows = new Rows(data);
  const input = make("input", { type: "search", "aria-label": "Search the documents", placeholder: "Title or publisher" });
  const said = make("p", { class: "note", role: "status" });
  const sheet = make("ul", { class: "sheet" });
  const list = make("div", { class: "list", tabindex: -1 }, sheet);
  const every = make("button", { type: "button", class: "plainbutton", onclick: () => choose("") }, "All documents");
  box.append(make("div", { class: "listhead" }, input, every), said, list);
  const { all } = documentCounts(data, state);

  /** @param {string} id */
  function choose(id) {
    state.set({ document: id });
    open(false);
    button.focus();
  }

  async function draw() {
    const first = Math.max(0, Math.floor(list.scrollTop / ROW_PX) - 5);
    const last = Math.ceil((list.scrollTop + list.clientHeight) / ROW_PX) + 5;
    const pages = [];
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page += 1) pages.push(page);
    const found = await Promise.all(pages.map((page) => rows.page(page)));
    const before = pages[0] * PAGE;
    const shown = found.flat().slice(first - before, last - before);
    sheet.style.height = `${rows.matched * ROW_PX}px`;
    said.textContent = rows.matched === all ? count(all, "document") : `${rows.isCut ? "the first " : ""}${rows.matched.toLocaleString("en")} of ${count(all, "document")}`;
    sheet.replaceChildren(...shown.map((row, i) => item(row, first + i)));
  }

  /** @param {DocumentRow} row @param {number} number */
  function item(row, number) {
    const about = [day(row.published_on), row.publisher, count(row.mentions, "mention")].filter(Boolean).join(" · ");
    const element = make("li", { "aria-setsize": rows.matched, "aria-posinset": number + 1 }, make("button", { type: "button", "aria-pressed": String(state.document === row.id), onclick: () => choose(row.id) }, make("bdi", { class: "name" }, row.title), make("span", { class: "number" }, about)));
    element.style.top = `${number * ROW_PX}px`;
    return element;
  }

  const told = (/** @type {Error} */ error) => (said.textContent = `The list could not be loaded (${error.message}).`);
  const search = () => rows.find(input.value.trim()).then(() => { list.scrollTop = 0; return draw(); }).catch(told);
  input.addEventListener("input", settled(search, 200));
  list.addEventListener("scroll", settled(() => draw().catch(told), 30));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    open(false);
    button.focus();
  });

  /** @param {boolean} on */
  function open(on) {
    box.hidden = !on;
    button.setAttribute("aria-expanded", String(on));
    if (!on) return;
    search();
    input.focus();
  }
  button.addEventListener("click", () => open(box.hidden));
  document.addEventListener("pointerdown", ({ target }) => {
    if (!box.contains(/** @type {Node} */ (target)) && !button.contains(/** @type {Node} */ (target))) open(false);
  });
  state.onChange(() => {
    const one = data.documents.find((d) => d.id === state.document);
    button.textContent = state.document ? (one?.title ?? "One document") : `${all > 1 ? "All " : ""}${count(all, "document")}`;
    button.title = one?.title ?? "";
  });
}
