// What the page's modules pass to each other: the data that the server sends, and their own context.

type Position = [number, number];
type Geometry = import("geojson").Geometry;
type Collection = import("geojson").FeatureCollection;
type Role = "literal" | "associative";

interface Chosen { kind: string; id: string }
interface Style {
  land: string; water: string; place: string; associative: string; zone: string; line: string;
  change: string; post: string; vague: string; selection: string; chance: string; casing: string; changes_more: string[];
  change_opacity: [number, number]; vague_core_opacity: number; vague_extent_opacity: number; vague_blur_px: number;
  zone_core_opacity: number; zone_narrow_opacity: number; zone_wide_opacity: number; zone_extent_opacity: number; zone_rim_px: number;
  zone_dash_px: number[]; line_width_px: number; line_casing_px: number; line_casing_opacity: number; line_dash_px: number[]; border_width_px: number;
}
interface Place {
  id: string; number: number; lon: number; lat: number; place_id: string; name: string; names: Record<string, string[]>;
  kind: "point" | "area" | "vague"; role: Role; feature_class: string; feature_code: string; country_code: string;
  mentions: number; doubtful: number; confidence: number; precision_m: number; source: string; source_id: string;
  licence: string; note: string; population: number; population_year: number | null;
  /** Only in what the server finds in a view: mentions that the filters let through, and how many places stand together in which box. */
  found?: number; places?: number; box?: [number, number, number, number];
}
interface ViewSums { mentions: number; places: number; documents: number; layers: Record<string, number> }
interface FoundPlaces { numberMatched: number; places: Place[] }
interface ViewAnswer { pins: Place[]; outside: FoundPlaces; sums: ViewSums; unbuilt: string[] }
interface Citation { text: string; source: string }
interface InForce { in_force_from: string | null; in_force_to: string | null }
interface ZonePart { part: string; certainty: string; band_km: number | null; chance: number | null; area_km2: number; geometry: Geometry | null }
interface Zone extends InForce {
  id: string; title: string; rule: string; depth_km: [number, number] | null; reach: string; line_id: string;
  reading: string; note: string; citations: Citation[]; evidence: Evidence | null; parts: ZonePart[];
}
interface Post extends InForce {
  id: string; lon: number; lat: number; name: string; number: number; of: number; group_id: string; title: string;
  group_note: string; precision_m: number; source: string; note: string; citations: Citation[]; evidence: Evidence | null;
}
interface Row { place: string; name: string; holder: string; from: string | null; to: string | null; source: string; reliability: string }
interface Segment { id: string; rows: [Row, Row]; half_gap_m: number; paths: Position[][]; pocket_km2: number }
interface Pocket { places: string[]; holder: string; inside: string; area_km2: number }
interface Line {
  id: string; kind: string; title: string; valid_on: string | null; source: string; length_km: number; half_gap_m: number;
  greatest_half_gap_m: number; unsourced_share: number; left_out: Pocket[]; geometry: Geometry | null; segments: Segment[];
}
interface TownChange { before: Row; after: Row; pocket: boolean }
/** Which of those who gained ground gained this, 0 for whoever gained most, and how late: 0 the first step, 1 the last. */
interface ChangeLook { gained_rank: number | null; lateness: number }
interface Tint { colour: string; opacity: number }
interface ChangePart extends ChangeLook { id: string; lost_by: string; gained_by: string; area_km2: number; unsourced_share: number; towns: TownChange[]; geometry: Geometry }
interface ChangeSum extends ChangeLook { holder: string; gained_km2: number; lost_km2: number }
interface Step { id: string; line_id: string; title: string; since: string; until: string; parts: ChangePart[]; sums: ChangeSum[]; not_compared: string[] }
interface Anchor { kind: string; words: string[]; place_ids: string[]; names: string[] }
interface Vague {
  id: string; relation: string; exact: string; status: string; decided_by: string; reasons: string[]; document_id: string;
  anchors: Anchor[]; region: number | null; area_km2: number;
}
interface DocumentRow { id: string; title: string; publisher: string; published_on: string | null; dated_by: string; language: string; source: string; mentions: number }
/** Where the server counts, a period is a day, and what there is of places is said here. */
interface Tallies {
  by: "document" | "server"; uses: string[]; periods: [string, number, number][]; rows: [number, number, number, number, number, number][];
  types?: string[]; layers?: string[]; mentions?: number;
}
interface PageData {
  title: string; summary: string; dossier: string; style: Style; attributions: string[]; counts: Record<string, number>;
  view: { lon_deg: number; lat_deg: number; zoom: number };
  skipped: { source: string; reason: string }[]; places: Place[]; outlines: Record<string, Geometry>; tallies: Tallies;
  zones: Zone[]; lines: Line[]; changes: Step[]; posts: Post[]; expressions: Vague[];
  regions: { core: Geometry | null; extent: Geometry | null }[]; documents: DocumentRow[];
}
/** A path is the steps of its first vertex from 0 and of each next one from the one before, longitude and latitude in turn. */
type Steps = number[] | Steps[];
type PackedGeometry = { type: string; steps: Steps } | import("geojson").Point;
interface PackedCollection { type: "FeatureCollection"; features: { type: "Feature"; properties: Record<string, any> | null; geometry: PackedGeometry }[] }
type Packed<T> = Omit<T, "geometry"> & { geometry: PackedGeometry | null };
interface PackedData extends Omit<PageData, "lines" | "changes" | "zones" | "regions" | "outlines"> {
  zones: (Omit<Zone, "parts"> & { parts: Packed<ZonePart>[] })[];
  regions: { core: PackedGeometry | null; extent: PackedGeometry | null }[]; outlines: Record<string, PackedGeometry>;
  rows: [string, string, string, string | null, string | null, number, number][]; sources: string[];
  segments: [number, number, number, number[][]][];
  lines: (Omit<Packed<Line>, "segments"> & { segments: number[]; pockets_km2: [number, number][] })[];
  changes: (Omit<Step, "parts"> & { parts: (Omit<Packed<ChangePart>, "towns"> & { towns: [number, number, number][] })[] })[];
}

