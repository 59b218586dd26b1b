// The side panel: what is selected, on whose word, how sure; it opens beside the map's things.

import { byId, flat, make } from "dateline/dom.js";
import { takeAway } from "dateline/cite.js";
import { contentOf } from "dateline/selected.js";

/** What comes at once needs no word that it is coming. */
const LATE_MS = 250;

/** @param {Context} context */
export function makePanel(context) {
  const { state, reader, map } = context;
  const panel = byId("panel");
  /** @type {HTMLElement | null} */
  let opener = null;
  let turn = 0;

  async function show() {
    const { selection } = state;
    turn += 1;
    panel.hidden = selection === null;
    document.body.classList.toggle("panel-open", selection !== null);
    if (selection === null) return;
    const mine = turn;
    const close = make("button", { type: "button", class: "close", "aria-label": "Close", onclick: shut }, "×");
    const late = setTimeout(() => fill(close, make("p", { class: "note" }, "Loading …")), LATE_MS);
    const content = await contentOf(selection, context).catch((error) => [make("p", { class: "note" }, `Could not be loaded (${error.message}).`)]);
    clearTimeout(late);
    if (mine !== turn) return;
    fill(close, ...flat(content), ...flat(takeAway(selection, context)));
    panel.scrollTop = 0;
    map.goTo(selection);
  }

  /** Show something else; a focus in the panel stays in the panel. @param {(Node | string)[]} children */
  function fill(...children) {
    const inside = panel.contains(document.activeElement);
    panel.replaceChildren(...children);
    if (inside) panel.focus({ preventScroll: true });
  }

  function shut() {
    state.set({ selection: null, mention: null });
    opener?.focus();
  }

  panel.addEventListener("click", (event) => {
    const jump = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-mention]"));
    if (!jump) return;
    event.preventDefault();
    reader.goTo(jump.dataset.mention ?? "", { focus: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.selection) shut();
  });
  state.onChange((changed) => {
    const active = /** @type {HTMLElement | null} */ (document.activeElement);
    if (changed.has("selection") && state.selection && !panel.contains(active)) opener = active;
    if (changed.has("selection") || changed.has("document")) show();
  });
  show();
}
