// Put the page together: data, state, and the views that follow it.

import { drawBase } from "dateline/basemap.js";
import { drawChanges } from "dateline/changes.js";
import { base, page } from "dateline/data.js";
import { makeDocuments } from "dateline/documents.js";
import { breath, byId } from "dateline/dom.js";
import { drawExpressions } from "dateline/expressions.js";
import { watchBuild } from "dateline/fresh.js";
import { makeFar } from "dateline/far.js";
import { makeFilters } from "dateline/filters.js";
import { makeHeader } from "dateline/header.js";
import { makeKeys } from "dateline/keys.js";
import { makeLabels } from "dateline/labels.js";
import { makeLegend } from "dateline/legend.js";
import { drawLines } from "dateline/lines.js";
import { makeMap } from "dateline/map.js";
import { makePanel } from "dateline/panel.js";
import { makeReader } from "dateline/reader.js";
import { makeSearch } from "dateline/search.js";
import { makeReview } from "dateline/review.js";
import { takeToken } from "dateline/review_data.js";
import { State } from "dateline/state.js";
import { makeTimeline } from "dateline/timeline.js";
import { followView } from "dateline/view.js";
import { drawZones } from "dateline/zones.js";

async function start() {
  takeToken();
  const [data, clip, world] = await Promise.all([page(), base("basemap.json"), base("world.json")]);
  for (const [name, value] of Object.entries(data.style)) document.documentElement.style.setProperty(`--${name}`, String(value));
  const state = new State();
  const leaflet = window.map_dateline;
  drawBase(leaflet, clip, world, data);
  await breath();
  const context = /** @type {Context} */ ({ data, state, leaflet, clip, world });
  context.zones = drawZones(context);
  context.changes = drawChanges(context);
  context.lines = drawLines(context);
  context.expressions = drawExpressions(context);
  await breath();
  context.map = makeMap(context);
  const counted = followView(context);
  context.reader = makeReader(context);
  const reviewing = makeReview(context);
  for (const makeView of [makeHeader, makeFilters, makeDocuments, makeSearch, makeLegend, makeFar, makeTimeline, makeLabels, makeKeys]) makeView(context);
  await breath();
  state.set({});
  await reviewing;
  makePanel(context);
  await Promise.all([context.reader.open(), counted]);
  watchBuild();
  document.documentElement.dataset.ready = "1";
}

start().catch((error) => {
  byId("summary").textContent = `The map could not be loaded: ${error.message}`;
  document.documentElement.dataset.ready = "failed";
  throw error;
});
