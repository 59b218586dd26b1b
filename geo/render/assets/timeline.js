// Documents by date: a dot for each, or for each month of many; a brush lets through a stretch of days.

import { byId, make } from "dateline/dom.js";
import { isInDays } from "dateline/tally.js";
import { count, day, month } from "dateline/words.js";

const DAY_MS = 86400000;
const MARGIN_DAYS = 20;
const MOST_UNDATED = 8;
const TICK_PX = 100;
const MOST_DOTS = 90;
/** A period with so many, or the greatest one, has the largest dot. */
const MOST_MENTIONS_DRAWN = 100;
/** Months between two ticks. */
const STEPS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600];

/** @typedef {{iso: string | null, label: string, documents: number, mentions: number, isOn: () => boolean, act: () => void}} Dot */

/** @param {Context} context */
export function makeTimeline(context) {
  const { state } = context;
  const root = byId("timeline");
  const dots = dotsOf(context);
  const dated = dots.filter((d) => d.iso);
  const undated = dots.filter((d) => !d.iso);
  const times = dated.map((d) => Date.parse(d.iso ?? ""));
  const [first, last] = [Math.min(...times) - MARGIN_DAYS * DAY_MS, Math.max(...times) + MARGIN_DAYS * DAY_MS];
  const track = make("div", { class: "track" });
  const elements = dots.map((dot) => dotElement(dot));
  const share = (/** @type {number} */ time) => `${(100 * (time - first)) / (last - first)}%`;
  if (dated.length) {
    for (const [time, text] of ticks(first, last, root.clientWidth / TICK_PX)) put(make("span", { class: "tick" }, text), time);
    for (const [i, dot] of dots.entries()) if (dot.iso) put(elements[i], Date.parse(dot.iso));
    makeBrush(track, first, last, state);
    root.append(track);
  } else {
    root.append(make("p", { class: "note" }, "No document has a date."));
  }
  if (undated.length) root.append(binOf(undated, elements.slice(dots.length - undated.length), context));

  /** @param {HTMLElement} element @param {number} time */
  function put(element, time) {
    element.style.left = share(time);
    track.append(element);
  }
  state.onChange(() => {
    for (const [i, dot] of dots.entries()) {
      const on = dot.isOn();
      elements[i].setAttribute("aria-pressed", String(on));
      elements[i].classList.toggle("off", (state.document !== "" && !on) || !isInDays(dot.iso, state));
    }
  });
}

/** A dot for each document; where there are too many, for each day, month or year. Dated ones first. @param {Context} context @returns {Dot[]} */
function dotsOf({ data, state }) {
  if (data.tallies.by === "document") {
    const dots = data.documents.map((found) => ({
      iso: found.published_on, documents: 1, mentions: found.mentions, label: `${day(found.published_on)}: ${found.title}, ${count(found.mentions, "mention")}`,
      isOn: () => state.document === found.id, act: () => state.set({ document: state.document === found.id ? "" : found.id }),
    }));
    return [...dots.filter((d) => d.iso), ...dots.filter((d) => !d.iso)];
  }
  return periodDots(data.tallies.periods, state);
}

/** A dot for each day, month or year, whichever leaves them room. @param {Tallies["periods"]} periods @param {State} state @returns {Dot[]} */
function periodDots(periods, state) {
  const dated = periods.filter(([date]) => date);
  const lengths = [10, 7, 4].map((length) => /** @type {const} */ ([length, new Set(dated.map(([date]) => date.slice(0, length))).size]));
  const [length] = lengths.find(([, dots]) => dots <= MOST_DOTS) ?? [4];
  /** @type {Map<string, [number, number]>} */
  const sums = new Map();
  for (const [date, documents, mentions] of periods) {
    const [before, named] = sums.get(date.slice(0, length)) ?? [0, 0];
    sums.set(date.slice(0, length), [before + documents, named + mentions]);
  }
  const most = Math.max(...[...sums.values()].map(([, mentions]) => mentions));
  return [...sums].sort(([a], [b]) => Number(a === "") - Number(b === "") || (a < b ? -1 : 1)).map(([name, [documents, mentions]]) => {
    const [from, to] = [`${name}-01-01`.slice(0, 10), lastDay(name)];
    const isOn = () => Boolean(name) && state.from === from && state.to === to;
    return {
      iso: name && middleOf(from, to), documents, mentions: (MOST_MENTIONS_DRAWN * mentions) / Math.max(most, MOST_MENTIONS_DRAWN), isOn,
      label: `${periodWords(name)}: ${count(documents, "document")}, ${count(mentions, "mention")}`,
      act: () => name && state.set(isOn() ? { from: "", to: "" } : { from, to }),
    };
  });
}

