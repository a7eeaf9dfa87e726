// Written from openapi/quote.json by `make contract`; do not edit.

/** `POST /v1/quotes/{id}/adjust`. */
export interface AdjustAnswer {
  difference: DifferenceAnswer;
  order: OrderAnswer;
  quote: QuoteAnswer;
}

/**
 * A lawful way in which the order could cost less or be paid at a better moment; only where it was asked for.
 *
 * `saves` is what the landed cost falls by; null where that is not known. Of a `fact` it is the most that an answer
 * may take off what is certain to be enough.
 */
export interface AdviceAnswer {
  kind: "claim" | "fact" | "registration" | "service" | "transport_mode" | "ship_from" | "incoterm" | "consignments";
  legal_reference: LegalReferenceAnswer;
  line: string | null;
  pointer: string;
  requires: string[];
  saves: MoneyAnswer | null;
  text: string;
}

/** A preference agreement in force, and what a claim must meet: one entry for each way of proving origin. */
export interface AgreementAnswer {
  conditions: Record<string, string>;
  legal_reference: LegalReferenceAnswer;
  name: string;
  partners: string[];
  programme: string;
  valid_from: string | null;
  valid_to: string | null;
}

export interface AlternativeAnswer {
  chosen: boolean;
  kind: string;
  legal_reference: LegalReferenceAnswer;
  line: string;
  name: string;
  programme: string;
  requires: string[];
  saves: MoneyAnswer;
  tax: MoneyAnswer | null;
  total: MoneyAnswer;
  valid_to: string | null;
}

/** What the merchant states about one article; every measure is that of one piece. A PUT replaces all of it. */
export interface ArticleInput {
  /** HS, or the jurisdiction whose national code it is (US, EU, GB, JP ...). */
  codes?: Record<string, string>;
  /** The customs description by language. */
  descriptions?: Record<string, string>;
  dimensions?: DimensionsInput | null;
  facts?: Record<string, string>;
  /** Material -> share of the weight, 0 to 1. */
  materials?: Record<string, number | string>;
  net_weight_kg?: number | string | null;
  /** Where the merchant does not send it. */
  not_shipped_to?: string[];
  origin?: string | null;
  quantities?: Record<string, number | string>;
}

/** What the merchant states about one article; every measure is that of one piece. A PUT replaces all of it. */
export interface ArticleOutput {
  /** HS, or the jurisdiction whose national code it is (US, EU, GB, JP ...). */
  codes?: Record<string, string>;
  /** The customs description by language. */
  descriptions?: Record<string, string>;
  dimensions?: DimensionsOutput | null;
  facts?: Record<string, string>;
  /** Material -> share of the weight, 0 to 1. */
  materials?: Record<string, string>;
  net_weight_kg?: string | null;
  /** Where the merchant does not send it. */
  not_shipped_to?: string[];
  origin?: string | null;
  quantities?: Record<string, string>;
}

/** An article: what the merchant stated, what people fixed, what shops say, and what of all that quotes take. */
export interface ArticleAnswer {
  article: ArticleOutput;
  changed_at: string;
  classifier: ClassifierCode | null;
  overrides: Record<string, OverrideAnswer>;
  shops: Record<string, ShopValues>;
  sku: string;
  /** By field: `origin`, `net_weight_kg`, `codes.<system>`. */
  values: Record<string, KnownValue>;
  version: number;
}

/** One change, with the whole state before and after: `stated`, `overrides`, `synced`, `classifier`, `deleted`. */
export interface ArticleChange {
  /** `put`, `delete`, `override`, `import`, `sync` or `classify`. */
  action: string;
  /** `key:<id>`, `import:<id>`, `shop:<id>` or a name. */
  actor: string;
  after: Record<string, unknown>;
  at: string;
  before: Record<string, unknown> | null;
  version: number;
}

/** A code for one article, with the calibrated probability that it is right. */
export interface ArticleCode {
  /** 4 to 10 digits; dots are fine. */
  code: string;
  probability: number | string;
  /** Any printable characters; in a path percent-encoded. */
  sku: string;
}

export interface ArticlePage {
  articles: ArticleAnswer[];
  /** The cursor of the following page; null on the last one. */
  next: string | null;
}

/** In the destination's currency, with the rate by which it became `amount`. */
export interface AssessedAnswer {
  amount: string;
  currency: string;
  fx: ExchangeRateAnswer | null;
}

export interface AssumptionAnswer {
  fact: string;
  pointer: string;
  text: string;
  value: string;
}

/** A page of changes, the newest first. `next` is the cursor of the following page; null on the last. */
export interface AuditAnswer {
  entries: AuditEntry[];
  next: number | null;
}

/** One change: `actor` made it to `subject`, an id. `details` has no secrets. */
export interface AuditEntry {
  action: string;
  actor: string;
  at: string;
  details: Record<string, unknown>;
  id: number;
  subject: string;
}

/** What the bands of a service's prices are counted in. */
export type BandBasis = "weight" | "goods_value" | "item_count";

export interface BatchAnswer {
  results: BatchItem[];
}

/** `status` is what a single request would have been answered with; there is a quote or a problem. */
export interface BatchItem {
  /** Position of the cart in the batch, from 0. */
  index: number;
  problem?: Problem | null;
  quote?: QuoteAnswer | null;
  status: number;
}

export interface Buyer {
  tax_ids?: TaxId[];
  type?: "consumer" | "business";
}

/** A code that a line may have, and what the line would owe under it. */
export interface CandidateAnswer {
  code: string;
  /** Null where something else is open too, such as national digits. */
  duty: MoneyAnswer | null;
  /** Calibrated: of 100 such answers this share is right. */
  probability: number;
  text: string;
  /** All charges of the line. */
  total: SpreadAnswer | null;
}

/** How fit the catalogue is for quoting. */
export interface CatalogueHealth {
  articles: number;
  counts: Record<string, number>;
  findings: HealthFinding[];
  next: string | null;
}

/**
 * `POST /v1/import/{provider}/catalog`: the rows that were handed to the catalogue's import.
 *
 * `ignored` are columns (or fields) that no article has; `left_out` says of rows why they are no article.
 */
export interface CatalogueImportAnswer {
  ignored: string[];
  imported: ImportAnswer;
  /** At most 100 of them. */
  left_out: string[];
  provider: Provider;
  readings: string[];
  rows: number;
}

export interface ChargeAnswer {
  amount: MoneyAnswer;
  applies_to: ("ddp" | "dap")[];
  assessed: AssessedAnswer;
  base: MoneyAnswer | null;
  collected: Collected;
  follows_incoterm?: boolean;
  formula: Record<string, unknown>;
  id: string;
  kind: ChargeKind;
  legal_reference: LegalReferenceAnswer;
  measure_id: string;
  name: string;
  payer: Payer;
  programme: string;
  rate_text: string;
  release: string;
  valid_from: string | null;
  valid_to: string | null;
  verified_until: string | null;
}

/** A charge that came out differently; `before` or `after` is null where there was or is none. */
export interface ChargeDifferenceAnswer {
  after: MoneyAnswer | null;
  before: MoneyAnswer | null;
  difference: MoneyAnswer;
  kind: ChargeKind;
  line: string | null;
  name: string;
  programme: string;
}

/** What a charge is; `duty`, `additional_duty`, `excise`, `tax` and `fees` totals are sums over these. */
export type ChargeKind = "duty" | "additional_duty" | "excise" | "tax" | "fee";

/** A suggestion; no quote takes it by itself. */
export interface ClassifierCode {
  code: string;
  probability: string;
}

/** What became of them. */
export interface ClassifierCodesAnswer {
  unchanged: number;
  /** SKUs that the catalogue does not have. */
  unknown: string[];
  written: number;
}

/** Codes of articles, each article once. They are shown and compared; no quote takes them. */
export interface ClassifierCodesRequest {
  codes: ArticleCode[];
}

/** The classifier's own question: each answer with the code that it leads to. */
export interface ClassifierQuestion {
  answers: LeadingAnswer[];
  attribute: string;
  text: string;
}

/** What the classification service said of a line that nobody gave a code. None of it is charged. */
export interface CodeSuggestion {
  candidates: CandidateAnswer[];
  decision: Decision;
  id: string;
  model: string;
  question: ClassifierQuestion | null;
  source: Source;
}

/** When and by whom the money is taken. */
export type Collected = "checkout" | "delivery" | "self_accounted" | "carrier_cost";

