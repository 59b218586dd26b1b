// Words of a search, folded as `geo.model.folding` folds those of the texts.

/** What the apostrophes, quotation marks and brackets of that module are: they do not tell names apart. */
const SILENT = new Set("'’‘‛`´ʻʼʽʾʿˈ′″\"“”„‟«»‹›()[]{}.ـ");
const JOINTS = new Set("-‐‑‒–_");
const LETTERS = /** @type {Record<string, string>} */ ({ "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "t", "ß": "s", "ى": "ي", "ة": "ه" });
const VANISHING = /[\p{Mn}\p{Me}\p{Cf}]/u;
const CHEROKEE = /\p{Script=Cherokee}/u;
const SHORTEST_BEGINNING = 3;

/** @param {string} text */
export const folded = (text) => Array.from(text, foldedSign).join("");

/** @param {string} sign */
function foldedSign(sign) {
  const [first] = sign.normalize("NFKD");
  // Through the upper case: that is what makes one letter of ς and σ. Of Cherokee it is the form that stays.
  const upper = first.toUpperCase();
  const plain = CHEROKEE.test(first) ? upper : Array.from(upper.toLowerCase())[0];
  if (SILENT.has(sign) || SILENT.has(plain) || VANISHING.test(sign)) return "";
  if (JOINTS.has(sign) || JOINTS.has(plain)) return " ";
  return LETTERS[plain] ?? plain;
}

/** The words that a search asks for: all of them, none of those with a minus; with a star, any that begin so. @param {string} said */
export function wordsOf(said) {
  const wanted = [];
  for (const piece of said.split(/[\s"“”„]+/u).filter(Boolean)) {
    const isUnwanted = /^-[^-]/u.test(piece);
    const keys = folded(isUnwanted ? piece.slice(1) : piece).match(/[\p{L}\p{N}]+/gu) ?? [];
    const isBegun = piece.endsWith("*") && Array.from(keys.at(-1) ?? "").length >= SHORTEST_BEGINNING;
    if (keys.length) wanted.push({ keys, isUnwanted, isBegun });
  }
  return wanted;
}
