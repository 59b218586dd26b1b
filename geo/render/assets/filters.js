// Filters: what names are used for, sorts of places, how sure, and whether a person has decided.

import { byId, make } from "dateline/dom.js";
import { toggled } from "dateline/state.js";
import { TYPES, typeOf } from "dateline/tally.js";
import { asksServer } from "dateline/view.js";
import { USES } from "dateline/words.js";

/** @param {Context} context */
export function makeFilters({ data, state }) {
  const [button, box] = [byId("filters"), byId("filterbox")];
  const { uses } = data.tallies;
  const used = new Set(asksServer(data) ? uses : data.tallies.rows.map(([, , use]) => uses[use]));
  const types = new Set(data.tallies.types ?? data.places.map(typeOf));
  const date = (/** @type {"from" | "to"} */ end, /** @type {string} */ label) => {
    const input = make("input", { type: "date", id: `filter-${end}`, onchange: () => state.set({ [end]: input.value }) });
    state.onChange(() => (input.value = state[end]));
    return make("label", { class: "check" }, label, input);
  };
  box.append(
    make("fieldset", {}, make("legend", {}, "Documents of"), date("from", "from"), date("to", "until")),
    boxes("Used as", uses.filter((u) => used.has(u)).map((u) => [u, USES[u] ?? u]), "withoutUses", state),
    boxes("Sorts of places", Object.entries(TYPES).filter(([type]) => types.has(type)), "withoutTypes", state),
    choice("Confidence", "sure", [["", "any"], ["1", "likely or sure"], ["2", "sure"]], state),
    choice("Review", "review", [["", "any"], ["0", "not decided by a person"], ["1", "ambiguous"], ["2", "decided by a person"]], state),
    make("button", { type: "button", class: "plainbutton", onclick: () => state.clearFilters() }, "Clear filters"),
  );
  const open = (/** @type {boolean} */ on) => {
    box.hidden = !on;
    button.setAttribute("aria-expanded", String(on));
  };
  button.addEventListener("click", () => open(box.hidden));
  const shut = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || box.hidden) return;
    event.stopPropagation();
    open(false);
    button.focus();
  };
  for (const element of [box, button]) element.addEventListener("keydown", shut);
  document.addEventListener("pointerdown", ({ target }) => {
    if (!box.contains(/** @type {Node} */ (target)) && !button.contains(/** @type {Node} */ (target))) open(false);
  });
  state.onChange(() => button.classList.toggle("active", Boolean(state.from || state.to || state.sure || state.review || state.withoutUses.size || state.withoutTypes.size)));
}

/** @param {string} title @param {string[][]} members @param {"withoutUses" | "withoutTypes"} list @param {State} state */
function boxes(title, members, list, state) {
  const rows = members.map(([id, words]) => {
    const input = make("input", { type: "checkbox", value: id, onchange: () => state.set({ [list]: toggled(state[list], id, !input.checked) }) });
    state.onChange(() => (input.checked = !state[list].has(id)));
    return make("label", { class: "check" }, input, words);
  });
  return make("fieldset", {}, make("legend", {}, title), rows);
}

/** @param {string} title @param {"sure" | "review"} name @param {string[][]} members @param {State} state */
function choice(title, name, members, state) {
  const rows = members.map(([id, words]) => {
    const input = make("input", { type: "radio", name, value: id, onchange: () => state.set({ [name]: id }) });
    state.onChange(() => (input.checked = state[name] === id));
    return make("label", { class: "check" }, input, words);
  });
  return make("fieldset", {}, make("legend", {}, title), rows);
}
