// The token of who decides: asked for when something is first written, and again where it is not taken.

import { make } from "dateline/dom.js";
import { forgetToken, keepToken, Refused, token } from "dateline/review_data.js";

/**
 * Do what needs a token; raises where none is given.
 * @template T
 * @param {() => Promise<T>} act
 * @returns {Promise<T>}
 */
export async function withToken(act) {
  for (let refused = ""; ; ) {
    if (!token() && !(await isGiven(refused))) throw new Error("no token was given");
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Refused) || (error.status !== 401 && error.status !== 403)) throw error;
      refused = error.message;
      forgetToken();
    }
  }
}

/** Ask for a token in a dialog, saying why the last one was refused. @param {string} refused @returns {Promise<boolean>} */
function isGiven(refused) {
  return new Promise((resolve) => {
    const field = make("input", { type: "password", id: "reviewtoken", autocomplete: "off", required: true });
    const form = make(
      "form",
      { method: "dialog" },
      make("label", {}, "Your token, which says who decides ", field),
      refused ? make("p", { class: "warning" }, refused) : null,
      make("p", { class: "meta" }, "It is kept in this tab until it is closed."),
      make("button", { type: "submit", class: "more" }, "Go on"),
    );
    const dialog = make("dialog", { class: "tokenbox", "aria-label": "Token" }, form);
    form.addEventListener("submit", () => keepToken(field.value.trim()));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(token() !== "");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
