// The keyboard: next and previous mention, search, and the list of keys.

import { hasServer } from "dateline/data.js";
import { byId, make } from "dateline/dom.js";

/** What each key does. */
const KEYS = [
  ["j", "next mention"], ["k", "previous mention"], ["p", "go to the panel of what is selected"], ["/", "search places and sentences"], ["Esc", "close what is open, clear the selection"],
  ["Enter", "select the word or pin in focus"], ["+ −", "zoom the map in focus"], ["← ↑ → ↓", "move the map in focus"], ...(hasServer ? [["r", "review what is uncertain"]] : []), ["?", "this list"],
];

/** @param {Context} context */
export function makeKeys({ state }) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("keys"));
  const rows = KEYS.map(([key, words]) => make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, words)));
  dialog.append(make("h2", {}, "Keys"), make("dl", {}, rows), make("button", { type: "button", class: "plainbutton", onclick: () => dialog.close() }, "Close"));
  byId("keysbutton").addEventListener("click", () => dialog.showModal());
  /** @type {Record<string, () => void>} */
  const acts = {
    j: () => step(1, state), k: () => step(-1, state), p: () => byId("panel").focus(), "/": () => byId("search").focus(), "?": () => dialog.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const typing = target.matches("input:not([type=checkbox], [type=radio], [type=range]), select, textarea") || dialog.open;
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in acts)) return;
    event.preventDefault();
    acts[event.key]();
  });
}

/** Select the mention after or before the one that is selected, else the first on the screen. @param {number} by @param {State} state */
function step(by, state) {
  const reader = byId("reader");
  const mentions = /** @type {HTMLElement[]} */ ([...reader.querySelectorAll("article:not([hidden]) .m[id]")]);
  if (!mentions.length) return;
  const at = mentions.findIndex((m) => m.id === state.mention);
  const top = reader.getBoundingClientRect().top;
  const first = mentions.findIndex((m) => m.getBoundingClientRect().top >= top);
  const next = at < 0 ? first : at + by;
  const chosen = mentions[Math.max(0, Math.min(next, mentions.length - 1))];
  chosen.scrollIntoView({ block: "nearest" });
  chosen.focus({ preventScroll: true });
  chosen.click();
}
