// What the files of a published site answer, where there is no server: in the place of `source.js`.

import { answerOf } from "dateline/fetched.js";
import { file, fileName } from "dateline/site_files.js";
import { passagesOf, passagesWith } from "dateline/site_passages.js";
import { phrasesListed } from "dateline/site_phrases.js";
import { documentById, documentList } from "dateline/site_texts.js";
import { placeById, placesListed, viewed } from "dateline/site_view.js";

/** @type {Source} */
export const source = {
  isServer: false,
  files: "data.html",
  page: () => file("page.json"),
  base: (name) => file(name),
  async build() {
    // Not the one that a cache has kept: what is asked is whether that is the last one.
    const answer = await answerOf("build.json", { cache: "no-cache" });
    return (await answer.json()).build;
  },
  zonePage: (id) => `zones/${encodeURIComponent(fileName(id))}.html`,
  viewed, placesListed, placeById, phrasesListed, documentById, documentList, passagesOf, passagesWith,
};