/** `POST /v1/quotes/{id}/commit`: the shopper has ordered at these amounts. */
export interface CommitRequest {
  /** Whether duties are paid in advance; default: as the Incoterm says. */
  delivery?: "ddp" | "dap" | null;
  /** What the shop itself calls it. */
  reference: string;
  /** The shipping service chosen; null: the cart's own. */
  service?: string | null;
  /** The token of the quote, to be sure which totals were accepted. */
  token?: string | null;
}

/**
 * Goods that really travel apart from the rest; each one is its own import.
 *
 * `shipping` is its own part of the cart's; what is left of the cart's is shared by those that state none.
 */
export interface ConsignmentPart {
  id: string;
  parcels?: Record<string, unknown>[];
  ship_from: Place;
  shipping?: number | string | null;
}

/** `GET /v1/countries/{country}`: what is known of a destination on one day. */
export interface CountryAnswer {
  agreements?: AgreementAnswer[];
  confidence: string | null;
  country: string;
  currency: string | null;
  customs_territory: string;
  date: string;
  fees: MeasureAnswer[];
  has_tariff: boolean;
  name: string;
  not_included: string | null;
  releases: ReleaseAnswer[];
  simplified_regimes: MeasureAnswer[];
  tax_name: string | null;
  tax_territory: string;
  taxes: MeasureAnswer[];
  thresholds: ThresholdAnswer[];
  us_schedule_c: string | null;
  valuation_basis: string | null;
}

/** The codes of product properties (BigCommerce: tax properties and metafields) that hold customs facts. */
export interface CustomsProperties {
  country_of_origin?: string;
  description?: string;
  hs_code?: string;
}

/** What may be done with the answer. */
export type Decision = "auto" | "review" | "ask" | "not_goods" | "too_vague" | "restricted";

/** What an adjustment changed; amounts are after less before, and null where one of both is not known. */
export interface DifferenceAnswer {
  charges: ChargeDifferenceAnswer[];
  due_at_checkout: MoneyAnswer | null;
  due_on_delivery: MoneyAnswer | null;
  landed_cost: MoneyAnswer | null;
  previous_quote_id: string;
  self_accounted: MoneyAnswer | null;
}

/** Of one packed piece, in centimetres. */
export interface DimensionsInput {
  height_cm: number | string;
  length_cm: number | string;
  width_cm: number | string;
}

/** Of one packed piece, in centimetres. */
export interface DimensionsOutput {
  height_cm: string;
  length_cm: string;
  width_cm: string;
}

/**
 * What a carrier asks for paying duty and tax in advance: the greater of a share of them and a minimum, and a fixed
 * part. `currency` is that of `minimum` and `fixed`.
 */
export interface DisbursementFeeInput {
  carrier: string;
  /** ISO 4217. */
  currency: string;
  destinations?: string[];
  fixed?: number | string;
  minimum?: number | string;
  paid_by?: "shopper" | "merchant";
  share?: number | string;
  /** VAT or GST that the carrier adds. */
  tax_rate?: number | string;
}

/**
 * What a carrier asks for paying duty and tax in advance: the greater of a share of them and a minimum, and a fixed
 * part. `currency` is that of `minimum` and `fixed`.
 */
export interface DisbursementFeeOutput {
  carrier: string;
  /** ISO 4217. */
  currency: string;
  destinations?: string[];
  fixed?: string;
  minimum?: string;
  paid_by?: "shopper" | "merchant";
  share?: string;
  /** VAT or GST that the carrier adds. */
  tax_rate?: string;
}

/** An endpoint of the merchant. `resting_until` is set after repeated failures; nothing is lost meanwhile. */
export interface EndpointAnswer {
  created_at: string;
  disabled_at: string | null;
  disabled_reason: string | null;
  event_types: EventType[];
  /** Failed attempts in a row. */
  failures: number;
  id: string;
  /** Until when the secret before signs along. */
  previous_secret_until: string | null;
  resting_until: string | null;
  url: string;
}

export interface EndpointList {
  endpoints: EndpointAnswer[];
}

/** Where to send what. */
export interface EndpointRequest {
  event_types: EventType[];
  /** https, on port 443. */
  url: string;
}

export type EventType = "quote.committed" | "quote.adjusted" | "quote.refunded" | "quote.voided" | "release.changed" | "clearance.event" | "document.ready" | "document.refused" | "recheck.completed" | "catalogue.rechecked";

export interface ExchangeRateAnswer {
  as_of: string;
  from_currency: string;
  prescribed?: boolean;
  rate: string;
  source: string;
  to_currency: string;
  valid_to: string | null;
}

/** How old the facts are that the amounts rest on, and how far one had to go for them. */
export interface FreshnessAnswer {
  fx: ExchangeRateAnswer[];
  releases: ReleaseAnswer[];
  stale: string[];
  tier: "memory" | "redis" | "postgres" | "packaged";
  verified_until: string | null;
}

export interface HealthFinding {
  field: string;
  /** The other code of a conflict; the number of lines of an ambiguous code. */
  other: string;
  problem: HealthProblem;
  sku: string;
  value: string;
}

/** What may be wrong with an article. */
export type HealthProblem = "missing_code" | "missing_origin" | "missing_weight" | "missing_description" | "unknown_hs_code" | "unknown_national_code" | "ambiguous_code" | "override_conflict" | "classifier_conflict";

export interface HistoryPage {
  /** Newest first. */
  changes: ArticleChange[];
  next: string | null;
}

export interface Identifiers {
  manufacturer?: string | null;
  product?: string | null;
}

/** An import: its progress, and a page of the rows that were refused. */
export interface ImportAnswer {
  bytes: number;
  created_at: string;
  /** Why it failed; else empty. */
  detail: string;
  faults: RowFault[];
  id: string;
  /** The cursor of the following page of faults. */
  next: string | null;
  rows_read: number;
  rows_refused: number;
  rows_unchanged: number;
  rows_written: number;
  state: ImportState;
  updated_at: string;
}

/** How far an import is. */
export type ImportState = "waiting" | "running" | "done" | "failed";

/** What the prices already contain; the engine solves it out of them. */
export type IncludedInPrice = "freight" | "insurance" | "duty" | "home_tax" | "destination_tax";

export type Incoterm = "EXW" | "FCA" | "FAS" | "FOB" | "CPT" | "CIP" | "CFR" | "CIF" | "DPU" | "DAP" | "DDP";

/** A key as it may be shown. `begins_with` is its public part; limits are null where everybody's apply. */
export interface KeyAnswer {
  begins_with: string;
  burst: number | null;
  concurrency: number | null;
  created_at: string;
  environment: "test" | "live";
  expires_at: string | null;
  id: string;
  label: string;
  last_used_at: string | null;
  requests_per_second: number | null;
  revoked_at: string | null;
  scopes: string[];
}

/** `POST /v1/merchant/keys`. */
export interface KeyRequest {
  /** Default: that of the key that asks. A test key makes test keys alone. */
  environment?: "test" | "live" | null;
  /** When the key ends by itself; without it, never. */
  expires_at?: string | null;
  /** What the key is for. */
  label?: string;
  scopes: Scope[];
}

/** `POST /v1/merchant/keys/{key_id}/rotate`. */
export interface KeyRotation {
  /** How long the old key still lives; else until revoked. */
  end_old_after_seconds?: number | null;
  /** When the key ends by itself; without it, never. */
  expires_at?: string | null;
}

/** Every key of the merchant, the oldest first; also those that have ended. */
export interface KeysAnswer {
  keys: KeyAnswer[];
}

/** A value that quotes take, and who says so: `override`, `merchant` or `shop:<id>`. */
export interface KnownValue {
  source: string;
  value: string;
}

/** What an article may lack. */
export type Lack = "code" | "origin" | "weight" | "description";

export interface LeadingAnswer {
  leads_to: string;
  value: string;
}

export interface LegalReferenceAnswer {
  text: string;
  url: string;
}

/** One line of the cart. `unit_price` is per unit; `net_weight_kg`, `quantities` and `discount` are line totals. */
export interface Line {
  /** HS, EU, or the country whose national code it is (US, GB, JP ...). Of a code that the destination does not use, the first six digits count. */
  code_system?: string;
  consignment?: string | null;
  declared_value?: number | string | null;
  description?: string | null;
  /** The customs description by language, for papers. */
  descriptions?: Record<string, string>;
  discount?: number | string;
  facts?: Record<string, string>;
  hs_code?: string | null;
  id: string;
  identifiers?: Identifiers;
  line_total?: number | string | null;
  net_weight_kg?: number | string | null;
  origin?: string | null;
  preference?: PreferenceClaim;
  quantities?: Record<string, number | string>;
  quantity: number | string;
  sku?: string | null;
  unit_price?: number | string | null;
}

