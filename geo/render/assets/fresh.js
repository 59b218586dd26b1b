// Whether a new build has taken the place of the one that the page shows; no clock asks, only what a reader does.

import { buildNow, isSingleFile } from "dateline/data.js";
import { byId, make } from "dateline/dom.js";
import { answered } from "dateline/fetched.js";

/** Answers come by the dozen; one question in so long is enough. */
const REST_MS = 15000;

/** Ask when the reader comes back to the page, or asks the server for something else. */
export function watchBuild() {
  const own = document.documentElement.dataset.build;
  if (isSingleFile || !own) return;
  let asked = Date.now();

  async function ask() {
    if (Date.now() - asked < REST_MS) return;
    asked = Date.now();
    const now = await buildNow().catch(() => own);
    if (now !== own) offer();
  }

  answered(ask);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    asked = 0;
    ask();
  });
}

/** Say it once; the address keeps what is seen, so that a reload loses nothing. */
function offer() {
  const bar = byId("newbuild");
  if (!bar.hidden) return;
  bar.hidden = false;
  bar.replaceChildren("A new build is there: what you see is the one before. ", make("button", { type: "button", class: "plainbutton", onclick: () => location.reload() }, "Reload"));
}
