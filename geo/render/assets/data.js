// Where data comes from: a server, or the page itself when it was saved as one file.

const packed = document.getElementById("packed").textContent;

/** Whether the page is one file that carries everything. */
export const isSingleFile = packed !== "";

const inlined = isSingleFile ? await unpacked(packed) : {};

function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

/** What the map draws: places, zones, lines, changes, posts, and the list of documents. */
export const page = async () => spelledOut(isSingleFile ? inlined.page : await fetched("/page.json"));

/** Put rows and segments where lines and changes give their numbers; each travels only once. */
function spelledOut(data) {
  const rows = data.rows.map(([place, name, holder, from, to, source, unsourced]) => ({
    place, name, holder, from, to, source: data.sources[source], reliability: unsourced ? "unsourced" : "reported",
  }));
  const paired = (flat) => flat.flatMap((_, i) => (i % 2 ? [] : [[flat[i + 1], flat[i]]]));
  const segments = data.segments.map(([first, second, halfGap, paths]) => ({
    rows: [rows[first], rows[second]], half_gap_m: halfGap, paths: paths.map(paired),
  }));
  const lines = data.lines.map((line) => {
    const pockets = new Map(line.pockets_km2);
    const spell = (n) => {
      const id = [line.id, ...segments[n].rows.map((row) => row.place)].join("~");
      return { ...segments[n], id, pocket_km2: pockets.get(n) ?? 0 };
    };
    return { ...line, segments: line.segments.map(spell) };
  });
  const town = ([before, after, pocket]) => ({ before: rows[before], after: rows[after], pocket: Boolean(pocket) });
  const changes = data.changes.map((step) => ({
    ...step, parts: step.parts.map((part) => ({ ...part, towns: part.towns.map(town) })),
  }));
  return { ...data, lines, changes };
}

/** A map's base data by its file name. */
export const base = (name) => (isSingleFile ? inlined[name] : fetched(`/static/${name}`));

const documents = new Map();

/** One document with its sentences and mentions; kept once it was read. */
export function documentById(id) {
  if (!documents.has(id)) {
    const found = isSingleFile
      ? Promise.resolve(inlined.documents[id])
      : fetched(`/documents/${encodeURIComponent(id)}?f=json`);
    documents.set(id, found);
    found.catch(() => documents.delete(id));
  }
  return documents.get(id);
}

/** Ask for a document anew the next time: a decision has changed it. */
export const forgetDocument = (id) => documents.delete(id);

/** The sentences that name a place in one role: {numberMatched, passages}. */
export function passagesOf(placeId, role, documentId, limit) {
  if (!isSingleFile) {
    const asked = new URLSearchParams({ place: placeId, role, document: documentId, limit });
    return fetched(`/passages?${asked}`);
  }
  const passages = [];
  for (const found of Object.values(inlined.documents)) {
    if (documentId && found.id !== documentId) continue;
    const bySentence = Map.groupBy
      ? Map.groupBy(found.found, (m) => m.passage_id)
      : found.found.reduce((map, m) => map.set(m.passage_id, [...(map.get(m.passage_id) ?? []), m]), new Map());
    for (const passage of found.passages) {
      const here = (bySentence.get(passage.id) ?? []).filter(
        (m) => m.place_id === placeId && m.role === role && m.status !== "rejected",
      );
      if (here.length) passages.push({ ...passage, found: here });
    }
  }
  return Promise.resolve({ numberMatched: passages.length, passages: passages.slice(0, limit) });
}
