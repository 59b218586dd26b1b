// Documents by date: one dot each, its area by what it names.

import { make } from "dateline/dom.js";
import { count, day, month } from "dateline/words.js";

const DAY_MS = 86400000;

export function makeTimeline({ data, state }) {
  const root = document.getElementById("timeline");
  const dated = data.documents.filter((d) => d.published_on);
  const undated = data.documents.filter((d) => !d.published_on);
  const times = dated.map((d) => Date.parse(d.published_on));
  const [first, last] = [Math.min(...times) - 20 * DAY_MS, Math.max(...times) + 20 * DAY_MS];
  const track = make("div", { class: "track" });
  const place = (element, time) => {
    element.style.left = `${(100 * (time - first)) / (last - first)}%`;
    track.append(element);
  };
  if (dated.length) for (const [time, text] of ticks(first, last)) place(make("span", { class: "tick" }, text), time);
  const dots = dated.map((found) => {
    const dot = dotOf(found, state);
    place(dot, Date.parse(found.published_on));
    return [found, dot];
  });
  root.append(track);
  if (undated.length) {
    const bin = make("div", { class: "bin" }, make("span", { class: "tick" }, `undated (${undated.length})`));
    for (const found of undated.slice(0, 12)) {
      const dot = dotOf(found, state);
      bin.append(dot);
      dots.push([found, dot]);
    }
    root.append(bin);
  }
  state.onChange(() => {
    for (const [found, dot] of dots) {
      const on = state.document === found.id;
      dot.setAttribute("aria-pressed", String(on));
      dot.classList.toggle("off", state.document !== "" && !on);
    }
  });
}

function dotOf(found, state) {
  const size = Math.round(Math.min(22, 6 + Math.sqrt(found.mentions) * 1.6));
  const disc = make("span", {});
  disc.style.width = disc.style.height = `${size}px`;
  const label = `${day(found.published_on)}: ${found.title}, ${count(found.mentions, "mention")}`;
  return make("button", { type: "button", class: "dot", "aria-label": label, title: label, onclick: () => state.set({ document: state.document === found.id ? "" : found.id }) }, disc);
}

/** Months to name, few enough to stay apart. */
function ticks(first, last) {
  const months = (last - first) / (30 * DAY_MS);
  const step = months > 96 ? 12 : months > 30 ? 6 : months > 14 ? 3 : months > 7 ? 2 : 1;
  const found = [];
  const start = new Date(first);
  for (let index = start.getUTCMonth() + 1; ; index += 1) {
    const time = Date.UTC(start.getUTCFullYear(), index, 1);
    if (time > last) return found;
    const date = new Date(time);
    if (date.getUTCMonth() % step === 0) found.push([time, month(date.getUTCFullYear(), date.getUTCMonth())]);
  }
}
