// Review: decide what the reading could not, one question at a time, with a map of the candidates.

import { hasServer } from "dateline/data.js";
import { byId, flat, make } from "dateline/dom.js";
import { decide, keepSinceBuild, question, questionOf, undo } from "dateline/review_data.js";
import { otherPlace } from "dateline/review_form.js";
import { makeChanges, makeLetters } from "dateline/review_map.js";
import { alikeOf, choicesOf, decisionsOf, lettersOf, reachOf, sentenceOf } from "dateline/review_question.js";
import { withToken } from "dateline/review_token.js";
import { count } from "dateline/words.js";

/** @typedef {{id: string, mention: string, author: string, words: string, undone?: boolean}} Said */

/** Add the chip, the panel and the keys; without a server there is nobody to write to, and they are left out. @param {Context} context */
export async function makeReview(context) {
  if (!hasServer) return;
  const chip = make("button", { type: "button", id: "reviewchip", "aria-expanded": "false", "aria-controls": "review", hidden: true, onclick: () => review.toggle() });
  byId("filters").before(chip);
  const panel = make("aside", { id: "review", "aria-label": "Review", tabindex: -1, hidden: true });
  byId("mapside").append(panel);
  const review = new Review(context, chip, panel);
  document.addEventListener("keydown", (event) => review.key(event), true);
  document.addEventListener("dateline:review", (event) => review.open(/** @type {CustomEvent<string>} */ (event).detail));
  context.state.onChange(() => context.state.selection && review.close());
  await review.load();
}

class Review {
  #at = 0;
  /** @type {Queue | null} */
  #asked = null;
  /** @type {Scope} */
  #scope = "one";
  /** @type {Said | null} */
  #said = null;
  /** Stays in the page, so that what it says is read out. */
  #news = make("p", { class: "news", role: "status" });
  #body = make("div");