export interface LineAnswer {
  alternatives: AlternativeAnswer[];
  calculable: boolean;
  charges: ChargeAnswer[];
  consignment: string;
  customs_value: MoneyAnswer;
  duty: MoneyAnswer | null;
  goods_value: MoneyAnswer;
  id: string;
  origin: string;
  reason: string | null;
  tariff_code: string | null;
  tax: MoneyAnswer | null;
}

export interface MeasureAnswer {
  areas: string[];
  conditions: Record<string, string>;
  excluded: string[];
  goods_code: string;
  heading: string;
  id: string;
  kind: string;
  legal_reference: LegalReferenceAnswer;
  mode: string;
  name: string;
  programme: string;
  rate: Record<string, unknown> | null;
  rate_text: string;
  release: string;
  valid_from: string | null;
  valid_to: string | null;
  verified_until: string | null;
}

/**
 * The settings of one merchant. A request that says otherwise wins; what is taken from here stands in the quote's
 * `assumptions`.
 */
export interface MerchantProfileInput {
  disbursement_fees?: DisbursementFeeInput[];
  incoterms?: Record<string, Incoterm>;
  language?: string;
  on_degraded?: OnDegraded;
  on_unknown?: OnUnknown;
  origins?: Origin[];
  prices_include?: Record<string, IncludedInPrice[]>;
  rate_tables?: RateTableInput[];
  registrations?: Registration[];
  rounding?: RoundingInput;
  seller_country?: string | null;
  /** Take the classifier's code for a line without one, where it decides `auto`; else it is asked. */
  use_classified_codes?: boolean;
}

/**
 * The settings of one merchant. A request that says otherwise wins; what is taken from here stands in the quote's
 * `assumptions`.
 */
export interface MerchantProfileOutput {
  disbursement_fees?: DisbursementFeeOutput[];
  incoterms?: Record<string, Incoterm>;
  language?: string;
  on_degraded?: OnDegraded;
  on_unknown?: OnUnknown;
  origins?: Origin[];
  prices_include?: Record<string, IncludedInPrice[]>;
  rate_tables?: RateTableOutput[];
  registrations?: Registration[];
  rounding?: RoundingOutput;
  seller_country?: string | null;
  /** Take the classifier's code for a line without one, where it decides `auto`; else it is asked. */
  use_classified_codes?: boolean;
}

export interface MissingAnswer {
  affects: "amount" | "clearance" | "document";
  /** On the question about a code, where the classifier was asked and answered in time. `spread` is then that of the candidates, `likely` the best one's; the right code may be another one, so the upper end of the quote's estimate stays open. */
  classification?: CodeSuggestion | null;
  fact: string;
  id: string;
  line: string | null;
  /** JSON Pointer of the field of the request that holds the answer. Null where no field does: the loaded law lacks a rate or does not say, and customs would have to be asked. */
  pointer: string | null;
  question: string;
  spread: SpreadAnswer | null;
}

export interface MoneyAnswer {
  amount: string;
  currency: string;
}

/** An endpoint with a secret just made. */
export interface NewEndpointAnswer {
  created_at: string;
  disabled_at: string | null;
  disabled_reason: string | null;
  event_types: EventType[];
  /** Failed attempts in a row. */
  failures: number;
  id: string;
  /** Until when the secret before signs along. */
  previous_secret_until: string | null;
  resting_until: string | null;
  /** `whsec_` and base64, as Standard Webhooks has it; it is not shown again. */
  secret: string;
  url: string;
}

/** A key just made: the only answer that holds it in plain. */
export interface NewKeyAnswer {
  begins_with: string;
  burst: number | null;
  concurrency: number | null;
  created_at: string;
  environment: "test" | "live";
  expires_at: string | null;
  id: string;
  key: string;
  label: string;
  last_used_at: string | null;
  requests_per_second: number | null;
  revoked_at: string | null;
  scopes: string[];
}

/** A shop just registered. */
export interface NewShopAnswer {
  /** The secret that was made; null where one was given. */
  client_secret: string | null;
  external_id: string;
  id: string;
  installed_at: string;
  platform: Platform;
  settings: ShopSettings;
  uninstalled_at: string | null;
}

/** What a checkout is offered when all amounts are known, and rest on facts older than allowed (`degraded`). */
export type OnDegraded = "offer" | "dap_only" | "refuse";

/** What a checkout is offered when an amount is not known for sure. */
export type OnUnknown = "dap_only" | "charge_max" | "refuse";

/**
 * What the shopper pays if the order goes this way. Totals are null where an amount is not known, unless the
 * merchant settled that the upper end of its estimate is charged; `reason` says so then.
 */
export interface OptionAnswer {
  available: boolean;
  due_at_checkout: MoneyAnswer | null;
  due_on_delivery: MoneyAnswer | null;
  landed_cost: MoneyAnswer | null;
  reason: string | null;
  self_accounted: MoneyAnswer | null;
  shipping: MoneyAnswer;
}

export interface OptionsAnswer {
  dap: OptionAnswer;
  ddp: OptionAnswer;
  services?: ServiceAnswer[];
}

/**
 * `GET /v1/quotes/{id}/order`. `quote_id` is the quote that was committed first and names the order;
 * `current_quote_id` is the one that holds now. Totals are those of the chosen service and way of delivery.
 */
export interface OrderAnswer {
  current_quote_id: string;
  delivery: "ddp" | "dap" | null;
  due_at_checkout: MoneyAnswer | null;
  due_on_delivery: MoneyAnswer | null;
  events: OrderEventAnswer[];
  expires_at: string;
  landed_cost: MoneyAnswer | null;
  quote_id: string;
  reference: string | null;
  self_accounted: MoneyAnswer | null;
  service: string | null;
  state: OrderState;
}

/** One order of a shop. An amount that is not known is null, never 0. */
export interface OrderComparisonAnswer {
  cancelled: boolean;
  compared_at: string;
  duties_charged: MoneyAnswer | null;
  duties_computed: MoneyAnswer | null;
  duties_refunded: MoneyAnswer;
  /** As the shop's platform calls it. */
  order_id: string;
  order_updated_at: string;
  quote_id: string | null;
  shop_id: string;
  taxes_charged: MoneyAnswer | null;
  taxes_computed: MoneyAnswer | null;
  taxes_refunded: MoneyAnswer;
  /** `over`: the shopper was charged more than was computed; `under`: the merchant bears the rest. */
  variance: Outcome;
}

/** The newest comparisons first; `next` is the cursor of the following page, null on the last one. */
export interface OrderComparisonPage {
  comparisons: OrderComparisonAnswer[];
  next: string | null;
}

/** One thing that happened to an order. `quote_id` is the quote that held from then on. */
export interface OrderEventAnswer {
  created_at: string;
  details: Record<string, unknown>;
  kind: OrderEventKind;
  quote_id: string;
  sequence: number;
}

export type OrderEventKind = "committed" | "adjusted" | "refunded" | "voided";

export type OrderState = "open" | "committed" | "adjusted" | "voided";

/** A place goods are sent from. `code` is the shop's own name of it, such as a location id. */
export interface Origin {
  code: string;
  place: Place;
}

/** How the duty and tax of an order lie to those of its quote. */
export type Outcome = "equal" | "over" | "under" | "not_stated" | "not_computed" | "no_quote" | "other_currency";

/** A value that a person fixes. It wins over what the merchant's files and the shops say, until it is taken back. */
export interface Override {
  author?: string | null;
  field: string;
  reason: string;
  value: string;
}

export interface OverrideAnswer {
  at: string;
  author: string;
  reason: string;
  value: string;
}

/** All overrides of an article; those that are not named are taken back. */
export interface OverridesRequest {
  overrides: Override[];
}

export type Payer = "seller" | "buyer";

/**
 * Where goods leave or arrive. The country decides the tariff and the tax, unless the postal code, the region (ISO
 * 3166-2, with or without the country) or the town points to a special territory, such as the Canary Islands.
 */
export interface Place {
  city?: string | null;
  /** ISO 3166-1 alpha-2, or XI, XK, IC, EA. */
  country: string;
  postal_code?: string | null;
  region?: string | null;
}

export type Platform = "shopify" | "bigcommerce" | "woocommerce" | "generic";

