// The side panel: what is selected, on whose word, how sure; it opens beside the map's things.

import { byId, flat, make } from "dateline/dom.js";
import { takeAway } from "dateline/cite.js";
import { contentOf } from "dateline/selected.js";

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
    const content = await contentOf(selection, context).catch((error) => [make("p", { class: "note" }, `Could not be loaded (${error.message}).`)]);
    if (mine !== turn) return;
    const close = make("button", { type: "button", class: "close", "aria-label": "Close", onclick: shut }, "×");
    panel.replaceChildren(close, ...flat(content), ...flat(takeAway(selection, context)));
    panel.scrollTop = 0;
    map.goTo(selection);
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
    if (changed.has("selection") && state.selection) opener = /** @type {HTMLElement | null} */ (document.activeElement);
    if (changed.has("selection") || changed.has("document")) show();
  });
  show();
}
