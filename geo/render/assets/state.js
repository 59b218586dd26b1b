// The state of the page, and the address that says it: a link reopens exactly what was seen.

export const LAYERS = ["point", "area", "vague", "government", "zones", "line", "changes", "posts", "expressions"];
const SHOWN_AT_FIRST = ["point", "area", "vague", "zones", "line", "posts"];

/** What is selected: {kind: "place" | "zone" | "line" | "segment" | "change" | "posts" | "expression" | "mention", id}. */
function readSelection(text) {
  const [kind, ...rest] = (text ?? "").split(":");
  return rest.length ? { kind, id: rest.join(":") } : null;
}

export class State {
  #listeners = [];

  constructor() {
    const asked = new URLSearchParams(location.search);
    this.document = asked.get("doc") ?? "";
    this.selection = readSelection(asked.get("sel"));
    this.shown = new Set((asked.get("show") ?? SHOWN_AT_FIRST.join(".")).split("."));
    this.line = asked.get("line") ?? "";
    this.view = State.#readView();
  }

  static #readView() {
    const numbers = location.hash.slice(1).split("/").map(Number);
    return numbers.length === 3 && numbers.every(Number.isFinite) ? numbers : null;
  }

  /** Call `listener(changed)` at every change, with the names of what changed. */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** Change something, tell everybody, and write the address. */
  set(changes) {
    const changed = Object.keys(changes).filter((name) => changes[name] !== this[name]);
    Object.assign(this, changes);
    for (const listener of this.#listeners) listener(new Set(changed), this);
    this.write();
  }

  /** Show or hide one layer. */
  toggle(layer, on) {
    const shown = new Set(this.shown);
    if (on) shown.add(layer);
    else shown.delete(layer);
    this.set({ shown });
  }

  /** Write the state into the address, without a new step in the browser's history. */
  write() {
    const said = new URLSearchParams();
    if (this.document) said.set("doc", this.document);
    if (this.selection) said.set("sel", `${this.selection.kind}:${this.selection.id}`);
    const shown = LAYERS.filter((l) => this.shown.has(l)).join(".");
    if (shown !== SHOWN_AT_FIRST.join(".")) said.set("show", shown);
    if (this.line) said.set("line", this.line);
    const query = said.toString().replaceAll("%3A", ":").replaceAll("%7E", "~");
    const hash = this.view ? `#${this.view.join("/")}` : "";
    history.replaceState(null, "", `${location.pathname}${query ? `?${query}` : ""}${hash}`);
  }
}