/** Whether a preferential origin is claimed; without a claim and its proof none is ever applied. */
export interface PreferenceClaim {
  claim?: boolean;
  direct_transport?: boolean | null;
  exporter_reference?: string | null;
  proof?: string | null;
}

/**
 * A price for everything above the band before it and up to `up_to`, which is included. Without it there is no
 * upper limit. `up_to` is in kg, in the table's currency or in pieces, as the service's `basis` says.
 */
export interface PriceBandInput {
  price: number | string;
  up_to?: number | string | null;
}

/**
 * A price for everything above the band before it and up to `up_to`, which is included. Without it there is no
 * upper limit. `up_to` is in kg, in the table's currency or in pieces, as the service's `basis` says.
 */
export interface PriceBandOutput {
  price: string;
  up_to?: string | null;
}

/** The body of every answer that is not a success: `application/problem+json`. */
export interface Problem {
  /** The last part of `type`: what programs should compare. */
  code: string;
  detail: string;
  errors?: ProblemError[];
  /** Quote it when asking for help; it is also in `X-Request-Id`. */
  request_id?: string;
  status: number;
  title: string;
  /** URI that identifies and describes the kind of problem. */
  type: string;
}

/** One fault in a request. `pointer` (RFC 6901) is set for faults in the body, `parameter` for all others. */
export interface ProblemError {
  /** Stable name of the fault, such as `missing` or `greater_than`. */
  code: string;
  /** What is expected and what was found, in one sentence. */
  detail: string;
  /** Such as `query.origin` or `header.idempotency-key`. */
  parameter?: string | null;
  /** JSON Pointer into the request's body; empty for all of it. */
  pointer?: string | null;
}

/** Whose shapes are understood. */
export type Provider = "avatax" | "zonos" | "dhl" | "ups";

/** `POST /v1/import/{provider}/quotes`: the same, quoted. */
export interface ProviderQuoteAnswer {
  /** In the shape of a `QuoteRequest`, as it is quoted. */
  cart: Record<string, unknown>;
  /** JSON Pointers into the body of all that is said there and has no meaning here. */
  ignored: string[];
  provider: Provider;
  quote: QuoteAnswer;
  readings: ReadingAnswer[];
}

export type Purpose = "sale" | "gift" | "sample" | "return" | "repair";

export interface QuoteAnswer {
  additional_duty: MoneyAnswer | null;
  advice?: AdviceAnswer[];
  assumptions: AssumptionAnswer[];
  buyer_data_required: string[];
  charges: ChargeAnswer[];
  created_at: string;
  currency: string;
  customs_value: MoneyAnswer;
  documents_required: RequiredDocumentAnswer[];
  due_at_checkout: MoneyAnswer | null;
  due_on_delivery: MoneyAnswer | null;
  duty: MoneyAnswer | null;
  engine_version: string;
  estimate: SpreadAnswer | null;
  excise: MoneyAnswer | null;
  expires_at: string;
  fees: MoneyAnswer | null;
  freshness: FreshnessAnswer;
  goods_total: MoneyAnswer;
  id: string | null;
  import_date: string;
  incoterm: string;
  insurance: MoneyAnswer;
  landed_cost: MoneyAnswer | null;
  lines: LineAnswer[];
  missing: MissingAnswer[];
  not_included: string[];
  options: OptionsAnswer;
  reliefs: ReliefAnswer[];
  restrictions: RestrictionAnswer[];
  self_accounted: MoneyAnswer | null;
  shipping: MoneyAnswer;
  status: QuoteStatus;
  tax: MoneyAnswer | null;
  token: string | null;
}

/** A cart to be landed. Every default that is taken stands in the answer's `assumptions`. */
export interface QuoteRequest {
  /** Whether to look for lawful ways that cost less; it takes longer. */
  advice?: boolean;
  buyer?: Buyer;
  consignments?: ConsignmentPart[];
  /** ISO 4217. */
  currency: string;
  discount?: number | string;
  export_date?: string | null;
  /** Share of the shipping that is for the way to the customs border of the destination, where its law counts only that much in the customs value (European Union). Postal charges count in full. */
  freight_share_to_border?: number | string | null;
  import_date?: string | null;
  importer_of_record?: "buyer" | "seller" | "carrier" | null;
  incoterm?: Incoterm | null;
  insurance?: number | string;
  language?: string;
  lines: Line[];
  prices_include?: IncludedInPrice[];
  purpose?: Purpose;
  sale_date?: string | null;
  seller?: Seller;
  /** Each is quoted landed. Lines times (1 + services) are 400 at most. */
  services?: ServiceOption[];
  /** Whether the rate tables of the merchant's settings give `services`, if it is empty. */
  services_from_settings?: boolean;
  ship_from: Place;
  ship_to: Place;
  shipping?: number | string;
  transport_mode?: TransportMode | null;
}

export type QuoteStatus = "complete" | "partial" | "degraded" | "no_import";

/** Prices of shipping: zone x band x service, in one currency. A shipment is in the first zone that it matches. */
export interface RateTableInput {
  code: string;
  /** ISO 4217. */
  currency: string;
  /** Weight of the packaging of each consignment. */
  packaging_kg?: number | string;
  services: RatedServiceInput[];
  zones: ShippingZone[];
}

/** Prices of shipping: zone x band x service, in one currency. A shipment is in the first zone that it matches. */
export interface RateTableOutput {
  code: string;
  /** ISO 4217. */
  currency: string;
  /** Weight of the packaging of each consignment. */
  packaging_kg?: string;
  services: RatedServiceOutput[];
  zones: ShippingZone[];
}

/** A service of a rate table. `code` never changes its meaning, for shops store it with orders. */
export interface RatedServiceInput {
  basis?: BandBasis;
  carrier?: string | null;
  code: string;
  ddp?: boolean;
  fees?: ServiceFeeInput[];
  mode?: TransportMode;
  name: string;
  prices: ZonePricesInput[];
  transit_days?: TransitDays | null;
}

/** A service of a rate table. `code` never changes its meaning, for shops store it with orders. */
export interface RatedServiceOutput {
  basis?: BandBasis;
  carrier?: string | null;
  code: string;
  ddp?: boolean;
  fees?: ServiceFeeOutput[];
  mode?: TransportMode;
  name: string;
  prices: ZonePricesOutput[];
  transit_days?: TransitDays | null;
}

/** A field of the provider's request that was not taken as it stands, and how it was read. */
export interface ReadingAnswer {
  pointer: string;
  text: string;
}

/** Whether an amount comes back when the goods do. */
export type Recovery = "tax_return" | "on_application" | "none";

/** `POST /v1/quotes/{id}/refund`. */
export interface RefundAnswer {
  order: OrderAnswer;
  refund: RefundDetailsAnswer;
}

/** `total` is the sum of `charges`; the other sums divide it by `recovery`. */
export interface RefundDetailsAnswer {
  charges: RefundedChargeAnswer[];
  lines: ReturnedLineOutput[];
  none: MoneyAnswer;
  on_application: MoneyAnswer;
  quote_id: string;
  reference: string;
  tax_return: MoneyAnswer;
  total: MoneyAnswer;
}

/**
 * `POST /v1/quotes/{id}/refund`: goods that come back. `reference` names the return; repeating it changes
 * nothing.
 */
export interface RefundRequest {
  lines: ReturnedLineInput[];
  /** What the shop itself calls it. */
  reference: string;
}

/** The part of a charge that belongs to the goods that came back, and whether it is given back by law. */
export interface RefundedChargeAnswer {
  amount: MoneyAnswer;
  charge_id: string;
  kind: ChargeKind;
  legal_reference: LegalReferenceAnswer;
  line: string;
  name: string;
  payer: string;
  programme: string;
  recovery: Recovery;
  text: string;
}

/** A tax registration of the seller: IOSS, GB_VAT, VOEC, AU_GST, NZ_GST, SG_GST, UKIMS ... */
export interface Registration {
  number?: string | null;
  scheme: string;
}

export interface ReleaseAnswer {
  edition: string;
  id: string;
  jurisdiction: string;
  publication: string;
  published_on: string;
  publisher: string;
  title: string;
  verified_until: string | null;
}

export interface ReliefAnswer {
  kind: string;
  legal_reference: LegalReferenceAnswer;
  line: string | null;
  measure_id: string;
  text: string;
}

/** A recorded quote computed again from its request, its day and its releases. */
export interface ReplayAnswer {
  differences: string[];
  engine_version_now: string;
  engine_version_then: string;
  id: string;
  identical: boolean;
  quote: QuoteAnswer;
}

