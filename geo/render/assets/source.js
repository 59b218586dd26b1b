// What a server answers. The page of a published site has `site.js` in the place of this module: the same from files.

import { answerOf, fetched } from "dateline/fetched.js";

/** @type {Source} */
export const source = {
  isServer: true,
  files: "/collections?f=html",
  page: () => fetched("/page.json"),
  base: (name) => fetched(`/static/${name}`),
  async build() {
    const answer = await answerOf("/healthz");
    return (await answer.json()).build;
  },
  zonePage: (id) => `/zones/${encodeURIComponent(id)}?f=html`,
  viewed: (asked) => fetched(`/view?${new URLSearchParams(asked)}`),
  placesListed: (asked) => fetched(`/view/places?${new URLSearchParams(asked)}`),
  placeById: (id) => fetched(`/collections/places/items/${encodeURIComponent(id)}`),
  phrasesListed: (asked) => fetched(`/collections/expressions/items?${new URLSearchParams(asked)}`),
  documentById: (id) => fetched(`/documents/${encodeURIComponent(id)}?f=json`),
  documentList: ({ words, days }, limit, offset) => fetched(`/documents?${asking({ q: words, datetime: days }, limit, offset)}`),
  passagesOf: ({ place, role, document, days }, limit, offset) => fetched(`/passages?${asking({ place, role, document, datetime: days }, limit, offset)}`),
  passagesWith: (words, limit) => fetched(`/passages?${asking({ q: words }, limit, 0)}`),
};

/** @param {Record<string, string | undefined>} asked @param {number} limit @param {number} offset */
function asking(asked, limit, offset) {
  const said = Object.entries({ ...asked, limit: String(limit), offset: String(offset) }).filter(([, value]) => value);
  return new URLSearchParams(/** @type {[string, string][]} */ (said));
}
