// What the mouse is over, in text and map alike: a word pulses its pin, a pin underlines its words.

/** @type {((key: string, on: boolean) => void)[]} */
const followers = [];

/** Call `follow(key, on)` when the mouse comes upon a thing or leaves it; keys are those of selections. @param {(key: string, on: boolean) => void} follow */
export const onHover = (follow) => void followers.push(follow);

/** @param {string} key @param {boolean} on */
function tell(key, on) {
  for (const follow of followers) follow(key, on);
}

/** Watch a drawing. @param {L.Layer} layer @param {string} key */
export function hovered(layer, key) {
  layer.on("mouseover", () => tell(key, true));
  layer.on("mouseout", () => tell(key, false));
}

/** Watch the elements below `root` that say what they select. @param {HTMLElement} root */
export function hoveredIn(root) {
  for (const [event, on] of /** @type {[string, boolean][]} */ ([["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]])) {
    root.addEventListener(event, ({ target }) => {
      const found = /** @type {Element} */ (target).closest("[data-selects]");
      if (found) tell(/** @type {HTMLElement} */ (found).dataset.selects ?? "", on);
    });
  }
}