/** The time whose events are sent (again): the dead ones and those never tried, or all of them. */
export interface ReplayRequest {
  delivered_too?: boolean;
  since: string;
  /** Before which; default now. */
  until?: string | null;
}

export interface ReplayedAnswer {
  /** How many will be sent. */
  events: number;
}

/** A paper that the import needs: of one line, or of the consignment where `line` is null. */
export interface RequiredDocumentAnswer {
  document: string;
  legal_reference: LegalReferenceAnswer;
  line: string | null;
  reason: string;
}

/**
 * A control on the import of a line's goods: a prohibition, or a condition. It changes no amount.
 *
 * Where it `blocks`, the goods may not come in: no way of delivery is then available and there is no price.
 */
export interface RestrictionAnswer {
  blocks?: boolean;
  legal_reference: LegalReferenceAnswer;
  line: string;
  measure_id: string;
  text: string;
}

export interface ReturnedLineInput {
  id: string;
  quantity: number | string;
}

export interface ReturnedLineOutput {
  id: string;
  quantity: string;
}

/** How prices that a shopper sees are rounded; amounts of law never are. */
export interface RoundingInput {
  direction?: "half_up" | "up" | "down";
  step?: number | string;
}

/** How prices that a shopper sees are rounded; amounts of law never are. */
export interface RoundingOutput {
  direction?: "half_up" | "up" | "down";
  step?: string;
}

/** A row that was refused. `row` counts from 1, without the header. */
export interface RowFault {
  code: string;
  detail: string;
  /** The column of a CSV file, or a JSON Pointer into the row of JSON Lines. */
  pointer: string;
  row: number;
}

/** One room of the API. A key holds some of them; a route asks for one. */
export type Scope = "quote" | "catalog" | "classify" | "documents" | "admin";

/** A secret to keep. No route answers it again. */
export interface SecretRequest {
  value: string;
}

export interface Seller {
  country?: string | null;
  marketplace?: boolean;
  registrations?: Registration[];
  type?: "business" | "consumer";
}

/** A service, landed both ways; `charges` are its carrier's for paying duty and tax, in `ddp` if at checkout. */
export interface ServiceAnswer {
  carrier?: string | null;
  charges?: ChargeAnswer[];
  code: string;
  dap: OptionAnswer;
  ddp: OptionAnswer;
  mode: string;
  name?: string | null;
  transit_days?: TransitDays | null;
}

/** What comes on top of a band's price: a share of it (fuel), a fixed part (handling), and the tax on both. */
export interface ServiceFeeInput {
  fixed?: number | string;
  name: string;
  share?: number | string;
  /** VAT or GST on this fee. */
  tax_rate?: number | string;
}

/** What comes on top of a band's price: a share of it (fuel), a fixed part (handling), and the tax on both. */
export interface ServiceFeeOutput {
  fixed?: string;
  name: string;
  share?: string;
  /** VAT or GST on this fee. */
  tax_rate?: string;
}

/** How the two ways of paying duty are told apart in a service's name. */
export interface ServiceNaming {
  dap_suffix?: string;
  ddp_suffix?: string;
}

/** A shipping service to be quoted landed, beside the cart's own shipping. */
export interface ServiceOption {
  carrier?: string | null;
  code: string;
  /** Whether it can be sent with duties paid. */
  ddp?: boolean;
  /** What its carrier asks for paying duty and tax; default: the merchant's settings. */
  disbursement?: DisbursementFeeInput | null;
  mode: TransportMode;
  name?: string | null;
  /** The part of `shipping` that is for each consignment, by its id; shared by value if left out. */
  shares?: Record<string, number | string>;
  shipping: number | string;
  transit_days?: TransitDays | null;
}

/** The secrets that a merchant brings along. */
export type SettableSecret = "client_secret" | "access_token" | "refresh_token" | "webhook_header";

/** Where prices are the same. `origins` are countries or codes of the merchant's origins; none: from everywhere. */
export interface ShippingZone {
  code: string;
  destinations: ZoneDestination[];
  origins?: string[];
}

/** A shop of the merchant. */
export interface ShopAnswer {
  external_id: string;
  id: string;
  installed_at: string;
  platform: Platform;
  settings: ShopSettings;
  uninstalled_at: string | null;
}

export interface ShopList {
  shops: ShopAnswer[];
}

/** A shop to register. */
export interface ShopRequest {
  /** What the platform signs with; left out, one is made and answered this once. */
  client_secret?: string | null;
  /** `*.myshopify.com`, the store hash, or a name you choose. */
  external_id: string;
  platform: Platform;
  settings?: ShopSettings;
}

/** How a shop wants to be served. What is not settled here comes from the merchant's profile. */
export interface ShopSettings {
  /** Longest time a callback may take, in milliseconds, whatever the platform allows. */
  budget_ms?: number;
  /** Whether the price of a DDP service holds duty and tax; null: unless we compute the shop's tax. */
  charges_in_shipping?: boolean | null;
  /** The shop charges duties itself, so that our DDP amounts are switched off. */
  collects_duties_natively?: boolean;
  customs_properties?: CustomsProperties;
  /** An origin of the merchant's profile. */
  default_origin_code?: string | null;
  /** The product field that holds the tariff code, where the platform has none of its own. */
  hs_code_field?: string;
  /** The product field that holds the country of origin. */
  origin_field?: string;
  /** Refuse rate callbacks that carry no valid signature. */
  require_rate_signature?: boolean;
  service_naming?: ServiceNaming;
  /** The user name that the platform's tax calls carry. */
  tax_provider_user?: string | null;
  /** The unit of weights where the platform's events do not name it; without it they are unknown. */
  weight_unit?: "g" | "kg" | "lb" | "oz" | null;
}

/** What a shop said last of the article. */
export interface ShopValues {
  title?: string;
  updated_at: string;
  values?: Record<string, string>;
  variant_id: string;
}

/** Who says so. */
export type Source = "model" | "memory" | "override";

/** A range in `currency`. `max` is null where it is unbounded, `likely` where there is no ground to say. */
export interface SpreadAnswer {
  currency: string;
  likely: string | null;
  max: string | null;
  min: string;
}

/** A loaded release. `age_seconds` counts from the end of the day up to which it is verified. */
export interface StoredReleaseAnswer {
  activated_at: string | null;
  active: boolean;
  age_seconds: number;
  edition: string;
  id: string;
  jurisdiction: string;
  licence: string;
  lines: number;
  loaded_at: string;
  measures: number;
  publication: string;
  published_on: string;
  publisher: string;
  source_url: string;
  title: string;
  verified_until: string | null;
}

/** `GET /v1/tariffs/{country}/{code}`: what the loaded tariff says about one code on one day. */
export interface TariffAnswer {
  code: string;
  country: string;
  date: string;
  declarable: string[];
  hs6_text: string | null;
  jurisdiction: string;
  listed?: boolean;
  measures: MeasureAnswer[];
  origin: string | null;
  releases: ReleaseAnswer[];
}

/**
 * One measure that begins or ends on a day, or that one release has otherwise than another.
 *
 * `on` is the first day on which the law is another, None between releases; `fields` names what differs in a measure
 * that both releases have.
 */
export interface TariffChangeAnswer {
  after: MeasureAnswer | null;
  before: MeasureAnswer | null;
  change: string;
  fields: string[];
  goods_code: string;
  jurisdiction: string;
  measure_id: string;
  on: string | null;
}

/** `GET /v1/tariffs/changes`: a page. `next` is the cursor of the following page, None on the last one. */
export interface TariffChangesAnswer {
  changes: TariffChangeAnswer[];
  next: number | null;
}

/**
 * `text` is that of the Harmonized System (HS 2022), in English; `declarable` are the codes of the loaded tariff at
 * or below `code` (or the digits asked for), none where the tariff has no list of codes.
 */
export interface TariffHit {
  code: string;
  declarable: string[];
  text: string;
}

/** `GET /v1/tariffs/releases`. */
export interface TariffReleasesAnswer {
  releases: StoredReleaseAnswer[];
}

/** `GET /v1/tariffs/{country}/search`: the likeliest first; `next` is the cursor of the following page. */
export interface TariffSearchAnswer {
  country: string;
  next: number | null;
  query: string;
  results: TariffHit[];
}

export interface TaxId {
  number: string;
  type: string;
}

/** `certain` is false where the sources contradict each other, or do not say to whom the relief is given. */
export interface ThresholdAnswer {
  certain: boolean;
  conditions: Record<string, string>;
  legal_reference: LegalReferenceAnswer;
  name: string;
  programme: string;
  valid_from: string | null;
  valid_to: string | null;
}

