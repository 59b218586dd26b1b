// Places that are no candidate: another one of the gazetteers, or a new row for one of them.

import { bdi, copied, make } from "dateline/dom.js";
import { draftRow, placesNamed } from "dateline/review_data.js";
import { withToken } from "dateline/review_token.js";
import { CODES } from "dateline/words.js";

const KINDS = ["PPL", "PPLX", "HLL", "MT", "VAL", "AIRB", "MILB", "PSTB", "CMPRF", "STM", "LK", "RD", "RGN", "ADM2", "ADM3"];

/** @type {Record<keyof NewRow, string>} */
const LABELS = {
  name: "Name", lon: "Longitude", lat: "Latitude", precision_m: "Sure within (metres)", feature_code: "What it is",
  source: "Who says where it is", note: "Note",
};

/** The two ways to a place that is no candidate. @param {Question} question @param {L.Map} leaflet @param {Choose} choose */
export function otherPlace(question, leaflet, choose) {
  return make("details", { class: "otherplace" }, make("summary", {}, "Another place"), search(question, choose), rowForm(question, leaflet, choose));
}

/** @param {Question} question @param {Choose} choose */
function search(question, choose) {
  const field = make("input", { type: "search", "aria-label": "Name of a place", value: question.surface });
  const found = make("ul", { class: "rows" });
  /** @param {FoundPlace} place */
  const row = (place) => make("li", {}, make("button", { type: "button", class: "link", onclick: () => choose(place.id, `is ${place.name}`) }, bdi(place.display_name)), ` ${CODES[place.feature_code] ?? place.feature_code}`);
  /** @param {SubmitEvent} event */
  async function go(event) {
    event.preventDefault();
    try {
      const rows = (await placesNamed(field.value)).map(row);
      found.replaceChildren(...(rows.length ? rows : [make("li", {}, "No gazetteer of this dossier has that name.")]));
    } catch (error) {
      found.replaceChildren(make("li", {}, /** @type {Error} */ (error).message));
    }
  }
  return make("form", { class: "findplace", onsubmit: go }, field, make("button", { type: "submit", class: "more" }, "Search the gazetteers"), found);
}

/** A form for a row: the coordinate is taken from a click on the map. @param {Question} question @param {L.Map} leaflet @param {Choose} choose */
function rowForm(question, leaflet, choose) {
  const said = make("output", {});
  const fields = fieldsOf(question.surface);
  const { lon, lat, source } = fields;
  const pick = make("button", { type: "button", class: "more", onclick: () => pickPoint(leaflet, { lon, lat, source, said }) }, "Take the point from the map");
  const labels = Object.entries(LABELS).map(([name, words]) => make("label", {}, words, fields[/** @type {keyof NewRow} */ (name)]));
  const form = make(
    "form",
    { class: "newrow" },
    make("h3", {}, "A new row for the gazetteer"),
    labels[0],
    pick,
    labels.slice(1),
    make("button", { type: "submit", class: "more", value: "draft" }, "Write the row"),
    make("button", { type: "submit", class: "more", value: "add" }, "Add it and decide for it"),
    said,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const add = /** @type {HTMLButtonElement | null} */ (event.submitter)?.value === "add";
    const wanted = rowOf(fields);
    const act = () => draftRow(wanted, add);
    try {
      const row = await (add ? withToken(act) : act());
      said.replaceChildren(...(add ? [`Added ${row.id}.`] : rowWords(row)));
      if (add) choose(row.id, `is ${wanted.name}`);
    } catch (error) {
      said.replaceChildren(/** @type {Error} */ (error).message);
    }
  });
  return form;
}

/** @param {string} name */
function fieldsOf(name) {
  const field = (/** @type {object} */ more) => make("input", { required: true, autocomplete: "off", ...more });
  return {
    name: field({ name: "name", value: name }),
    lon: field({ name: "lon", type: "number", step: "any", min: -180, max: 180 }),
    lat: field({ name: "lat", type: "number", step: "any", min: -90, max: 90 }),
    precision_m: field({ name: "precision_m", type: "number", min: 1, max: 200000, value: 1000 }),
    feature_code: make("select", { name: "feature_code" }, KINDS.map((code) => make("option", { value: code }, `${CODES[code] ?? code} (${code})`))),
    source: field({ name: "source" }),
    note: field({ name: "note", required: false }),
  };
}

/** Write down where the map is pressed next. @param {L.Map} leaflet @param {{lon: HTMLInputElement, lat: HTMLInputElement, source: HTMLInputElement, said: HTMLOutputElement}} to */
function pickPoint(leaflet, { lon, lat, source, said }) {
  said.replaceChildren("Press the place on the map.");
  leaflet.getContainer().classList.add("picking");
  leaflet.once("click", ({ latlng }) => {
    leaflet.getContainer().classList.remove("picking");
    lon.value = latlng.wrap().lng.toFixed(5);
    lat.value = latlng.lat.toFixed(5);
    said.replaceChildren("");
    source.focus();
  });
}

/** @param {ReturnType<typeof fieldsOf>} fields @returns {NewRow} */
function rowOf({ name, lon, lat, precision_m: precision, feature_code: code, source, note }) {
  return {
    name: name.value, lon: Number(lon.value), lat: Number(lat.value), precision_m: Number(precision.value),
    feature_code: code.value, source: source.value, note: note.value,
  };
}

/** @param {WrittenRow} row */
function rowWords(row) {
  const text = make("textarea", { readonly: true, rows: 3, "aria-label": "Row" });
  text.value = row.csv;
  const copy = make("button", { type: "button", class: "more", onclick: () => copied(copy, row.csv) }, "Copy");
  return [text, copy];
}
