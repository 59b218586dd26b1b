// The state of the page, and the address that says it: a link reopens exactly what was seen.

export const LAYERS = ["point", "area", "vague", "government", "zones", "line", "changes", "posts", "expressions"];
const SHOWN_AT_FIRST = ["point", "area", "vague", "zones", "line", "posts"];

/** Filters that stand in the address as they are, with the name that they have there. */
const TEXTS = /** @type {const} */ ({ document: "doc", from: "from", to: "to", line: "line", steps: "steps", sure: "sure", review: "review" });
/** Filters that are lists: what they leave out. */
const LISTS = /** @type {const} */ ({ withoutUses: "nouse", withoutTypes: "notype" });

/** What is selected: kind is place, zone, line, segment, change, posts, expression or mention. @param {string | null} text */
function readSelection(text) {
  const [kind, ...rest] = (text ?? "").split(":");
  return rest.length ? { kind, id: rest.join(":") } : null;
}

export class State {
  /** @type {((changed: Changed, state: State) => void)[]} */
  #listeners = [];

  constructor() {
    const asked = new URLSearchParams(location.search);
    this.selection = /** @type {Chosen | null} */ (readSelection(asked.get("sel")));
    /** The mention that was pressed in the reader, if any. @type {string | null} */
    this.mention = null;
    this.shown = new Set((asked.get("show") ?? SHOWN_AT_FIRST.join(".")).split("."));
    /** The one document that is looked at, "" for all. */
    this.document = asked.get("doc") ?? "";
    /** Documents of these days only; undated ones are then left out. */
    this.from = asked.get("from") ?? "";
    this.to = asked.get("to") ?? "";
    /** The contact line that is looked at, "" for the one that fits. */
    this.line = asked.get("line") ?? "";
    /** The changes between two days, "2018-09-17~2019-05-31", "" for all. */
    this.steps = asked.get("steps") ?? "";
    /** "" any confidence, "1" likely, "2" sure. */
    this.sure = asked.get("sure") ?? "";
    /** "" any, "0" open, "1" ambiguous, "2" decided by a person. */
    this.review = asked.get("review") ?? "";
    this.withoutUses = readList(asked.get("nouse"));
    this.withoutTypes = readList(asked.get("notype"));
    /** Whether stretches of a line without a source are drawn. */
    this.unsourced = asked.get("unsourced") !== "0";
    /** @type {[number, number, number] | null} zoom, latitude, longitude */
    this.view = readView();
  }

  /** Call `listener(changed, state)` at every change, with the names of what changed. @param {(changed: Changed, state: State) => void} listener */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** Change something, tell everybody, and write the address. @param {Partial<State>} changes */
  set(changes) {
    const names = /** @type {(keyof State)[]} */ (Object.keys(changes));
    const changed = names.filter((name) => changes[name] !== this[name]);
    Object.assign(this, changes);
    for (const listener of this.#listeners) listener(new Set(changed), this);
    this.writeAddress();
  }

  /** Show or hide one layer. @param {string} layer @param {boolean} on */
  toggle(layer, on) {
    this.set({ shown: toggled(this.shown, layer, on) });
  }

  /** Whether fewer mentions are counted than there are. */
  get isFiltered() {
    return Boolean(this.document || this.from || this.to || this.sure || this.review || this.withoutUses.size || this.withoutTypes.size);
  }

  clearFilters() {
    this.set({ document: "", from: "", to: "", sure: "", review: "", withoutUses: new Set(), withoutTypes: new Set() });
  }

  /** The address that reopens what is seen now. */
  get address() {
    this.writeAddress();
    return location.href;
  }

  /** Write the state into the address, without a new step in the browser's history. */
  writeAddress() {
    const said = new URLSearchParams();
    for (const [name, key] of Object.entries(TEXTS)) {
      const value = this[/** @type {keyof typeof TEXTS} */ (name)];
      if (value) said.set(key, value);
    }
    for (const [name, key] of Object.entries(LISTS)) {
      const value = this[/** @type {keyof typeof LISTS} */ (name)];
      if (value.size) said.set(key, [...value].sort().join("."));
    }
    if (!this.unsourced) said.set("unsourced", "0");
    if (this.selection) said.set("sel", `${this.selection.kind}:${this.selection.id}`);
    const shown = LAYERS.filter((l) => this.shown.has(l)).join(".");
    if (shown !== SHOWN_AT_FIRST.join(".")) said.set("show", shown);
    const query = said.toString().replaceAll("%3A", ":").replaceAll("%7E", "~");
    const hash = this.view ? `#${this.view.join("/")}` : "";
    history.replaceState(null, "", `${location.pathname}${query ? `?${query}` : ""}${hash}`);
  }
}

/** A set with one member more or less. @param {Set<string>} members @param {string} one @param {boolean} on */
export function toggled(members, one, on) {
  const found = new Set(members);
  if (on) found.add(one);
  else found.delete(one);
  return found;
}

/** @param {string | null} text */
const readList = (text) => new Set((text ?? "").split(".").filter(Boolean));

/** @returns {[number, number, number] | null} */
function readView() {
  const [zoom, lat, lon, ...more] = location.hash.slice(1).split("/").map(Number);
  return more.length || ![zoom, lat, lon].every(Number.isFinite) ? null : [zoom, lat, lon];
}
