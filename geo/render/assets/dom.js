// Build elements. Text of a document only ever gets in as a text node.

/** Make an element: properties, then children (elements or strings; strings become text). */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== ""));
  return element;
}

/** Make an SVG element. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A name or a number in its own direction, wherever it stands. */
export const bdi = (text) => make("bdi", {}, text);

/**
 * A sentence with its mentions marked. `render(mention, text)` makes each mark; a mention inside
 * another is part of the longer one. Offsets are code points.
 */
export function marked(passage, mentions, render) {
  const characters = Array.from(passage.text);
  const parts = [];
  let at = 0;
  for (const mention of [...mentions].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const [from, to] = [mention.start - passage.start, mention.end - passage.start];
    if (from < at) continue;
    parts.push(characters.slice(at, from).join(""), render(mention, characters.slice(from, to).join("")));
    at = to;
  }
  return [...parts, characters.slice(at).join("")];
}

export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
export const isNarrow = () => matchMedia("(max-width: 760px)").matches;