/** The last day of a year, a month or a day. @param {string} name */
function lastDay(name) {
  if (name.length > 7) return name;
  const [year, index] = name.split("-").map(Number);
  return new Date(Date.UTC(year, index || 12, 0)).toISOString().slice(0, 10);
}

/** @param {string} from @param {string} to */
const middleOf = (from, to) => new Date((Date.parse(from) + Date.parse(to)) / 2).toISOString().slice(0, 10);

/** @param {string} name */
function periodWords(name) {
  if (!name) return "undated";
  const [year, index] = name.split("-").map(Number);
  return name.length > 7 ? day(name) : name.length > 4 ? month(year, index - 1) : name;
}

/** @param {Dot} dot */
function dotElement(dot) {
  const size = Math.round(Math.min(22, 6 + Math.sqrt(dot.mentions) * 1.6));
  const disc = make("span");
  disc.style.width = disc.style.height = `${size}px`;
  return make("button", { type: "button", class: "dot", "aria-label": dot.label, title: dot.label, onclick: dot.act }, disc);
}

/** @param {Dot[]} undated @param {HTMLElement[]} elements @param {Context} context */
function binOf(undated, elements, { state }) {
  const said = make("span", { class: "tick" });
  const documents = undated.reduce((sum, dot) => sum + dot.documents, 0).toLocaleString("en");
  state.onChange(() => (said.textContent = `undated: ${documents}${state.from || state.to ? " left out" : ""}`));
  return make("div", { class: "bin" }, said, elements.slice(0, MOST_UNDATED));
}

/** Two handles that let through the days between them. @param {HTMLElement} track @param {number} first @param {number} last @param {State} state */
function makeBrush(track, first, last, state) {
  const days = Math.round((last - first) / DAY_MS);
  const iso = (/** @type {number} */ n) => new Date(first + n * DAY_MS).toISOString().slice(0, 10);
  const number = (/** @type {string} */ date) => Math.round((Date.parse(date) - first) / DAY_MS);
  const between = make("div", { class: "between" });
  const handle = (/** @type {"from" | "to"} */ end, /** @type {string} */ label, /** @type {number} */ rest) => {
    const input = make("input", { type: "range", class: `handle ${end}`, min: 0, max: days, step: 1, "aria-label": label });
    input.addEventListener("input", () => {
      const at = Number(input.value);
      const clear = end === "from" ? Math.min(at, Number(handles.to.value) - 1) : Math.max(at, Number(handles.from.value) + 1);
      state.set({ [end]: clear === rest ? "" : iso(clear) });
    });
    return input;
  };
  const handles = { from: handle("from", "Documents from", 0), to: handle("to", "Documents until", days) };
  track.append(between, handles.from, handles.to);
  state.onChange(() => {
    const [from, to] = [state.from ? number(state.from) : 0, state.to ? number(state.to) : days];
    handles.from.value = String(from);
    handles.to.value = String(to);
    handles.from.setAttribute("aria-valuetext", state.from ? day(state.from) : "the first");
    handles.to.setAttribute("aria-valuetext", state.to ? day(state.to) : "the last");
    between.style.left = `${(100 * from) / days}%`;
    between.style.right = `${100 - (100 * to) / days}%`;
    between.classList.toggle("whole", !state.from && !state.to);
  });
}

/** Months to name, few enough to stay apart. @param {number} first @param {number} last @param {number} most @returns {[number, string][]} */
function ticks(first, last, most) {
  const months = (last - first) / (30 * DAY_MS);
  const step = STEPS.find((found) => months / found <= most) ?? 1200;
  /** @type {[number, string][]} */
  const found = [];
  const start = new Date(first);
  for (let index = start.getUTCMonth() + 1; ; index += 1) {
    const time = Date.UTC(start.getUTCFullYear(), index, 1);
    if (time > last) return found;
    const date = new Date(time);
    if ((12 * date.getUTCFullYear() + date.getUTCMonth()) % step === 0) found.push([time, month(date.getUTCFullYear(), date.getUTCMonth())]);
  }
}