interface Reason { reason: string; weight: number }
interface Candidate { id: string; name: string; feature_code: string; lon: number; lat: number; score: number; evidence: Reason[] }
interface Mention {
  id: string; document_id: string; passage_id: string; start: number; end: number; surface: string; kind: string; use: string;
  use_reason: string; role: Role; status: string; confidence: number; decided_by: string; place_id: string | null;
  candidates: Candidate[]; continues?: boolean;
}
interface Passage { id: string; document_id: string; paragraph: number; start: number; end: number; text: string }
interface FoundPassage extends Passage { found: Mention[]; document?: DocumentRow }
interface WholeDocument extends DocumentRow { text: string; passages: Passage[]; found: Mention[] }
/** Without a number the server found too many to count. */
interface PassagePage { numberMatched?: number; passages: FoundPassage[] }
interface DocumentPage { numberMatched?: number; documents: DocumentRow[] }

/** What answers the page: a server, or the files of a published site. */
interface Source {
  isServer: boolean;
  /** The address of the list of all layers with their files. */
  files: string;
  page(): Promise<PackedData>; base(name: string): Promise<Collection>; build(): Promise<string>; zonePage(id: string): string;
  viewed(asked: Record<string, string>): Promise<ViewAnswer>; placesListed(asked: Record<string, string>): Promise<FoundPlaces>;
  placeById(id: string): Promise<any>; phrasesListed(asked: Record<string, string>): Promise<Collection & { numberMatched?: number }>;
  documentById(id: string): Promise<WholeDocument>;
  documentList(asked: { words?: string; days?: string }, limit: number, offset: number): Promise<DocumentPage>;
  passagesOf(asked: { place: string; role: string; document: string; days: string }, limit: number, offset: number): Promise<PassagePage>;
  passagesWith(words: string, limit: number): Promise<PassagePage>;
}

interface WordingPlace { document_id: string; document_title: string; publisher: string; published_on: string | null; passage_id: string; start: number; end: number }
interface Wording { sentence: string; places: WordingPlace[]; places_left_out: number }
interface Value {
  parameter: string; label: string; reason: string; agrees: "yes" | "no" | "other"; passages: number; documents: number;
  wordings: Wording[]; wordings_left_out: number;
}
interface Rule { parameter: string; label: string; event: string; citations: Citation[] }
interface Contradiction { parameter: string; value: number; rule: number | null; others: number[]; others_left_out?: number }
interface Evidence { values: Value[]; rule: Rule[]; contradictions: Contradiction[] }

type Scope = "one" | "document" | "all";
interface Sentence { id: string; start: number; end: number; text: string }
interface Alike { mention: string; start: number; end: number; passage: Sentence }
interface LetteredCandidate extends Candidate { letter: string; nearest: { name: string; distance_km: number } | null }
/** What is asked of a person: a mention, what it may mean, and how many are alike. */
interface Question extends Alike {
  surface: string; kind: string; use: string; status: string; confidence: number; place_id: string | null; decided_by: string;
  document: { id: string; title: string; published_on: string | null };
  candidates: LetteredCandidate[]; open: number; settles: Record<Scope, number>; alike: Alike[];
}
type DrawnPlace = Pick<Candidate, "id" | "name" | "feature_code" | "lon" | "lat">;
interface Answer { status: string; role: Role; kind: string; use: string; confidence: number; decided_by: string; place: DrawnPlace | null }
/** An answer that decisions changed since the build. */
interface AnswerChange { mention: string; built: Answer; now: Answer }
interface Queue {
  numberMatched: number; open: number; settled: number; read_only: string | null; groups: Question[];
  changes: { numberMatched: number; numberReturned: number; changes: AnswerChange[] };
}
interface Decision { mention: string; decision: string; scope: Scope; reason: string }
interface Correction extends Decision { id: string; author: string; time: string }
interface NewRow { name: string; lon: number; lat: number; precision_m: number; feature_code: string; source: string; note: string }
interface WrittenRow { id: string; csv: string }
interface FoundPlace { id: string; name: string; display_name: string; feature_code: string }
type Choose = (decision: string, words: string) => void;
type WithToken = <T>(act: () => Promise<T>) => Promise<T>;

type Child = Node | string | null | undefined | Child[];
type State = import("../../geo/render/assets/state.js").State;
type Changed = Set<string>;
interface Drawn { bounds(id: string): L.LatLngBounds | undefined }
interface PageMap {
  visible(): Place[]; pins: Map<string, Pin>; goTo(selection: Chosen): void; pulse(key: string, on: boolean): void;
}
type Pin = L.Marker & { disc: HTMLElement; place: Place; sizePx: number };
interface Reader { open(): Promise<void>; goTo(mentionId: string, how?: { focus?: boolean }): Promise<void>; underline(key: string, on: boolean): void; refresh(id: string): Promise<void> }
/** What the makers of the page's parts are given; the first four are there from the start. */
interface Context {
  data: PageData; state: State; leaflet: L.Map; clip: Collection; world: Collection;
  zones: Drawn; lines: Drawn; changes: Drawn; expressions: Drawn & { shown(): Vague[]; update(): void };
  map: PageMap; reader: Reader;
}
interface Window { map_dateline: L.Map }
