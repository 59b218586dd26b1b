// Header, legend, and the places outside the view.

import { isNarrow, make } from "dateline/dom.js";
import { changeLegend } from "dateline/changes.js";
import { chosenLine } from "dateline/lines.js";
import { layerOf, mentionsIn } from "dateline/map.js";
import { count, day, nameOf } from "dateline/words.js";
import { isInForce } from "dateline/zones.js";

const CHIPS = [
  ["point", "Places"],
  ["area", "Areas"],
  ["vague", "Regions"],
  ["government", "Governments"],
  ["zones", "Zones"],
  ["line", "Line"],
  ["changes", "Changes"],
  ["posts", "Posts"],
  ["expressions", "Vague places"],
];
const MOST_FAR = 6;

export function makeControls(context) {
  makeSelect(context);
  makeChips(context);
  makeLegend(context);
  makeFar(context);
  makeSummary(context);
  makeCopy();
}

function makeSelect({ data, state }) {
  const select = document.getElementById("document");
  select.append(make("option", { value: "" }, `All ${data.documents.length}`));
  for (const found of data.documents) {
    select.append(make("option", { value: found.id }, `${found.published_on ?? "undated"} · ${found.title}`));
  }
  select.addEventListener("change", () => state.set({ document: select.value }));
  state.onChange(() => {
    select.value = state.document;
  });
}

function makeChips({ data, state }) {
  const fieldset = document.getElementById("chips");
  const present = {
    zones: data.zones.length, line: data.lines.length, changes: data.changes.length, posts: data.posts.length,
    expressions: data.expressions.filter((e) => e.region !== null).length,
    ...Object.groupBy?.(data.places, layerOf),
  };
  for (const [layer, label] of CHIPS) {
    const places = data.places.filter((p) => layerOf(p) === layer);
    if (!places.length && !present[layer]) continue;
    const box = make("input", { type: "checkbox", value: layer, onchange: (e) => state.toggle(layer, e.target.checked) });
    const number = make("span", { class: "number" });
    fieldset.append(make("label", {}, box, swatch(layer), label, number));
    state.onChange(() => {
      box.checked = state.shown.has(layer);
      const mentions = places.reduce((sum, p) => sum + mentionsIn(p, state.document), 0);
      number.textContent = places.length ? mentions.toLocaleString("en") : "";
    });
  }
}

/** A sample of how something is drawn; `tint` where the data decide on its colour. */
function swatch(sort, tint) {
  const found = make("i", { class: `swatch ${sort}`, "aria-hidden": "true" });
  if (tint) {
    found.style.borderColor = tint.colour;
    found.style.backgroundColor = `color-mix(in srgb, ${tint.colour} ${Math.round(100 * tint.opacity)}%, transparent)`;
  }
  return found;
}

function makeLegend(context) {
  const { data, state, leaflet } = context;
  const legend = document.getElementById("legend");
  const toggle = document.getElementById("legendtoggle");
  let open = !isNarrow();
  const entries = make("ul", {});
  const dated = data.lines.filter((l) => l.kind === "control");
  const select = make("select", { "aria-label": "Line on", onchange: (e) => state.set({ line: e.target.value }) });
  for (const line of dated) select.append(make("option", { value: line.id }, day(line.valid_on)));
  const chooser = dated.length > 1 ? make("label", { class: "lineday" }, "Line on ", select) : null;
  legend.append(make("h2", {}, "Legend"), entries, chooser ?? "");
  toggle.addEventListener("click", () => {
    // Beside an open panel the legend steps back by itself; asked for, it stays.
    const seen = legend.offsetParent !== null;
    open = !seen;
    legend.classList.toggle("kept", !seen && state.selection !== null);
    update();
  });

  function update() {
    legend.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    const line = chosenLine(data, state);
    if (line) select.value = line.id;
    if (chooser) chooser.hidden = !state.shown.has("line");
    entries.replaceChildren(...legendOf(context, line).map(([sort, text, tint]) => make("li", {}, swatch(sort, tint), make("span", {}, text))));
  }
  /** Stand in the corner where fewer pins would be hidden. */
  function settle() {
    if (legend.hidden || isNarrow()) return;
    const covered = [false, true].map((east) => {
      legend.classList.toggle("east", east);
      const box = legend.getBoundingClientRect();
      const pins = leaflet.getContainer().querySelectorAll(".pin, .post");
      return [...pins].filter((pin) => overlap(pin.getBoundingClientRect(), box)).length;
    });
    const panelOpen = state.selection !== null;
    legend.classList.toggle("east", !panelOpen && covered[1] <= covered[0]);
  }
  state.onChange(() => {
    update();
    requestAnimationFrame(settle);
  });
  leaflet.on("moveend", () => {
    update();
    requestAnimationFrame(settle);
  });
}