/** `POST /v1/quotes/verify`: whether a token holds. `claims` are the quote's id, status, totals and expiry. */
export interface TokenAnswer {
  claims: Record<string, unknown> | null;
  reason: string | null;
  valid: boolean;
}

/** `POST /v1/quotes/verify`. */
export interface TokenRequest {
  /** The `token` of a quote. */
  token: string;
}

/** How long a service takes from dispatch to delivery, in days. */
export interface TransitDays {
  max: number;
  min: number;
}

/** `POST /v1/import/{provider}/cart`: a request of a provider as a cart of ours. */
export interface TranslationAnswer {
  /** In the shape of a `QuoteRequest`, as it is quoted. */
  cart: Record<string, unknown>;
  /** JSON Pointers into the body of all that is said there and has no meaning here. */
  ignored: string[];
  provider: Provider;
  readings: ReadingAnswer[];
}

export type TransportMode = "express" | "post" | "ems" | "air" | "sea" | "road" | "rail";

/** `POST /v1/quotes/{id}/void`: the order is cancelled before anything was exported. */
export interface VoidRequest {
  reason?: string | null;
}

/** A country, or parts of it: regions (ISO 3166-2, with or without the country) or beginnings of postal codes. */
export interface ZoneDestination {
  /** ISO 3166-1 alpha-2, or * for every other destination. */
  country: string;
  postal_prefixes?: string[];
  regions?: string[];
}

/** The prices of one service into one zone. Goods worth `free_above` or more, in the table's currency, go free. */
export interface ZonePricesInput {
  bands: PriceBandInput[];
  free_above?: number | string | null;
  zone: string;
}

/** The prices of one service into one zone. Goods worth `free_above` or more, in the table's currency, go free. */
export interface ZonePricesOutput {
  bands: PriceBandOutput[];
  free_above?: string | null;
  zone: string;
}