  /** @param {Context} context @param {HTMLElement} chip @param {HTMLElement} panel */
  constructor(context, chip, panel) {
    this.context = context;
    this.chip = chip;
    this.panel = panel;
    this.letters = makeLetters(context.leaflet, (candidate) => this.#button(candidate.id)?.focus());
    this.applyChanges = makeChanges(context);
    panel.append(make("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => this.close() }, "×"), this.#news, this.#body);
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.open();
  }

  /** Open the queue, or the question about one mention. @param {string} [mentionId] */
  async open(mentionId) {
    this.context.state.set({ selection: null, mention: null });
    this.#frame(true);
    await this.load(mentionId);
    this.panel.focus({ preventScroll: true });
  }

  close() {
    if (!this.isOpen) return;
    const inside = this.panel.contains(document.activeElement);
    this.#frame(false);
    this.letters.clear();
    if (inside) this.chip.focus({ preventScroll: true });
  }

  /** @param {boolean} open */
  #frame(open) {
    this.panel.hidden = !open;
    document.body.classList.toggle("review-open", open);
    this.chip.setAttribute("aria-expanded", String(open));
  }

  /** Ask for the question that is next, or for that about a mention; show it where the panel is open. @param {string} [mentionId] */
  async load(mentionId) {
    try {
      this.#asked = await question(this.#at);
      if (mentionId) this.#asked.groups = (await questionOf(mentionId)).groups;
    } catch (error) {
      this.#body.replaceChildren(make("p", { class: "note" }, `The queue could not be loaded (${/** @type {Error} */ (error).message}).`));
      return;
    }
    const { numberMatched: left, groups, changes } = this.#asked;
    if (!groups.length && this.#at > 0 && left > 0) {
      this.#at = 0;
      await this.load();
      return;
    }
    this.#label(this.#asked);
    if (!groups.length || groups[0].settles[this.#scope] < 2) this.#scope = "one";
    keepSinceBuild(changes.changes);
    if (changes.numberMatched || this.changed) this.applyChanges(changes.changes);
    this.changed = changes.numberMatched > 0;
    if (this.isOpen) this.#show(this.#asked);
  }

  /** Say on the chip how much is left. @param {Queue} queue */
  #label({ numberMatched: left, settled }) {
    const words = left ? ["Review ", make("span", { class: "wide" }, `${Math.min(this.#at + 1, left)} of `), left.toLocaleString("en")] : ["Review", make("span", { class: "wide" }, settled ? ": all decided" : ": nothing uncertain")];
    this.chip.hidden = false;
    this.chip.replaceChildren(make("span", {}, words));
  }

  /** @param {Queue} queue */
  #show({ groups, open, settled, read_only: readOnly, numberMatched: left, changes }) {
    const asked = groups.at(0);
    const more = changes.numberReturned < changes.numberMatched ? `, of which ${changes.numberReturned.toLocaleString("en")} are shown` : "";
    this.#body.replaceChildren(
      ...flat([
        asked ? make("h2", {}, "Which place is “", make("bdi", {}, asked.surface), "”?") : make("h2", {}, "Nothing is left to decide"),
        make("progress", { max: Math.max(open, 1), value: settled, "aria-label": "Decided" }),
        make("p", { class: "meta" }, `${settled.toLocaleString("en")} of ${count(open, "open mention")} decided`, asked && left ? `; question ${this.#at + 1} of ${left.toLocaleString("en")}` : ""),
        changes.numberMatched ? make("p", { class: "meta" }, `${count(changes.numberMatched, "answer")} not yet in this build${more}`) : null,
        readOnly ? make("p", { class: "warning" }, `Decisions cannot be kept here. ${readOnly}`) : null,
        asked ? this.#question(asked) : [],
      ]),
    );
    this.panel.scrollTop = 0;
    this.letters.show(asked ? lettersOf(asked) : []);
  }

  /** @param {Question} asked @returns {Child[]} */
  #question(asked) {
    const reason = make("input", { type: "text", id: "reviewreason", maxlength: 2000, placeholder: "kept with the decision" });
    /** @type {Choose} */
    const choose = (decision, words) => { this.#decide(asked, decision, words, reason.value); };
    return [
      ...sentenceOf(asked, () => this.context.reader.goTo(asked.mention)),
      ...choicesOf(asked, choose),
      reachOf(asked, this.#scope, (scope) => { this.#scope = scope; }),
      make("label", { class: "why" }, "Why ", reason),
      alikeOf(asked),
      otherPlace(asked, this.context.leaflet, choose),
      make("p", { class: "steps" }, this.#step(-1, "k", "Back"), this.#step(1, "j", "Next")),
    ];
  }

  /** @param {number} by @param {string} key @param {string} words */
  #step(by, key, words) {
    return make("button", { type: "button", class: "more", onclick: () => this.#go(by) }, make("kbd", {}, key), ` ${words}`);
  }

  /** Say what was decided last, by whom, with the way back. */
  #tell() {
    const said = this.#said;
    if (!said) return;
    const back = make("button", { type: "button", class: "link", onclick: () => this.#undo() }, make("kbd", {}, "z"), " Undo");
    if (said.undone) this.#news.replaceChildren(`Taken back: ${said.words}.`);
    else this.#news.replaceChildren(`Decided by ${said.author} just now: ${said.words}. The map shows it; the next build keeps it. `, back);
  }

  /** @param {string} decision */
  #button(decision) {
    return /** @type {HTMLElement | null} */ (this.panel.querySelector(`[data-decision="${CSS.escape(decision)}"]`));
  }

  /** @param {number} by */
  async #go(by) {
    const left = this.#asked?.numberMatched;
    if (!left) return;
    this.#at = (this.#at + by + left) % left;
    await this.load();
  }

  /** @param {Question} asked @param {string} decision @param {string} words @param {string} reason */
  async #decide(asked, decision, words, reason) {
    const settles = asked.settles[this.#scope];
    const all = settles > 1 ? `, ${count(settles, "mention")}` : "";
    const said = { mention: asked.mention, decision, scope: this.#scope, reason };
    await this.#write(() => decide(said), ({ id, mention, author }) => ({ id, mention, author, words: `“${asked.surface}” ${words}${all}` }));
  }

  async #undo() {
    const said = this.#said;
    if (!said || said.undone) return;
    await this.#write(() => undo(said.id), () => ({ ...said, undone: true }));
  }

  /** Write a decision, then show what it changed; one at a time. @param {() => Promise<Correction>} act @param {(row: Correction) => Said} told */
  async #write(act, told) {
    if (this.panel.ariaBusy === "true") return;
    this.panel.ariaBusy = "true";
    try {
      this.#said = told(await withToken(act));
      await this.#follow(this.#said.mention);
      this.#tell();
    } catch (error) {
      this.#news.replaceChildren(`Not kept: ${/** @type {Error} */ (error).message}`);
    } finally {
      this.panel.ariaBusy = "false";
    }
  }

  /** Show what a decision changed: the texts that were read already, the pins, the next question. @param {string} mentionId */
  async #follow(mentionId) {
    const changed = () => this.#asked?.changes.changes.map((c) => c.mention) ?? [];
    const before = changed();
    await this.load();
    const documents = new Set([...before, ...changed(), mentionId].map((id) => id.slice(0, id.lastIndexOf(":"))));
    await Promise.all([...documents].map((id) => this.context.reader.refresh(id)));
    this.panel.focus({ preventScroll: true });
  }

  /** Answer the keys of a review; `r` opens it from anywhere. @param {KeyboardEvent} event */
  key(event) {
    const typing = /** @type {Element} */ (event.target).closest("input:not([type=radio], [type=checkbox]), select, textarea, dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat || this.chip.hidden) return;
    const act = event.key === "r" ? () => this.toggle() : this.isOpen ? this.#act(event.key) : null;
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }

  /** What a key does while the review is open. @param {string} key @returns {(() => void) | null} */
  #act(key) {
    /** @type {Record<string, () => void>} */
    const acts = { Escape: () => this.close(), z: () => this.#undo(), j: () => this.#go(1), k: () => this.#go(-1) };
    if (Object.hasOwn(acts, key)) return acts[key];
    const asked = this.#asked?.groups.at(0);
    if (!asked) return null;
    const scope = /** @type {NodeListOf<HTMLElement>} */ (this.panel.querySelectorAll("[name=scope]")).item(Number(key) - 1);
    if ("123".includes(key) && scope) return () => scope.click();
    const decision = decisionsOf(asked).get(key.toLowerCase());
    return decision ? () => this.#button(decision)?.click() : null;
  }
}
