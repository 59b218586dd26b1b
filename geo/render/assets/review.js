// Review: decide what the reading could not, one question at a time, with a map of the candidates.

import { isSingleFile } from "dateline/data.js";
import { make } from "dateline/dom.js";
import { decide, forgetToken, keepToken, question, questionOf, token, undo } from "dateline/review_data.js";
import { otherPlace } from "dateline/review_form.js";
import { makeChanges, makeLetters } from "dateline/review_map.js";
import { alikeOf, choicesOf, decisionsOf, reachOf, sentenceOf } from "dateline/review_question.js";
import { count } from "dateline/words.js";

/** Add the chip, the panel and the keys; one saved file has no server to write to, and gets none. */
export async function makeReview(context) {
  if (isSingleFile) return;
  const chip = make("button", { type: "button", id: "reviewchip", "aria-expanded": "false", "aria-controls": "review", onclick: () => review.toggle() });
  document.querySelector(".tools").prepend(chip);
  const panel = make("aside", { id: "review", "aria-label": "Review", tabindex: -1, hidden: true });
  document.getElementById("mapside").append(panel);
  const review = new Review(context, chip, panel);
  document.addEventListener("keydown", (event) => review.key(event), true);
  document.addEventListener("dateline:review", (event) => review.open(event.detail));
  context.state.onChange(() => context.state.selection && review.close());
  await review.load();
}

class Review {
  #at = 0;
  #asked = null;
  #scope = "one";
  #said = null;