/** What each operation takes and answers, by its `operationId`. Problems are `Problem`s. */
export interface Operations {
  /** Register a shop */
  add_shop: {
    method: "POST";
    path: "/v1/shops";
    parameters: {
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: ShopRequest;
    answers: {
      201: NewShopAnswer;
    };
  };
  /** Add an endpoint */
  add_webhook_endpoint: {
    method: "POST";
    path: "/v1/webhook-endpoints";
    parameters: {
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: EndpointRequest;
    answers: {
      201: NewEndpointAnswer;
    };
  };
  /** A committed order has changed */
  adjust_quote: {
    method: "POST";
    path: "/v1/quotes/{quote_id}/adjust";
    parameters: {
      path: {
        /** As given in the quote's `id`. */
        quote_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: QuoteRequest;
    answers: {
      200: AdjustAnswer;
    };
  };
  /** Install the app */
  bigcommerce_auth: {
    method: "GET";
    path: "/channels/bigcommerce/auth";
    parameters: {
      query: {
        code: string;
        scope: string;
        context: string;
      };
    };
    answers: {
      200: void;
    };
  };
  /** Open the app */
  bigcommerce_load: {
    method: "GET";
    path: "/channels/bigcommerce/load";
    parameters: {
      query: {
        /** Signed by BigCommerce with the app's client secret. */
        signed_payload_jwt: string;
      };
    };
    answers: {
      200: void;
    };
  };
  /** A user of the control panel lost access */
  bigcommerce_remove_user: {
    method: "GET";
    path: "/channels/bigcommerce/remove_user";
    parameters: {
      query: {
        /** Signed by BigCommerce with the app's client secret. */
        signed_payload_jwt: string;
      };
    };
    answers: {
      200: void;
    };
  };
  /** Check the options a BigCommerce shop was connected with */
  bigcommerce_shipping_check_connection: {
    method: "POST";
    path: "/channels/bigcommerce/shipping/check_connection";
    answers: {
      200: void;
    };
  };
  /** Shipping services for a BigCommerce cart */
  bigcommerce_shipping_rate: {
    method: "POST";
    path: "/channels/bigcommerce/shipping/rate";
    answers: {
      200: void;
    };
  };
  /** A BigCommerce order was edited or partly returned */
  bigcommerce_tax_adjust: {
    method: "POST";
    path: "/channels/bigcommerce/tax/adjust";
    parameters: {
      query?: {
        id?: string;
      };
    };
    answers: {
      200: void;
    };
  };
  /** A BigCommerce order was placed */
  bigcommerce_tax_commit: {
    method: "POST";
    path: "/channels/bigcommerce/tax/commit";
    answers: {
      200: void;
    };
  };
  /** Taxes of a BigCommerce cart */
  bigcommerce_tax_estimate: {
    method: "POST";
    path: "/channels/bigcommerce/tax/estimate";
    answers: {
      200: void;
    };
  };
  /** A BigCommerce order was cancelled */
  bigcommerce_tax_void: {
    method: "POST";
    path: "/channels/bigcommerce/tax/void";
    parameters: {
      query?: {
        id?: string;
      };
    };
    answers: {
      200: void;
    };
  };
  /** Take the app out */
  bigcommerce_uninstall: {
    method: "GET";
    path: "/channels/bigcommerce/uninstall";
    parameters: {
      query: {
        /** Signed by BigCommerce with the app's client secret. */
        signed_payload_jwt: string;
      };
    };
    answers: {
      200: void;
    };
  };
  /** An event of a BigCommerce store */
  bigcommerce_webhook: {
    method: "POST";
    path: "/channels/bigcommerce/webhooks";
    answers: {
      200: void;
    };
  };
  /** The shopper has ordered at a quote's amounts */
  commit_quote: {
    method: "POST";
    path: "/v1/quotes/{quote_id}/commit";
    parameters: {
      path: {
        /** As given in the quote's `id`. */
        quote_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: CommitRequest;
    answers: {
      200: OrderAnswer;
    };
  };
  /** Make an API key */
  create_merchant_key: {
    method: "POST";
    path: "/v1/merchant/keys";
    parameters: {
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: KeyRequest;
    answers: {
      201: NewKeyAnswer;
    };
  };
  /** Quote a cart landed */
  create_quote: {
    method: "POST";
    path: "/v1/quotes";
    parameters: {
      header?: {
        /** Shows a sandbox key (`dk_test_...`) the answer of a bad day; the answer says in the same header what it shows. With a live key nothing is changed, and the answer says `ignored`. */
        "Dutiful-Scenario"?: "slow" | "timeout" | "stale" | "degraded" | "unavailable" | "too_many_requests";
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: QuoteRequest;
    answers: {
      200: QuoteAnswer;
    };
  };
  /** Quote many carts landed */
  create_quotes: {
    method: "POST";
    path: "/v1/quotes/batch";
    body: QuoteRequest[] | string;
    answers: {
      200: BatchAnswer | string;
    };
  };
  /** Delete an article */
  delete_article: {
    method: "DELETE";
    path: "/v1/catalog/{sku}";
    parameters: {
      path: {
        /** The SKU, percent-encoded. */
        sku: string;
      };
      header?: {
        /** The ETag that the article must have. */
        "If-Match"?: string | null;
      };
    };
    answers: {
      204: void;
    };
  };
  /** The catalogue as a file */
  export_articles: {
    method: "GET";
    path: "/v1/catalog/export";
    answers: {
      200: string;
    };
  };
  /** Tell of an order, a refund or a product */
  generic_webhook: {
    method: "POST";
    path: "/channels/generic/{shop_id}/webhooks";
    parameters: {
      path: {
        /** The shop's id in the register. */
        shop_id: string;
      };
    };
    body: {
      /** An order as it now is. Send no names or addresses: nothing here needs them. */
      data: {
        cancelled?: boolean;
        /** ISO 4217. */
        currency: string;
        /** Duties the shopper paid; leave it out if unknown. */
        duties_charged?: number | string | null;
        id: string;
        lines?: ({
          id: string;
          quantity?: number | string | null;
          quote_id?: string | null;
          sku?: string | null;
        })[];
        quote_id?: string | null;
        /** Import taxes the shopper paid; leave it out if unknown. */
        taxes_charged?: number | string | null;
        updated_at: string;
      };
      timestamp: string;
      /** The events that a shop may tell. */
      type: "order.created" | "order.updated" | "order.cancelled" | "refund.created" | "product.updated";
    } | {
      data: {
        /** ISO 4217. */
        currency: string;
        duties_refunded?: number | string;
        id: string;
        order_id: string;
        taxes_refunded?: number | string;
      };
      timestamp: string;
      /** The events that a shop may tell. */
      type: "order.created" | "order.updated" | "order.cancelled" | "refund.created" | "product.updated";
    } | {
      /** A product with all its variants; one that is no longer listed is taken out. */
      data: {
        deleted?: boolean;
        id: string;
        title?: string | null;
        updated_at: string;
        variants?: ({
          hs_codes?: Record<string, string>;
          id: string;
          origin?: string | null;
          sku?: string | null;
          title?: string | null;
          weight_grams?: number | string | null;
        })[];
      };
      timestamp: string;
      /** The events that a shop may tell. */
      type: "order.created" | "order.updated" | "order.cancelled" | "refund.created" | "product.updated";
    };
    answers: {
      202: void;
    };
  };
  /** One article */
  get_article: {
    method: "GET";
    path: "/v1/catalog/{sku}";
    parameters: {
      path: {
        /** The SKU, percent-encoded. */
        sku: string;
      };
    };
    answers: {
      200: ArticleAnswer;
    };
  };
  /** Every change of an article */
  get_article_history: {
    method: "GET";
    path: "/v1/catalog/{sku}/history";
    parameters: {
      path: {
        /** The SKU, percent-encoded. */
        sku: string;
      };
      query?: {
        /** `next` of the page before. */
        cursor?: string | null;
        /** The most entries of a page. */
        limit?: number;
      };
    };
    answers: {
      200: HistoryPage;
    };
  };
  /** What is wrong in the catalogue */
  get_catalogue_health: {
    method: "GET";
    path: "/v1/catalog/health";
    parameters: {
      query?: {
        /** List only this one. */
        problem?: HealthProblem | null;
        /** `next` of the page before. */
        cursor?: string;
        /** The most entries of a page. */
        limit?: number;
      };
    };
    answers: {
      200: CatalogueHealth;
    };
  };
  /** What is known of a destination */
  get_country: {
    method: "GET";
    path: "/v1/countries/{country}";
    parameters: {
      path: {
        /** ISO 3166-1 alpha-2, or XI, XK, IC, EA. */
        country: string;
      };
      query?: {
        /** The day the law is asked for; default today (UTC). */
        date?: string | null;
      };
    };
    answers: {
      200: CountryAnswer;
    };
  };
  /** How far an import is */
  get_import: {
    method: "GET";
    path: "/v1/catalog/imports/{import_id}";
    parameters: {
      path: {
        /** As given when the import was taken in. */
        import_id: string;
      };
      query?: {
        /** `next` of the page before. */
        cursor?: number;
        /** The most faults of a page. */
        limit?: number;
      };
    };
    answers: {
      200: ImportAnswer;
    };
  };
  /** Who changed what */
  get_merchant_audit: {
    method: "GET";
    path: "/v1/merchant/audit";
    parameters: {
      query?: {
        limit?: number;
        /** `next` of the page before. */
        cursor?: number | null;
      };
    };
    answers: {
      200: AuditAnswer;
    };
  };
  /** The merchant's settings */
  get_merchant_settings: {
    method: "GET";
    path: "/v1/merchant/settings";
    answers: {
      200: MerchantProfileOutput;
    };
  };
  /** What became of a quote */
  get_order: {
    method: "GET";
    path: "/v1/quotes/{quote_id}/order";
    parameters: {
      path: {
        /** As given in the quote's `id`. */
        quote_id: string;
      };
    };
    answers: {
      200: OrderAnswer;
    };
  };
  /** A recorded quote */
  get_quote: {
    method: "GET";
    path: "/v1/quotes/{quote_id}";
    parameters: {
      path: {
        /** As given in the quote's `id`. */
        quote_id: string;
      };
    };
    answers: {
      200: QuoteAnswer;
    };
  };
  /** The cart of a recorded quote */
  get_quoted_cart: {
    method: "GET";
    path: "/v1/quotes/{quote_id}/cart";
    parameters: {
      path: {
        /** As given in the quote's `id`. */
        quote_id: string;
      };
    };
    answers: {
      200: QuoteRequest;
    };
  };
  /** A shop's settings */
  get_shop_settings: {
    method: "GET";
    path: "/v1/shops/{shop_id}/settings";
    parameters: {
      path: {
        /** As given in the shop's `id`. */
        shop_id: string;
      };
    };
    answers: {
      200: ShopSettings;
    };
  };
  /** What a country's tariff says about a code */
  get_tariff: {
    method: "GET";
    path: "/v1/tariffs/{country}/{code}";
    parameters: {
      path: {
        /** ISO 3166-1 alpha-2, or XI, XK, IC, EA. */
        country: string;
        /** 4 to 10 digits; dots are fine. */
        code: string;
      };
      query?: {
        /** Only measures that cover this origin. */
        origin?: string | null;
        /** The day the law is asked for; default today (UTC). */
        date?: string | null;
      };
    };
    answers: {
      200: TariffAnswer;
    };
  };
  /** An endpoint */
  get_webhook_endpoint: {
    method: "GET";
    path: "/v1/webhook-endpoints/{endpoint_id}";
    parameters: {
      path: {
        /** As given in the endpoint's `id`. */
        endpoint_id: string;
      };
    };
    answers: {
      200: EndpointAnswer;
    };
  };
  /** Import a file of articles */
  import_articles: {
    method: "POST";
    path: "/v1/catalog/import";
    body: string;
    answers: {
      202: ImportAnswer;
    };
  };
  /** Import a provider's catalogue */
  import_provider_catalogue: {
    method: "POST";
    path: "/v1/import/{provider}/catalog";
    parameters: {
      path: {
        provider: Provider;
      };
      query?: {
        /** `their column=our column`, such as `HTS=codes.US`; may be repeated. */
        column?: string[] | null;
        /** Of the descriptions. */
        language?: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: unknown | string;
    answers: {
      202: CatalogueImportAnswer;
    };
  };
  /** The articles of the catalogue */
  list_articles: {
    method: "GET";
    path: "/v1/catalog";
    parameters: {
      query?: {
        /** `next` of the page before. */
        cursor?: string;
        /** Only those that lack all of it. */
        missing?: Lack[] | null;
        /** The most entries of a page. */
        limit?: number;
      };
    };
    answers: {
      200: ArticlePage;
    };
  };
  /** API keys */
  list_merchant_keys: {
    method: "GET";
    path: "/v1/merchant/keys";
    answers: {
      200: KeysAnswer;
    };
  };
  /** Orders compared with their quotes */
  list_order_comparisons: {
    method: "GET";
    path: "/v1/orders/comparisons";
    parameters: {
      query?: {
        /** Only these; default: all. */
        variance?: Outcome[] | null;
        /** Only of this shop. */
        shop_id?: string | null;
        /** `next` of the page before. */
        cursor?: string | null;
        /** The most of a page. */
        limit?: number;
      };
    };
    answers: {
      200: OrderComparisonPage;
    };
  };
  /** The merchant's shops */
  list_shops: {
    method: "GET";
    path: "/v1/shops";
    answers: {
      200: ShopList;
    };
  };
  /** What changes between two days, or between two releases */
  list_tariff_changes: {
    method: "GET";
    path: "/v1/tariffs/changes";
    parameters: {
      query?: {
        /** With `to`: the earlier day. */
        from?: string | null;
        /** With `from`: the later day. */
        to?: string | null;
        before?: string | null;
        after?: string | null;
        /** Only the law of this country's customs territory. */
        country?: string | null;
        /** 2 to 10 digits; dots are fine. */
        code?: string;
        /** `next` of the page before. */
        cursor?: number;
        limit?: number;
      };
    };
    answers: {
      200: TariffChangesAnswer;
    };
  };
  /** The loaded releases, with source and age */
  list_tariff_releases: {
    method: "GET";
    path: "/v1/tariffs/releases";
    parameters: {
      query?: {
        /** Only those of this country's customs territory. */
        country?: string | null;
        /** Also releases that are not active. */
        inactive?: boolean;
      };
    };
    answers: {
      200: TariffReleasesAnswer;
    };
  };
  /** Endpoints */
  list_webhook_endpoints: {
    method: "GET";
    path: "/v1/webhook-endpoints";
    answers: {
      200: EndpointList;
    };
  };
  /** State an article */
  put_article: {
    method: "PUT";
    path: "/v1/catalog/{sku}";
    parameters: {
      path: {
        /** The SKU, percent-encoded. */
        sku: string;
      };
      header?: {
        /** The ETag that the article must have. */
        "If-Match"?: string | null;
        /** * where there must be no such article. */
        "If-None-Match"?: string | null;
      };
    };
    body: ArticleInput;
    answers: {
      200: ArticleAnswer;
      201: ArticleAnswer;
    };
  };
  /** Fix values of an article */
  put_article_overrides: {
    method: "PUT";
    path: "/v1/catalog/{sku}/overrides";
    parameters: {
      path: {
        /** The SKU, percent-encoded. */
        sku: string;
      };
      header?: {
        /** The ETag that the article must have. */
        "If-Match"?: string | null;
      };
    };
    body: OverridesRequest;
    answers: {
      200: ArticleAnswer;
    };
  };
  /** Codes of a classifier for articles */
  put_classifier_codes: {
    method: "POST";
    path: "/v1/catalog/classifier";
    parameters: {
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: ClassifierCodesRequest;
    answers: {
      200: ClassifierCodesAnswer;
    };
  };
  /** Quote a provider's request */
  quote_translated_cart: {
    method: "POST";
    path: "/v1/import/{provider}/quotes";
    parameters: {
      path: {
        provider: Provider;
      };
      query?: {
        /** `theirs`: the amounts alone, under the provider's names; the quote's id is in a header then. */
        answer?: "both" | "theirs";
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: Record<string, unknown>;
    answers: {
      200: ProviderQuoteAnswer;
    };
  };
  /** What of the charges belongs to returned goods */
  refund_quote: {
    method: "POST";
    path: "/v1/quotes/{quote_id}/refund";
    parameters: {
      path: {
        /** As given in the quote's `id`. */
        quote_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: RefundRequest;
    answers: {
      200: RefundAnswer;
    };
  };
  /** Take a shop out */
  remove_shop: {
    method: "DELETE";
    path: "/v1/shops/{shop_id}";
    parameters: {
      path: {
        /** As given in the shop's `id`. */
        shop_id: string;
      };
    };
    answers: {
      204: void;
    };
  };
  /** Remove */
  remove_webhook_endpoint: {
    method: "DELETE";
    path: "/v1/webhook-endpoints/{endpoint_id}";
    parameters: {
      path: {
        /** As given in the endpoint's `id`. */
        endpoint_id: string;
      };
    };
    answers: {
      204: void;
    };
  };
  /** Replace the merchant's settings */
  replace_merchant_settings: {
    method: "PUT";
    path: "/v1/merchant/settings";
    parameters: {
      header?: {
        /** `ETag` of the version to replace. */
        "if-match"?: string | null;
      };
    };
    body: MerchantProfileInput;
    answers: {
      200: MerchantProfileOutput;
    };
  };
  /** Replace a shop's settings */
  replace_shop_settings: {
    method: "PUT";
    path: "/v1/shops/{shop_id}/settings";
    parameters: {
      path: {
        /** As given in the shop's `id`. */
        shop_id: string;
      };
      header?: {
        /** `ETag` of the version to replace. */
        "if-match"?: string | null;
      };
    };
    body: ShopSettings;
    answers: {
      200: ShopSettings;
    };
  };
  /** Compute a recorded quote again */
  replay_quote: {
    method: "POST";
    path: "/v1/quotes/{quote_id}/replay";
    parameters: {
      path: {
        /** As given in the quote's `id`. */
        quote_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    answers: {
      200: ReplayAnswer;
    };
  };
  /** Send again */
  replay_webhooks: {
    method: "POST";
    path: "/v1/webhook-endpoints/{endpoint_id}/replay";
    parameters: {
      path: {
        /** As given in the endpoint's `id`. */
        endpoint_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: ReplayRequest;
    answers: {
      202: ReplayedAnswer;
    };
  };
  /** Resume an import */
  resume_import: {
    method: "POST";
    path: "/v1/catalog/imports/{import_id}/resume";
    parameters: {
      path: {
        /** As given when the import was taken in. */
        import_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    answers: {
      202: ImportAnswer;
    };
  };
  /** Revoke an API key */
  revoke_merchant_key: {
    method: "DELETE";
    path: "/v1/merchant/keys/{key_id}";
    parameters: {
      path: {
        /** As given in the key's `id`. */
        key_id: string;
      };
    };
    answers: {
      204: void;
    };
  };
  /** Make a second key like this one */
  rotate_merchant_key: {
    method: "POST";
    path: "/v1/merchant/keys/{key_id}/rotate";
    parameters: {
      path: {
        /** As given in the key's `id`. */
        key_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: KeyRotation | null;
    answers: {
      201: NewKeyAnswer;
    };
  };
  /** Another secret */
  rotate_webhook_secret: {
    method: "POST";
    path: "/v1/webhook-endpoints/{endpoint_id}/secret";
    parameters: {
      path: {
        /** As given in the endpoint's `id`. */
        endpoint_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    answers: {
      200: NewEndpointAnswer;
    };
  };
  /** Find a goods code by words or by its first digits */
  search_tariff: {
    method: "GET";
    path: "/v1/tariffs/{country}/search";
    parameters: {
      path: {
        /** ISO 3166-1 alpha-2, or XI, XK, IC, EA. */
        country: string;
      };
      query: {
        /** Words in English, or first digits of a code. */
        q: string;
        limit?: number;
        /** `next` of the page before. */
        cursor?: number;
      };
    };
    answers: {
      200: TariffSearchAnswer;
    };
  };
  /** Set a shop's secret */
  set_shop_secret: {
    method: "PUT";
    path: "/v1/shops/{shop_id}/secrets/{name}";
    parameters: {
      path: {
        /** As given in the shop's `id`. */
        shop_id: string;
        name: SettableSecret;
      };
    };
    body: SecretRequest;
    answers: {
      204: void;
    };
  };
  /** Change an endpoint */
  set_webhook_endpoint: {
    method: "PUT";
    path: "/v1/webhook-endpoints/{endpoint_id}";
    parameters: {
      path: {
        /** As given in the endpoint's `id`. */
        endpoint_id: string;
      };
    };
    body: EndpointRequest;
    answers: {
      200: EndpointAnswer;
    };
  };
  /** End an installation */
  shopify_callback: {
    method: "GET";
    path: "/channels/shopify/callback";
    answers: {
      200: void;
    };
  };
  /** Begin an installation */
  shopify_install: {
    method: "GET";
    path: "/channels/shopify/install";
    answers: {

    };
  };
  /** Rates for a cart of a Shopify shop */
  shopify_rates: {
    method: "POST";
    path: "/channels/shopify/{shop}/rates";
    parameters: {
      path: {
        /** The shop's id in the register, or its myshopify.com domain. */
        shop: string;
      };
    };
    answers: {
      200: void;
    };
  };
  /** Exchange a session token of the embedded app */
  shopify_session: {
    method: "POST";
    path: "/channels/shopify/session";
    parameters: {
      header?: {
        /** `Bearer` and the token. */
        authorization?: string;
      };
    };
    answers: {
      204: void;
    };
  };
  /** Taxes of a cart, as Shopify's tax platform asks for them */
  shopify_taxes: {
    method: "POST";
    path: "/channels/shopify/{shop}/taxes";
    parameters: {
      path: {
        /** The shop's id in the register, or its myshopify.com domain. */
        shop: string;
      };
    };
    answers: {
      200: void;
    };
  };
  /** An event of a Shopify shop */
  shopify_webhook: {
    method: "POST";
    path: "/channels/shopify/webhooks";
    answers: {
      200: void;
    };
  };
  /** A provider's request as a cart of ours */
  translate_cart: {
    method: "POST";
    path: "/v1/import/{provider}/cart";
    parameters: {
      path: {
        provider: Provider;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: Record<string, unknown>;
    answers: {
      200: TranslationAnswer;
    };
  };
  /** Check the token of a quote */
  verify_quote_token: {
    method: "POST";
    path: "/v1/quotes/verify";
    parameters: {
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: TokenRequest;
    answers: {
      200: TokenAnswer;
    };
  };
  /** A committed order is cancelled */
  void_quote: {
    method: "POST";
    path: "/v1/quotes/{quote_id}/void";
    parameters: {
      path: {
        /** As given in the quote's `id`. */
        quote_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: VoidRequest | null;
    answers: {
      200: OrderAnswer;
    };
  };
  /** An event of a WooCommerce shop */
  woocommerce_webhook: {
    method: "POST";
    path: "/channels/woocommerce/{shop_id}/webhooks";
    parameters: {
      path: {
        /** The shop's id in the register. */
        shop_id: string;
      };
    };
    answers: {
      200: void;
    };
  };
}
