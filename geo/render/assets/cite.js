// What one can take along: a citation of what is selected, and its features as a file.

import { filesAddress, hasServer } from "dateline/data.js";
import { copied, make } from "dateline/dom.js";
import { placeAtHand } from "dateline/places.js";
import { documentDays } from "dateline/tally.js";
import { day, nameOf, position } from "dateline/words.js";

/** @typedef {{title: string, collection: string, query: Record<string, string>, features: import("geojson").Feature[]}} Taken */

/** @param {Chosen} selection @param {Context} context @returns {Child[]} */
export function takeAway(selection, context) {
  const taken = takenOf(selection, context.data);
  if (!taken) return [];
  const { title, collection, query, features } = taken;
  const copy = (/** @type {string} */ label, /** @type {() => string} */ text) => {
    const button = make("button", { type: "button", class: "plainbutton", onclick: () => copied(button, text()) }, label);
    return button;
  };
  const file = (/** @type {string} */ label, /** @type {"geojson" | "csv"} */ ending) =>
    hasServer
      ? make("a", { class: "plainbutton", href: `/layers/${collection}.${ending}?${new URLSearchParams(query)}`, download: "" }, label)
      : make("button", { type: "button", class: "plainbutton", onclick: () => save(`${collection}.${ending}`, ending === "csv" ? csv(features) : JSON.stringify({ type: "FeatureCollection", features })) }, label);
  return [
    make("section", { class: "takeaway" },
      make("h3", {}, "Cite"),
      make("p", { class: "plain" }, citation(title, context)),
      make("p", { class: "buttons" }, copy("Copy text", () => citation(title, context)), copy("Copy BibTeX", () => bibtex(title, context)), copy("Copy link", () => context.state.address)),
      make("h3", {}, "Download"),
      make("p", { class: "buttons" }, file("GeoJSON", "geojson"), file("CSV", "csv"), filesAddress ? make("a", { class: "plainbutton", href: filesAddress }, "All layers") : null)),
  ];
}

/** @param {string} title @param {Context} context */
function citation(title, { data, state }) {
  const dates = documentDays(data);
  const [first, last] = [day(dates[0]), day(dates.at(-1))];
  const span = dates.length ? `, documents of ${first === last ? first : `${first} – ${last}`}` : "";
  return `“${title}”, in: ${data.title} (Dateline)${span}. ${state.address}`;
}

/** @param {string} title @param {Context} context */
function bibtex(title, { data, state }) {
  const safe = (/** @type {string} */ text) => text.replace(/[{}\\]/g, "").replace(/[&%$#_~^]/g, "\\$&");
  const key = `dateline-${data.dossier}-${title}`.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").slice(0, 48).replace(/-$/, "");
  return `@misc{${key},\n  title = {${safe(title)}},\n  howpublished = {${safe(data.title)}, Dateline},\n  url = {${state.address}}\n}\n`;
}

/** What a selection is called, where the server has it, and its features. @param {Chosen} selection @param {PageData} data @returns {Taken | null} */
function takenOf({ kind, id }, data) {
  /** @type {Record<string, () => Taken | null>} */
  const makers = { place: () => placeTaken(id, data), zone: () => zoneTaken(id, data), line: () => lineTaken(id, data), segment: () => lineTaken(id, data), posts: () => postsTaken(id, data), change: () => changeTaken(id, data) };
  return makers[kind]?.() ?? null;
}

/** @param {string} id @param {PageData} data @returns {Taken | null} */
function placeTaken(id, data) {
  const place = placeAtHand(data, id);
  if (!place) return null;
  const { lon, lat, place_id: placeId, name, role, feature_code: code, mentions, precision_m: precision, source, source_id: sourceId, licence } = place;
  const properties = { id, place_id: placeId, name, role, feature_code: code, mentions, precision_m: precision, source, source_id: sourceId, licence };
  return { title: `${nameOf(place)}, ${position(lat, lon, 3)}`, collection: "mentions", query: { place_id: placeId }, features: [feature({ type: "Point", coordinates: [lon, lat] }, properties)] };
}

/** @param {string} id @param {PageData} data @returns {Taken | null} */
function zoneTaken(id, data) {
  const zone = data.zones.find((z) => z.id === id);
  if (!zone) return null;
  const features = zone.parts.map((p) => feature(p.geometry, { zone_id: id, title: zone.title, part: p.part, certainty: p.certainty, area_km2: p.area_km2, reading: zone.reading }));
  return { title: zone.title, collection: "zones", query: { zone_id: id }, features };
}

/** @param {string} id @param {PageData} data @returns {Taken | null} */
function lineTaken(id, data) {
  const line = data.lines.find((l) => l.id === id || id.startsWith(`${l.id}~`));
  if (!line) return null;
  const common = { line_id: line.id, title: line.title, valid_on: line.valid_on, source: line.source };
  const stretch = (/** @type {Segment} */ s) =>
    feature({ type: "MultiLineString", coordinates: s.paths.map((path) => path.map(([lat, lon]) => [lon, lat])) }, { ...common, id: s.id, places: s.rows.map((r) => r.name).join(" – "), half_gap_m: s.half_gap_m, evidence: s.rows.map((r) => `${r.name}: ${r.holder} (${r.reliability}: ${r.source})`).join("; ") });
  const features = line.geometry ? [feature(line.geometry, common)] : line.segments.filter((s) => id === line.id || s.id === id).map(stretch);
  const when = line.valid_on ? `, ${day(line.valid_on)}` : "";
  return { title: `${line.title}${when}`, collection: "lines", query: { line_id: line.id }, features };
}

/** @param {string} id @param {PageData} data @returns {Taken | null} */
function postsTaken(id, data) {
  const posts = data.posts.filter((p) => p.id === id || p.group_id === id);
  if (!posts.length) return null;
  const features = posts.map((p) => feature({ type: "Point", coordinates: [p.lon, p.lat] }, { id: p.id, name: p.name, number: p.number, precision_m: p.precision_m, source: p.source }));
  return { title: posts.length === 1 ? posts[0].name : posts[0].title, collection: "posts", query: { group_id: posts[0].group_id }, features };
}

/** @param {string} id @param {PageData} data @returns {Taken | null} */
function changeTaken(id, data) {
  const step = data.changes.find((s) => id.startsWith(s.id));
  if (!step) return null;
  const parts = step.parts.filter((p) => p.id === id || id.startsWith(`${step.id}~sum`));
  const features = parts.map((p) => feature(p.geometry, { id: p.id, since: step.since, until: step.until, lost_by: p.lost_by, gained_by: p.gained_by, area_km2: p.area_km2 }));
  return { title: `${step.title}, ${day(step.since)} – ${day(step.until)}`, collection: "changes", query: { line_id: step.line_id }, features };
}

/** @param {Geometry | null} geometry @param {Record<string, any>} properties @returns {any} */
const feature = (geometry, properties) => ({ type: "Feature", geometry, properties });

/** A table of properties; a cell that a spreadsheet would run is kept as text. @param {import("geojson").Feature[]} features */
function csv(features) {
  const names = [...new Set(features.flatMap((f) => Object.keys(f.properties ?? {})))];
  const cell = (/** @type {any} */ value) => {
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? "");
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const rows = features.map((f) => names.map((name) => cell(f.properties?.[name])).join(","));
  return `${[names.join(","), ...rows].join("\r\n")}\r\n`;
}

/** @param {string} name @param {string} text */
function save(name, text) {
  const address = URL.createObjectURL(new Blob([text]));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