  constructor(context, chip, panel) {
    Object.assign(this, { context, chip, panel });
    this.letters = makeLetters(context.leaflet, (candidate) => this.#focus(candidate.id));
    this.applyChanges = makeChanges(context);
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.open();
  }

  /** Open the queue, or the question about one mention. */
  async open(mentionId) {
    this.context.state.set({ selection: null, mention: null });
    this.panel.hidden = false;
    document.body.classList.add("review-open");
    this.chip.setAttribute("aria-expanded", "true");
    await this.load(mentionId);
    this.panel.focus({ preventScroll: true });
  }

  close() {
    if (!this.isOpen) return;
    this.panel.hidden = true;
    document.body.classList.remove("review-open");
    this.chip.setAttribute("aria-expanded", "false");
    this.letters.clear();
    this.chip.focus({ preventScroll: true });
  }

  /** Ask for the question that is next, or for that about a mention; show it where the panel is open. */
  async load(mentionId) {
    try {
      this.#asked = await question(this.#at);
      if (mentionId) this.#asked.groups = (await questionOf(mentionId)).groups;
    } catch (error) {
      this.chip.hidden = true;
      if (this.isOpen) this.panel.replaceChildren(make("p", { class: "note" }, `The queue could not be loaded (${error.message}).`));
      return;
    }
    const { numberMatched: left, groups, changes } = this.#asked;
    if (!groups.length && this.#at > 0 && left > 0) {
      this.#at = 0;
      await this.load();
      return;
    }
    this.chip.textContent = left ? `Review ${Math.min(this.#at + 1, left)} of ${left}` : "Review: all decided";
    this.#scope = groups[0]?.settles.all > 1 ? this.#scope : "one";
    if (changes.numberMatched || this.changed) this.applyChanges(changes.changes);
    this.changed = changes.numberMatched > 0;
    if (this.isOpen) this.#show();
  }

  #show() {
    const { groups, open, settled, read_only: readOnly, numberMatched: left } = this.#asked;
    const [asked] = groups;
    this.panel.replaceChildren(
      ...[
        make("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => this.close() }, "×"),
        make("h2", {}, asked ? `Which place is “`: "Nothing is left to decide", asked ? make("bdi", {}, asked.surface) : null, asked ? "”?" : null),
        make("progress", { max: Math.max(open, 1), value: settled, "aria-label": "Decided" }),
        make("p", { class: "meta" }, `${settled.toLocaleString("en")} of ${count(open, "open mention")} decided`, asked ? `; question ${this.#at + 1} of ${left}` : ""),
        this.#news(),
        readOnly ? make("p", { class: "warning" }, `Decisions cannot be kept here. ${readOnly}`) : null,
        ...(asked ? this.#question(asked) : []),
      ].filter(Boolean),
    );
    this.panel.scrollTop = 0;
    this.letters.show(asked ? asked.candidates.slice(0, 5) : []);
  }

  #question(asked) {
    const choose = (decision, words) => this.#decide(decision, words);
    return [
      ...sentenceOf(asked, () => this.context.reader.goTo(asked.mention)),
      ...choicesOf(asked, choose),
      reachOf(asked, this.#scope, (scope) => { this.#scope = scope; }),
      make("label", { class: "why" }, "Why ", make("input", { type: "text", id: "reviewreason", maxlength: 2000, placeholder: "kept with the decision" })),
      alikeOf(asked),
      otherPlace(asked, this.context, choose, this.#withToken),
      make("p", { class: "steps" }, this.#step(-1, "k", "Back"), this.#step(1, "j", "Next")),
    ];
  }

  #step(by, key, words) {
    return make("button", { type: "button", class: "more", onclick: () => this.#go(by) }, make("kbd", {}, key), ` ${words}`);
  }

  /** What was decided last, by whom, with the way back. */
  #news() {
    const said = this.#said;
    const words = said === null ? "" : said.undone ? `Taken back: ${said.words}.` : `Decided by ${said.author} just now: ${said.words}. The map shows it; the next build keeps it.`;
    const back = said && !said.undone ? make("button", { type: "button", class: "link", onclick: () => this.#undo() }, make("kbd", {}, "z"), " Undo") : null;
    return make("p", { class: "news", role: "status" }, words, " ", back);
  }

  #focus(decision) {
    this.panel.querySelector(`[data-decision="${CSS.escape(decision)}"]`)?.focus();
  }

  async #go(by) {
    const left = this.#asked.numberMatched;
    if (!left) return;
    this.#at = (this.#at + by + left) % left;
    await this.load();
  }

  async #decide(decision, words) {
    const [asked] = this.#asked.groups;
    const reason = document.getElementById("reviewreason").value;
    const settles = asked.settles[this.#scope];
    const all = settles > 1 ? `, ${count(settles, "mention")}` : "";
    const said = { mention: asked.mention, decision, scope: this.#scope, reason };
    await this.#write(() => decide(said), (row) => ({ ...row, words: `“${asked.surface}” is ${words}${all}` }));
  }

  async #undo() {
    if (!this.#said || this.#said.undone) return;
    await this.#write(() => undo(this.#said.id), () => ({ ...this.#said, undone: true }));
  }

  /** Show what a decision changed: the texts that were read already, the pins, the next question. */
  async #follow() {
    const before = new Set((this.#asked.changes.changes ?? []).map((c) => c.mention));
    await this.load();
    const touched = new Set([...before, ...this.#asked.changes.changes.map((c) => c.mention), this.#said.mention]);
    const documents = new Set([...touched].map((id) => id.slice(0, id.lastIndexOf(":"))));
    await Promise.all([...documents].map((id) => this.context.reader.refresh(id)));
    this.panel.focus({ preventScroll: true });
  }

  /** Write a decision, then show what it changed; one at a time. */
  async #write(act, told) {
    if (this.panel.ariaBusy === "true") return;
    this.panel.ariaBusy = "true";
    try {
      const row = await this.#withToken(act);
      this.#said = told(row);
      await this.#follow();
    } catch (error) {
      this.panel.querySelector(".news").textContent = `Not kept: ${error.message}`;
    } finally {
      this.panel.ariaBusy = "false";
    }
  }

  /** Do what needs a token; ask for one where there is none, or where it is not taken. */
  #withToken = async (act) => {
    for (;;) {
      if (!token() && !(await this.#askToken())) throw new Error("no token was given");
      try {
        return await act();
      } catch (error) {
        if (error.status !== 401 && error.status !== 403) throw error;
        forgetToken();
      }
    }
  };

  /** Ask for a token in a dialog; true once one was given. */
  #askToken() {
    return new Promise((resolve) => {
      const field = make("input", { type: "password", id: "reviewtoken", autocomplete: "off", required: true });
      const form = make(
        "form",
        { method: "dialog" },
        make("label", {}, "Your token, which says who decides ", field),
        make("p", { class: "meta" }, "It is kept in this tab until it is closed."),
        make("button", { type: "submit", class: "more" }, "Go on"),
      );
      const dialog = make("dialog", { class: "tokenbox", "aria-label": "Token" }, form);
      form.addEventListener("submit", () => keepToken(field.value.trim()));
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(token() !== "");
      });
      document.body.append(dialog);
      dialog.showModal();
    });
  }

  /** Answer the keys of a review; `r` opens it from anywhere. */
  key(event) {
    const typing = event.target.closest("input:not([type=radio], [type=checkbox]), select, textarea, dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || this.chip.hidden) return;
    const act = event.key === "r" ? () => this.toggle() : this.isOpen ? this.#act(event.key) : null;
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }

  #act(key) {
    const asked = this.#asked?.groups[0];
    const acts = { Escape: () => this.close(), z: () => this.#undo(), j: () => this.#go(1), k: () => this.#go(-1) };
    if (key in acts) return acts[key];
    const scope = asked && [...this.panel.querySelectorAll("[name=scope]")][Number(key) - 1];
    if (scope) return () => scope.click();
    const decision = asked && decisionsOf(asked).get(key.toLowerCase());
    return decision ? () => this.panel.querySelector(`[data-decision="${CSS.escape(decision)}"]`).click() : null;
  }
}
