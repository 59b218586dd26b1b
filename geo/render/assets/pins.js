// Pins and posts: hue says what something is, form says which kind, size how often it is named.

import { make } from "dateline/dom.js";
import { hovered } from "dateline/hover.js";
import { layerOf } from "dateline/tally.js";
import { count, nameOf } from "dateline/words.js";

const SMALLEST_PX = 20;
const LARGEST_PX = 40;
export const DOUBTFUL_BELOW = 0.5;

/** What a press on a pin selects: a place, or the box of those that stand together, and their layer. @param {Place} place @returns {Chosen} */
const chosenBy = (place) => (place.box ? { kind: "places", id: `${layerOf(place)}~${place.box.join(",")}` } : { kind: "place", id: place.id });

/** @param {Place} place @param {State} state @returns {Pin} */
export function pinOf(place, state) {
  const disc = make("span", {}, make("span"));
  const marker = L.marker([place.lat, place.lon], {
    keyboard: true, riseOnHover: true, bubblingMouseEvents: false, zIndexOffset: place.kind === "point" ? 200 : 0,
    icon: L.divIcon({ className: "pinbox", iconSize: [LARGEST_PX, LARGEST_PX], html: disc }),
  });
  const pin = Object.assign(marker, { disc, place, sizePx: SMALLEST_PX });
  onPress(marker, () => state.set({ selection: chosenBy(pin.place) }));
  hovered(marker, `place:${place.id}`);
  return pin;
}

/** Answer a click, and Enter and Space as a button does. @param {L.Marker} marker @param {() => void} act */
function onPress(marker, act) {
  marker.on("click", act);
  marker.on("keydown", ({ originalEvent: event }) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
}

/** Give a pin its size, count and look; the element stays, and with it the focus. One that would lie on another stands beside it. @param {Pin} pin @param {Place} place @param {number} mentions @param {{selected: boolean, beside: boolean}} how */
export function dress(pin, place, mentions, { selected, beside }) {
  pin.place = place;
  const others = (place.places ?? 1) - 1;
  const size = Math.round(Math.min(LARGEST_PX, SMALLEST_PX + 4 * (Math.sqrt(mentions) - 1)));
  const doubtful = place.confidence < DOUBTFUL_BELOW;
  pin.disc.className = ["pin", layerOf(place), doubtful && !others ? "doubtful" : "", others ? "several" : "", beside ? "beside" : "", selected ? "selected" : ""].join(" ");
  pin.sizePx = size;
  pin.disc.style.width = pin.disc.style.height = `${size}px`;
  const label = /** @type {HTMLElement} */ (pin.disc.firstChild);
  label.textContent = doubtful && !others ? `${short(mentions)}?` : short(mentions);
  const element = pin.getElement();
  if (!element) return;
  element.setAttribute("role", "button");
  element.setAttribute("aria-label", `${nameOf(place)}${others ? ` and ${count(others, "other place")}` : ""}: ${count(mentions, "mention")}`);
  element.setAttribute("aria-pressed", String(selected));
  element.dataset.place = place.id;
}

/** A number that fits into a pin: 1,234 as 1.2k. @param {number} n */
const short = (n) => (n < 1000 ? String(n) : n < 9950 ? `${(n / 1000).toFixed(1)}k` : `${Math.round(n / 1000)}k`);

const BESIDE_M = 1000;

/**
 * A post's square, over all pins, as none is larger; where a place has the same ground, it stands at the pin's corner.
 * @param {Post} post @param {State} state @param {Place[]} places
 */
export function postOf(post, state, places) {
  const at = L.latLng(post.lat, post.lon);
  const beside = places.some((p) => p.kind === "point" && at.distanceTo([p.lat, p.lon]) < BESIDE_M);
  const square = make("span", { class: beside ? "post beside" : "post" }, String(post.number));
  const marker = L.marker([post.lat, post.lon], {
    keyboard: true, bubblingMouseEvents: false, zIndexOffset: 400,
    icon: L.divIcon({ className: "pinbox", iconSize: [32, 32], html: square }),
  });
  onPress(marker, () => state.set({ selection: { kind: "posts", id: post.id } }));
  hovered(marker, `posts:${post.group_id}`);
  marker.on("add", () => {
    marker.getElement()?.setAttribute("role", "button");
    marker.getElement()?.setAttribute("aria-label", post.name);
  });
  return marker;
}
