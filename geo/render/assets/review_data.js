// What a review asks of the server: the queue, decisions, the token that writing needs.

const TOKEN = "dateline-token";
const IN_ADDRESS = "token=";

/** An answer that is no success: its status, and what the server says is wrong. */
export class Refused extends Error {
  /** @param {number} status @param {string} detail */
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** @param {string} address @param {RequestInit} [options] */
async function asked(address, options = {}) {
  const answer = await fetch(address, { ...options, headers: { Accept: "application/json", ...options.headers } });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, body.detail ?? `${address}: ${answer.status}`);
  return body;
}

/** One question of the queue, with the counts of all of it. @param {number} offset @returns {Promise<Queue>} */
export const question = (offset) => asked(`/review?limit=1&offset=${offset}`);

/** The question about one mention. @param {string} mentionId @returns {Promise<Queue>} */
export const questionOf = (mentionId) => asked(`/review?${new URLSearchParams({ mention: mentionId })}`);

/** Places by name, from the gazetteers of the dossier. @param {string} name @returns {Promise<FoundPlace[]>} */
export const placesNamed = (name) => asked(`/search?${new URLSearchParams({ q: name, format: "jsonv2", limit: "6" })}`);

/** Write a decision; it bears the token that was given. @param {Decision} said @returns {Promise<Correction>} */
export const decide = (said) => written("/corrections", "POST", said);

/** Take a decision back. @param {string} id @returns {Promise<Correction>} */
export const undo = (id) => written(`/corrections/${encodeURIComponent(id)}`, "DELETE");

/** A row for the gazetteer, checked; `add` writes it down, too. @param {NewRow} said @param {boolean} add @returns {Promise<WrittenRow>} */
export const draftRow = (said, add) => (add ? written("/gazetteer/rows", "POST", said) : sent("/gazetteer/drafts", "POST", said));

/** @param {string} address @param {string} method @param {object} [said] */
const written = (address, method, said) => sent(address, method, said, { Authorization: `Bearer ${token()}` });

/** @param {string} address @param {string} method @param {object} [said] @param {Record<string, string>} [headers] */
function sent(address, method, said, headers = {}) {
  const body = said === undefined ? undefined : JSON.stringify(said);
  return asked(address, { method, body, headers: { "Content-Type": "application/json", ...headers } });
}

/** The token that was given in this tab, "" for none. */
export const token = () => sessionStorage.getItem(TOKEN) ?? "";
/** @param {string} text */
export const keepToken = (text) => sessionStorage.setItem(TOKEN, text);
export const forgetToken = () => sessionStorage.removeItem(TOKEN);

/** Keep the token of an address that ends in `#token=…`, and take it out of the address, which is copied and cited. */
export function takeToken() {
  const parts = location.hash.slice(1).split("&");
  const given = parts.find((part) => part.startsWith(IN_ADDRESS));
  if (given === undefined) return;
  const text = unescaped(given.slice(IN_ADDRESS.length)).trim();
  if (text) keepToken(text);
  const rest = parts.filter((part) => part !== given).join("&");
  history.replaceState(null, "", `${location.pathname}${location.search}${rest ? `#${rest}` : ""}`);
}

/** @param {string} text */
function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The mentions whose answers the build does not have yet. @type {Set<string>} */
const sinceBuild = new Set();

/** @param {AnswerChange[]} changes */
export function keepSinceBuild(changes) {
  sinceBuild.clear();
  for (const change of changes) sinceBuild.add(change.mention);
}

/** How many answers the build does not have yet. */
export const answersSinceBuild = () => sinceBuild.size;

/** Whether an answer was decided, or a decision taken back, after the build. @param {string} mentionId */
export const isSinceBuild = (mentionId) => sinceBuild.has(mentionId);

/** Who decided an answer, and whether the build has it; "" where nobody did. @param {{id: string, decided_by: string}} mention */
export function decidedWords({ id, decided_by: by }) {
  if (!isSinceBuild(id)) return by ? `Decided by ${by}` : "";
  return `${by ? `Decided by ${by}` : "A decision was taken back"}; not yet in this build`;
}
