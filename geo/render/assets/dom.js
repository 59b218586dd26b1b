// Build elements. Text of a document only ever gets in as a text node.

/**
 * Make an element: properties, then children (elements or strings; strings become text).
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [properties]
 * @param {Child[]} children
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...flat(children));
  return element;
}

/** Children in one list, without those that are not there. @param {Child[]} children @returns {(Node | string)[]} */
export function flat(children) {
  return children.flatMap((child) => (Array.isArray(child) ? flat(child) : (child ?? "") === "" ? [] : /** @type {Node | string} */ (child)));
}

/** Make an SVG element. @param {string} tag @param {Record<string, any>} [attributes] @param {Element[]} children */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A name or a number in its own direction, wherever it stands. @param {string} text */
export const bdi = (text) => make("bdi", {}, text);

/** Text whose ranges of numbers keep their order in right-to-left text too. @param {string} text */
const ranged = (text) => text.split(/(\d+[–−-]\d+)/).map((part, i) => (i % 2 ? make("bdi", { dir: "ltr" }, part) : part));

/**
 * A sentence with its mentions marked. `render(mention, text)` makes each mark; a mention inside
 * another is part of the longer one. Offsets are code points.
 * @template {{start: number, end: number}} M
 * @param {{text: string, start: number}} passage
 * @param {M[]} mentions
 * @param {(mention: M, text: string) => Child} render
 * @returns {Child[]}
 */
export function marked(passage, mentions, render) {
  const characters = Array.from(passage.text);
  /** @type {Child[]} */
  const parts = [];
  let at = 0;
  for (const mention of [...mentions].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const [from, to] = [mention.start - passage.start, mention.end - passage.start];
    if (from < at) continue;
    parts.push(...ranged(characters.slice(at, from).join("")), render(mention, characters.slice(from, to).join("")));
    at = to;
  }
  return [...parts, ...ranged(characters.slice(at).join(""))];
}

export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
export const isNarrow = () => matchMedia("(max-width: 760px)").matches;

/** Let the browser draw and answer before more is done. @returns {Promise<void>} */
export const breath = () => new Promise((done) => setTimeout(done));

/** An element of the page's template. @param {string} id */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** Put text into the clipboard, and say on the button whether that worked. @param {HTMLElement} button @param {string} text */
export async function copied(button, text) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Could not copy";
  }
  setTimeout(() => (button.textContent = before), 2000);
}

/** Call `act` only once `ms` have passed without another call. @param {() => void} act @param {number} ms */
export function settled(act, ms) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(act, ms);
  };
}
