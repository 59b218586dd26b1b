// Put the page together: data, state, and the views that follow it.

import { base, page } from "dateline/data.js";
import { makeControls } from "dateline/controls.js";
import { drawBase } from "dateline/basemap.js";
import { drawChanges } from "dateline/changes.js";
import { drawExpressions } from "dateline/expressions.js";
import { makeLabels } from "dateline/labels.js";
import { drawLines } from "dateline/lines.js";
import { makeMap } from "dateline/map.js";
import { makePanel } from "dateline/panel.js";
import { makeReader } from "dateline/reader.js";
import { makeReview } from "dateline/review.js";
import { State } from "dateline/state.js";
import { makeTimeline } from "dateline/timeline.js";
import { drawZones } from "dateline/zones.js";

async function start() {
  const [data, clip, world] = await Promise.all([page(), base("basemap.json"), base("world.json")]);
  for (const [name, colour] of Object.entries(data.style)) {
    document.documentElement.style.setProperty(`--${name}`, colour);
  }
  const state = new State();
  const leaflet = window.map_dateline;
  drawBase(leaflet, clip, world, data);
  const context = { data, state, leaflet, clip, world };
  context.zones = drawZones(context);
  context.changes = drawChanges(context);
  context.lines = drawLines(context);
  context.expressions = drawExpressions(context);
  context.map = makeMap(context);
  context.labels = makeLabels(context);
  context.reader = makeReader(context);
  makePanel(context);
  makeControls(context);
  makeTimeline(context);
  state.set({});
  await context.reader.open();
  await makeReview(context);
  document.documentElement.dataset.ready = "1";
}

start().catch((error) => {
  document.getElementById("summary").textContent = `The map could not be loaded: ${error.message}`;
  document.documentElement.dataset.ready = "failed";
  throw error;
});
