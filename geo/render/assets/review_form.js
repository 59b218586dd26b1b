// Places that are no candidate: another one of the gazetteers, or a new row for one of them.

import { bdi, make } from "dateline/dom.js";
import { draftRow, placesNamed } from "dateline/review_data.js";
import { CODES } from "dateline/words.js";

const KINDS = ["PPL", "PPLX", "HLL", "MT", "VAL", "AIRB", "MILB", "PSTB", "CMPRF", "STM", "LK", "RD", "RGN", "ADM2", "ADM3"];

/** The two ways to a place that is no candidate; `withToken` does what needs a token. */
export function otherPlace(question, context, choose, withToken) {
  return make("details", { class: "otherplace" }, make("summary", {}, "Another place"), search(question, choose), rowForm(question, context, choose, withToken));
}

function search(question, choose) {
  const field = make("input", { type: "search", "aria-label": "Name of a place", value: question.surface });
  const found = make("ul", { class: "rows" });
  const go = async (event) => {
    event.preventDefault();
    const places = await placesNamed(field.value).catch((error) => (found.replaceChildren(make("li", {}, error.message)), null));
    if (places === null) return;
    const rows = places.map((p) => make("li", {}, make("button", { type: "button", class: "link", onclick: () => choose(p.id, p.name) }, bdi(p.display_name)), ` ${CODES[p.feature_code] ?? p.feature_code}`));
    found.replaceChildren(...(rows.length ? rows : [make("li", {}, "No gazetteer of this dossier has that name.")]));
  };
  return make("form", { class: "find", onsubmit: go }, field, make("button", { type: "submit", class: "more" }, "Search the gazetteers"), found);
}

/** A form for a row: the coordinate is taken from a click on the map. */
function rowForm(question, { leaflet }, choose, withToken) {
  const field = (name, words, more = {}) => make("label", {}, words, make("input", { name, required: true, autocomplete: "off", ...more }));
  const said = make("output", {});
  const kinds = make("select", { name: "feature_code" }, KINDS.map((code) => make("option", { value: code }, `${CODES[code] ?? code} (${code})`)));
  const form = make(
    "form",
    { class: "newrow" },
    make("h3", {}, "A new row for the gazetteer"),
    field("name", "Name", { value: question.surface }),
    make("button", { type: "button", class: "more", onclick: () => pick() }, "Take the point from the map"),
    field("lon", "Longitude", { type: "number", step: "any", min: -180, max: 180 }),
    field("lat", "Latitude", { type: "number", step: "any", min: -90, max: 90 }),
    field("precision_m", "Sure within (metres)", { type: "number", min: 1, max: 200000, value: 1000 }),
    make("label", {}, "What it is", kinds),
    field("source", "Who says where it is"),
    field("note", "Note", { required: false }),
    make("button", { type: "submit", class: "more", value: "draft" }, "Write the row"),
    make("button", { type: "submit", class: "more", value: "add" }, "Add it and decide for it"),
    said,
  );
  const pick = () => {
    said.replaceChildren("Press the place on the map.");
    leaflet.getContainer().classList.add("picking");
    leaflet.once("click", ({ latlng }) => {
      leaflet.getContainer().classList.remove("picking");
      form.elements.lon.value = latlng.wrap().lng.toFixed(5);
      form.elements.lat.value = latlng.lat.toFixed(5);
      said.replaceChildren("");
      form.elements.source.focus();
    });
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const add = event.submitter?.value === "add";
    const act = () => draftRow(rowOf(form), add);
    try {
      const row = await (add ? withToken(act) : act());
      said.replaceChildren(...(add ? [`Added ${row.id}.`] : rowWords(row)));
      if (add) choose(row.id, rowOf(form).name);
    } catch (error) {
      said.replaceChildren(error.message);
    }
  });
  return form;
}

function rowOf(form) {
  const { name, lon, lat, precision_m: precision, feature_code: code, source, note } = form.elements;
  return {
    name: name.value, lon: Number(lon.value), lat: Number(lat.value), precision_m: Number(precision.value),
    feature_code: code.value, source: source.value, note: note.value,
  };
}

function rowWords(row) {
  const text = make("textarea", { readonly: true, rows: 3, "aria-label": "Row" });
  text.value = row.csv;
  const copy = make("button", { type: "button", class: "more", onclick: () => (navigator.clipboard ? navigator.clipboard.writeText(row.csv) : text.select()) }, "Copy");
  return [text, copy];
}
