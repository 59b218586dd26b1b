// What a review asks of the server: the queue, decisions, and the token that writing needs.

const TOKEN = "dateline-token";

/** An answer that is no success: its status, and what the server says is wrong. */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

async function asked(address, options = {}) {
  const answer = await fetch(address, { ...options, headers: { Accept: "application/json", ...options.headers } });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, body.detail ?? `${address}: ${answer.status}`);
  return body;
}

/** One question of the queue, with the counts of all of it. */
export const question = (offset) => asked(`/review?limit=1&offset=${offset}`);

/** The question about one mention. */
export const questionOf = (mentionId) => asked(`/review?${new URLSearchParams({ mention: mentionId })}`);

/** Places by name, from the gazetteers of the dossier. */
export const placesNamed = (name) => asked(`/search?${new URLSearchParams({ q: name, format: "jsonv2", limit: 6 })}`);

/** Write a decision; it bears the token that was given. */
export const decide = (said) => written("/corrections", "POST", said);

/** Take a decision back. */
export const undo = (id) => written(`/corrections/${encodeURIComponent(id)}`, "DELETE");

/** A row for the gazetteer, checked; `add` writes it down, too. */
export const draftRow = (said, add) => (add ? written("/gazetteer/rows", "POST", said) : sent("/gazetteer/drafts", "POST", said));

const written = (address, method, said) => sent(address, method, said, { Authorization: `Bearer ${token()}` });

function sent(address, method, said, headers = {}) {
  const body = said === undefined ? undefined : JSON.stringify(said);
  return asked(address, { method, body, headers: { "Content-Type": "application/json", ...headers } });
}

export const token = () => sessionStorage.getItem(TOKEN) ?? "";
export const keepToken = (text) => sessionStorage.setItem(TOKEN, text);
export const forgetToken = () => sessionStorage.removeItem(TOKEN);