const overlap = (a, b) => a.x < b.right && a.right > b.x && a.y < b.bottom && a.bottom > b.y;

/** What the map shows now, in words. */
function legendOf({ data, state, map, leaflet, lines, expressions }, line) {
  const rows = [];
  const pins = map.visible();
  const has = (layer) => pins.some((p) => layerOf(p) === layer);
  if (has("point")) rows.push(["point", "Place, number of mentions"]);
  if (has("area")) rows.push(["area", "Area, drawn at its centre"]);
  if (has("vague")) rows.push(["vague", "Vague region"]);
  if (has("government")) rows.push(["government", "Stands for a government, a people or a deal"]);
  if (pins.some((p) => p.confidence < 0.5)) rows.push(["doubtful", "Uncertain which place is meant"]);
  if (state.shown.has("zones")) {
    const inView = (zone) => zone.parts.some((p) => p.geometry && L.geoJSON(p.geometry).getBounds().intersects(leaflet.getBounds()));
    const isSelected = (zone) => state.selection?.kind === "zone" && state.selection.id === zone.id;
    const zones = data.zones.filter((z) => (isSelected(z) || isInForce(z, line?.valid_on)) && inView(z));
    const banded = zones.find((z) => z.depth_km);
    if (banded) {
      const [low, high] = banded.depth_km;
      rows.push(["core", "Zone, surely inside"], ["narrow", `Inside as stated, to ${low} km`]);
      if (high > low) rows.push(["wide", `Inside only on the wider reading, to ${high} km`]);
      rows.push(["extent", "Perhaps inside: the error of what it is measured from"]);
    }
    if (zones.some((z) => z.rule === "held-area")) rows.push(["held", "Ground held, as drawn"]);
    if (zones.some((z) => z.rule === "units")) rows.push(["held", "Region or its part, as drawn"]);
    if (state.selection?.kind === "zone") rows.push(["chance", "Chance of 95, 50 and 5 % to lie inside"]);
  }
  if (state.shown.has("line") && line) {
    rows.push(["line", `Contact line, ${day(line.valid_on)} (approximation)`]);
    if (line.unsourced_share > 0) rows.push(["unsourced", "Stretch without a source"]);
  }
  const near = (l) => l.kind !== "control" && lines.bounds(l.id).intersects(leaflet.getBounds());
  const drawn = state.shown.has("line") ? data.lines.filter(near) : [];
  if (drawn.length) rows.push(["drawn", drawn.length === 1 ? drawn[0].title : "Drawn line, or stretch of a border"]);
  if (state.shown.has("changes")) rows.push(...changeLegend(data));
  if (state.shown.has("posts") && data.posts.length) rows.push(["posts", "Observation post"]);
  if (expressions.shown().length) rows.push(["vaguecore", "Vague place, as most would mean it"], ["vagueextent", "As far as somebody may mean it"]);
  return rows;
}

/** List the places that are named but lie outside the view. */
function makeFar({ state, map, leaflet }) {
  const far = document.getElementById("faraway");
  function update() {
    const bounds = leaflet.getBounds();
    const outside = map.visible().filter((p) => !bounds.contains([p.lat, p.lon]));
    outside.sort((a, b) => mentionsIn(b, state.document) - mentionsIn(a, state.document));
    const buttons = outside.slice(0, isNarrow() ? 1 : MOST_FAR).map((place) =>
      make("button", { type: "button", class: layerOf(place), onclick: () => state.set({ selection: { kind: "place", id: place.id } }) }, make("bdi", {}, nameOf(place)), make("span", { class: "number" }, String(mentionsIn(place, state.document)))),
    );
    const more = outside.length - buttons.length;
    far.hidden = outside.length === 0;
    far.replaceChildren(make("span", {}, isNarrow() ? "Outside:" : "Outside the view:"), ...buttons, more > 0 ? make("span", {}, `and ${more} more`) : "");
  }
  leaflet.on("moveend", update);
  state.onChange(update);
}

function makeSummary({ data, state, map }) {
  const summary = document.getElementById("summary");
  state.onChange(() => {
    const places = map.visible();
    const mentions = places.reduce((sum, p) => sum + mentionsIn(p, state.document), 0);
    const documents = state.document ? 1 : data.documents.length;
    const parts = [`${count(mentions, "mention")} of ${count(new Set(places.map((p) => p.place_id)).size, "place")} in ${count(documents, "document")}`];
    if (data.counts.unplaced) parts.push(`${data.counts.unplaced} unplaced`);
    if (data.skipped.length) parts.push(`${count(data.skipped.length, "file")} not read`);
    summary.textContent = places.length ? parts.join(" · ") : "Nothing to show with these filters.";
  });
}

function makeCopy() {
  const button = document.getElementById("copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Copy it from the address bar";
    }
    setTimeout(() => (button.textContent = "Copy link"), 2000);
  });
}
