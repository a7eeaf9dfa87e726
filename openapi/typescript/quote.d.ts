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
  /** What would be changed: a `claim` to a lower rate, a `fact` to be stated, a `registration` of the seller, the shipping `service`, the `transport_mode`, where it is sent from, or the `incoterm`. `consignments` only explains how goods that travel apart are looked at. */
  kind: "claim" | "fact" | "registration" | "service" | "transport_mode" | "ship_from" | "incoterm" | "consignments";
  /** The law that allows it. */
  legal_reference: LegalReferenceAnswer;
  /** Id of the line. Null where it is of the whole order. */
  line: string | null;
  /** JSON Pointer of the field of the request that would be changed. */
  pointer: string;
  /** What must be stated, proved or registered for it. Empty where nothing is lacking. */
  requires: string[];
  /** What the landed cost of the order falls by, in the cart's currency. Null if not known. */
  saves: MoneyAnswer | null;
  /** The advice in words. */
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

/**
 * One lawful way of entering a line, beside the others: the ordinary duty, a preference, a benefit on a statement.
 *
 * Only the one that is `chosen` is charged; another one is charged once the request states what it `requires`.
 */
export interface AlternativeAnswer {
  /** Whether it is the way by which the line is charged. */
  chosen: boolean;
  /** What the rule does: `third_country_duty` (the ordinary, most-favoured-nation duty), `preference`, `suspension`, `quota`, `exemption`, `flat_duty` ... */
  kind: string;
  /** The law that opens the way. */
  legal_reference: LegalReferenceAnswer;
  /** Id of the line. */
  line: string;
  /** The way in words. */
  name: string;
  /** The name by which rules of law refer to each other, such as that of an agreement. */
  programme: string;
  /** What the importer would have to state, claim or prove, in words. Empty where nothing is lacking. */
  requires: string[];
  /** What of the duty charged now falls away by this way, in the cart's currency: negative where the way is dearer, zero where the duty charged now is not known. */
  saves: MoneyAnswer;
  /** Tax on the same goods by this way, in the cart's currency. Null where the way says nothing of the tax. */
  tax: MoneyAnswer | null;
  /** Ordinary and additional duty of the whole line by this way, in the cart's currency. */
  total: MoneyAnswer;
  /** The last day of the rule. Null while none is set. */
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

/** Articles by SKU, a page at a time. */
export interface ArticlePage {
  articles: ArticleAnswer[];
  /** The cursor of the following page; null on the last one. */
  next: string | null;
}

/** In the destination's currency, with the rate by which it became `amount`. */
export interface AssessedAnswer {
  /** Plain decimal with the decimals of the currency (the minor unit of ISO 4217). */
  amount: string;
  /** ISO 4217. */
  currency: string;
  /** The rate between the cart's currency and the destination's; of a carrier's fee, from the fee's currency. Null where both are the same. */
  fx: ExchangeRateAnswer | null;
}

/** A default that was taken because the request did not say, or a rule that stands in for another one. */
export interface AssumptionAnswer {
  /** Name of what was assumed, such as `incoterm` or `origin`. */
  fact: string;
  /** JSON Pointer of the field of the request that would replace it. Empty where none does. */
  pointer: string;
  /** The assumption in words. */
  text: string;
  /** The value that was taken. Empty where there is none to name. */
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

/** `results` has an item for each cart, in the order of the carts. */
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

/** Who buys the goods, as far as taxes and reliefs depend on it. */
export interface Buyer {
  /** Its numbers. A business that gives its VAT number may account for the tax itself (reverse charge); the others count for `buyer_data_required` alone. */
  tax_ids?: TaxId[];
  /** Whether a private person buys, or a business. */
  type?: "consumer" | "business";
}

/** A number that the buyer of such an order is asked for. One of `any_of` is enough. */
export interface BuyerDataAnswer {
  /** The numbers of which one is enough. */
  any_of: BuyerNumberAnswer[];
  /** What kind of buyer is asked: that of the request. */
  buyer: "consumer" | "business";
  /** Whether a copy of the document itself is asked for too, not its number alone. */
  copy_needed: boolean;
  /** Whether the request has one of them. */
  given: boolean;
  /** JSON Pointer of the list in the request that takes it. */
  pointer: string;
  /** Why it is asked for, in one sentence. */
  reason: string;
  /** As what the buyer is asked: as the `recipient`, whoever declares the goods, or as the `importer`, so not where `importer_of_record` is another. */
  role: "recipient" | "importer";
  /** Where it is written. */
  source: BuyerDataSource;
}

/** Where it is written that the number is asked for. Nothing here is legal advice. */
export interface BuyerDataSource {
  /** The day on which it was read, in a stored copy of the page. */
  read_on: string;
  /** How strong it is: the `authority` or its law itself; an `operator` who clears parcels there (a post, a courier); or a `report` by somebody else. */
  standing: "authority" | "operator" | "report";
  /** Who says it, and the rule that is named. */
  text: string;
  /** Where it was read. */
  url: string;
}

/** One of the numbers that would do. */
export interface BuyerNumberAnswer {
  /** How it looks, in words. */
  form: string;
  /** Its name where it is issued, and what it is in words. */
  name: string;
  /** Regular expression of the whole number in capitals, without blanks, dots and hyphens. Check digits are held against it where the number is sent. Null where no form of it is known here. */
  pattern: string | null;
  /** What it is called in `buyer.tax_ids[].type` of a request. */
  type: string;
}

/** A code that a line may have, and what the line would owe under it. */
export interface CandidateAnswer {
  /** Subheading of the Harmonized System (WCO): six digits. */
  code: string;
  /** Ordinary and additional duty of the whole line, in the cart's currency. Null where something else is open too, such as national digits. */
  duty: MoneyAnswer | null;
  /** Calibrated: of 100 such answers this share is right. */
  probability: number;
  /** The text of the subheading. */
  text: string;
  /** All charges of the whole line, in the cart's currency. Null where they are not known. */
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

/**
 * One explained amount. Totals are sums of charges, and nothing else adds money.
 *
 * What is said stands in the order in which a person reads it: rate times base, by which formula, under which law.
 */
export interface ChargeAnswer {
  /** What is due, in the cart's currency. It is the amount that totals count. */
  amount: MoneyAnswer;
  /** Under which ways of delivery the charge is due. A charge of law is due under both, a carrier's fee for paying in advance under `ddp` alone. */
  applies_to: ("ddp" | "dap")[];
  /** The same in the destination's currency, rounded as its law says. Of a tax on the sale it is `amount`, converted. */
  assessed: AssessedAnswer;
  /** What the rate was applied to: in the destination's currency, of a tax on the sale in the cart's, of a carrier's fee in the fee's. Null where the rate is applied to no value. */
  base: MoneyAnswer | null;
  /** When the money is taken under the Incoterm of the quote. */
  collected: Collected;
  /** False of a tax of the sale, a reverse charge or a carrier's price: the Incoterm does not move them. */
  follows_incoterm?: boolean;
  /** Operator, operands, unrounded result and rounding, all as text: enough to recompute the amount by hand. */
  formula: Record<string, unknown>;
  /** Names the charge within this quote, such as `c1-2`. */
  id: string;
  /** The total that the charge is part of. */
  kind: ChargeKind;
  /** The law or the price list that sets the rate. */
  legal_reference: LegalReferenceAnswer;
  /** The rule of the tariff that charges it, such as `US:9903.88.15:61091000`; the same from release to release while the law is. Empty of a carrier's fee. */
  measure_id: string;
  /** The duty, tax or fee in words. */
  name: string;
  /** Who pays it under the Incoterm of the quote. */
  payer: Payer;
  /** The name by which rules of law refer to each other: `column_1`, `s301_china`, `standard` ... */
  programme: string;
  /** The rate in words, as its publication has it. */
  rate_text: string;
  /** The release of a publication that the rule was read from. Empty of a carrier's fee. */
  release: string;
  /** The first day of the rule. Null where its publication names none. */
  valid_from: string | null;
  /** The last day of the rule. Null while none is set. */
  valid_to: string | null;
  /** The last day for which the evidence of that release speaks. Null where there is no such day. */
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

/**
 * What a charge is; `duty`, `additional_duty`, `excise`, `tax` and `fees` totals are sums over these.
 *
 * * `duty`: the ordinary customs duty, or the preference, suspension or flat duty in its place.
 * * `additional_duty`: a duty on top of it, such as an anti-dumping duty.
 * * `excise`: an excise duty.
 * * `tax`: VAT, GST or another tax on the sale or the import.
 * * `fee`: a fee of customs or of the post that the law sets, or what a carrier asks for paying in advance.
 */
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
  /** The answers that are possible. */
  answers: LeadingAnswer[];
  /** Name of the attribute that the answer is a value of, such as `material`. */
  attribute: string;
  /** The question in words. */
  text: string;
}

/** What the classification service said of a line that nobody gave a code. None of it is charged. */
export interface CodeSuggestion {
  /** The codes that are possible, the likeliest first: five at most. */
  candidates: CandidateAnswer[];
  /** What may be done with it. */
  decision: Decision;
  /** Names the classification, as `GET /v1/classifications/{id}` of the classification service takes it. */
  id: string;
  /** The version of the model that answered. */
  model: string;
  /** The one question whose answer decides most. Null where there is none. */
  question: ClassifierQuestion | null;
  /** Who says so: the model, or a person whose decision it repeats. */
  source: Source;
}

/**
 * When and by whom the money is taken.
 *
 * * `checkout`: the shop takes it with the order.
 * * `delivery`: the carrier or customs takes it when the goods arrive.
 * * `self_accounted`: nobody takes it; a business buyer accounts for it in its own return (reverse charge).
 * * `carrier_cost`: it stays a cost of the carrier or the merchant. It is explained and in no total.
 */
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
  /** Names the consignment; lines refer to it. Each one once. */
  id: string;
  /** One entry for each parcel that these goods travel in: a fee that the law takes on each parcel (Romania) counts them. Empty: they are one parcel. What an entry holds is the caller's own note, kept with the quote and read by nothing: weights are those of the lines, and the price of carriage is `shipping`. */
  parcels?: Record<string, unknown>[];
  /** Where its goods leave, in place of the cart's `ship_from`. */
  ship_from: Place;
  /** Its own part of the cart's `shipping`, in the cart's currency. Null: a share of what is left of it. */
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
  /** What quotes to the country leave out, in words. */
  not_included: string | null;
  releases: ReleaseAnswer[];
  /** Flat rates of couriers and the post in place of the tariff, and of tax where they say so. */
  simplified_regimes: MeasureAnswer[];
  tax_name: string | null;
  tax_territory: string;
  taxes: MeasureAnswer[];
  thresholds: ThresholdAnswer[];
  /** By which an entry into the United States names it as an origin (Schedule C). */
  us_schedule_c: string | null;
  valuation_basis: string | null;
}

/** The codes of product properties (BigCommerce: tax properties and metafields) that hold customs facts. */
export interface CustomsProperties {
  country_of_origin?: string;
  description?: string;
  hs_code?: string;
}

/**
 * What may be done with the answer.
 *
 * * `auto`: the probability reaches the merchant's threshold, or a person decided: take the code.
 * * `review`: not sure, and nothing to ask: let a person look.
 * * `ask`: not sure, and the answers to `question` hold enough of the probability: ask again with that attribute.
 * * `not_goods`: no goods, such as a gift card or a service: nothing is declared.
 * * `too_vague`: the words do not say what it is: describe the product.
 * * `restricted`: goods that may not be sent, or not without a permit: let a person look before anything is sent.
 */
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
  /** Code of the carrier, as a service names it. */
  carrier: string;
  /** ISO 4217: the currency of `minimum` and `fixed`. */
  currency: string;
  /** Countries that it is asked for; * is every other one. */
  destinations?: string[];
  /** What comes on top of it, for a consignment, in `currency`. */
  fixed?: number | string;
  /** The least that the share comes to, for a consignment, in `currency`. */
  minimum?: number | string;
  /** Who bears it: the shopper at checkout, or the merchant, in which case it is in no total. */
  paid_by?: "shopper" | "merchant";
  /** Share of the duty and tax paid in advance: 0.02 is 2 %. */
  share?: number | string;
  /** VAT or GST that the carrier adds. */
  tax_rate?: number | string;
}

/**
 * What a carrier asks for paying duty and tax in advance: the greater of a share of them and a minimum, and a fixed
 * part. `currency` is that of `minimum` and `fixed`.
 */
export interface DisbursementFeeOutput {
  /** Code of the carrier, as a service names it. */
  carrier: string;
  /** ISO 4217: the currency of `minimum` and `fixed`. */
  currency: string;
  /** Countries that it is asked for; * is every other one. */
  destinations?: string[];
  /** What comes on top of it, for a consignment, in `currency`. */
  fixed?: string;
  /** The least that the share comes to, for a consignment, in `currency`. */
  minimum?: string;
  /** Who bears it: the shopper at checkout, or the merchant, in which case it is in no total. */
  paid_by?: "shopper" | "merchant";
  /** Share of the duty and tax paid in advance: 0.02 is 2 %. */
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

/** All endpoints of the merchant. */
export interface EndpointList {
  endpoints: EndpointAnswer[];
}

/** Where to send what. */
export interface EndpointRequest {
  event_types: EventType[];
  /** https, on port 443. */
  url: string;
}

/**
 * What a merchant can ask to be told.
 *
 * * `quote.committed`, `quote.adjusted`, `quote.refunded`, `quote.voided`: what became of an order.
 * * `release.changed`: another release of a tariff is in force.
 * * `clearance.event`: a shipment has reached a milestone, is held, or is held no longer.
 * * `document.ready`: a customs paper was issued.
 * * `document.refused`: papers of an order that are made by themselves lack something, or are held.
 * * `recheck.completed`: what people decided of codes was held against the present nomenclature and model.
 * * `catalogue.rechecked`: another release of a tariff is in force, and the catalogue's codes were held against it.
 */
export type EventType = "quote.committed" | "quote.adjusted" | "quote.refunded" | "quote.voided" | "release.changed" | "clearance.event" | "document.ready" | "document.refused" | "recheck.completed" | "catalogue.rechecked";

/** How many units of one currency one unit of another is worth, and who says so. */
export interface ExchangeRateAnswer {
  /** The day for which it was published. */
  as_of: string;
  /** ISO 4217: the currency of which one unit is valued. */
  from_currency: string;
  /** False where the rate stands in for the one that the destination's law names. */
  prescribed?: boolean;
  /** Units of `to_currency` for one unit of `from_currency`. */
  rate: string;
  /** Who published the rate, such as the customs authority or the ECB. */
  source: string;
  /** ISO 4217: the currency in which it is valued. */
  to_currency: string;
  /** The last day for which it is prescribed. Null where its publication names none. */
  valid_to: string | null;
}

/** How old the facts are that the amounts rest on, and how far one had to go for them. */
export interface FreshnessAnswer {
  /** Each rate of exchange that an amount was converted by, once. */
  fx: ExchangeRateAnswer[];
  /** The releases of law that the order was held to. */
  releases: ReleaseAnswer[];
  /** What is older than allowed, in words: it makes a complete quote `degraded`. Empty where nothing is. */
  stale: string[];
  /** The farthest store that had to be asked for the tariff; `packaged` are the copies kept on the machine, read where the other stores are out of reach. */
  tier: "memory" | "redis" | "postgres" | "packaged";
  /** The earliest day up to which all amounts are verified. Null where none has such a day. */
  verified_until: string | null;
}

/** One problem of one article. `field` is where it is; `value` is what stands there, empty where nothing does. */
export interface HealthFinding {
  field: string;
  /** The other code of a conflict; the number of lines of an ambiguous code. */
  other: string;
  problem: HealthProblem;
  sku: string;
  value: string;
}

/**
 * What may be wrong with an article.
 *
 * * `unknown_hs_code`: not in the Harmonized System.
 * * `unknown_national_code`: not in the active tariff of the country whose national code it is.
 * * `ambiguous_code`: several lines of that tariff begin with it.
 * * `override_conflict`: a shop's code is another one than a person's.
 * * `classifier_conflict`: a shop's code is another one than the classifier's.
 */
export type HealthProblem = "missing_code" | "missing_origin" | "missing_weight" | "missing_description" | "unknown_hs_code" | "unknown_national_code" | "ambiguous_code" | "override_conflict" | "classifier_conflict";

/** What happened to one article; `next` is the cursor of the following page, null on the last one. */
export interface HistoryPage {
  /** Newest first. */
  changes: ArticleChange[];
  next: string | null;
}

/** Identifiers of the goods that a declaration asks for, such as that of small parcels to the European Union. */
export interface Identifiers {
  /** The manufacturer's product identifier. */
  manufacturer?: string | null;
  /** The merchant's product identifier. */
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

/**
 * How far an import is.
 *
 * `failed`: the rest of the body cannot be read; what was read before stands.
 */
export type ImportState = "waiting" | "running" | "done" | "failed";

/**
 * What the prices already contain; the engine solves it out of them.
 *
 * `home_tax` is the VAT of the seller's country, which goods that leave it do not bear; `destination_tax` is that of
 * the country of arrival.
 */
export type IncludedInPrice = "freight" | "insurance" | "duty" | "home_tax" | "destination_tax";

/**
 * A rule of Incoterms 2020 (ICC publication 723E). Under DDP alone the seller pays duty and tax of the import;
 * FAS, FOB, CFR and CIF are for sea and inland waterway only.
 */
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

/** One answer to the classifier's question. */
export interface LeadingAnswer {
  /** The code that it leads to. */
  leads_to: string;
  /** The answer, as the attribute's value. */
  value: string;
}

/** The law or the notice behind a statement. */
export interface LegalReferenceAnswer {
  /** How the law is cited, such as `19 CFR 152.103(a)(5)`. */
  text: string;
  /** Where it can be read. Empty where no public address is known. */
  url: string;
}

/** One line of the cart. `unit_price` is per unit; `net_weight_kg`, `quantities` and `discount` are line totals. */
export interface Line {
  /** HS, EU, or the country whose national code it is (US, GB, JP ...). Of a code that the destination does not use, the first six digits count. */
  code_system?: string;
  /** Id of the consignment that the line travels in, where the cart has `consignments`; else null. */
  consignment?: string | null;
  /** Value of the whole line for customs where it is given away and so has no price, in the cart's currency. It counts where the price after the line's discount is zero. */
  declared_value?: number | string | null;
  /** The goods in words, as customs would read them. The classifier is asked by it for a line without a code. */
  description?: string | null;
  /** The customs description by language, for papers. */
  descriptions?: Record<string, string>;
  /** Discount on the whole line, in the cart's currency. */
  discount?: number | string;
  /** What is known of the goods beyond these fields and the law may ask for, by name, such as `steel_share`: the `fact` of a question in `missing`. */
  facts?: Record<string, string>;
  /** Code of the goods in the Harmonized System (WCO) or in the national tariff that `code_system` names. Null: that of the catalogue; else the quote asks, with the classifier's candidates. */
  hs_code?: string | null;
  /** Names the line in the answer; each one once. */
  id: string;
  /** Product identifiers that a declaration may need. */
  identifiers?: Identifiers;
  /** Price of the whole line before discounts, in the cart's currency. Either this or `unit_price` is given. */
  line_total?: number | string | null;
  /** Net weight of the whole line in kilograms, without packaging. Null: that of the catalogue, else unknown. */
  net_weight_kg?: number | string | null;
  /** Country of origin: where the goods were obtained or last substantially transformed (WTO Agreement on Rules of Origin), not where they are sent from. Null: that of the catalogue, else the country of dispatch. */
  origin?: string | null;
  /** Whether preferential origin is claimed, and by which proof. */
  preference?: PreferenceClaim;
  /** What the whole line measures, by unit of quantity, where a specific duty needs it: LTR (litres), LPA (litres of pure alcohol), NPR (pairs) ... (units of TARIC). Pieces and net weight follow from the other fields. */
  quantities?: Record<string, number | string>;
  /** How many pieces, each at `unit_price`. */
  quantity: number | string;
  /** The merchant's own number. What the line leaves open is taken from the catalogue by it, and told in `assumptions`. */
  sku?: string | null;
  /** Price of one piece before discounts, in the cart's currency. Either this or `line_total` is given. */
  unit_price?: number | string | null;
}

/**
 * One line of the cart, assessed. All amounts are of the whole line, not of a piece.
 *
 * Charges of the whole consignment, such as customs' fees on an entry, are none of a line's.
 */
export interface LineAnswer {
  /** The lawful ways of entering the line, that of the quote among them. Empty where there is but one. */
  alternatives: AlternativeAnswer[];
  /** Whether every amount of the line is known. If not, `missing` of the quote asks. */
  calculable: boolean;
  /** Every charge of the line, explained. */
  charges: ChargeAnswer[];
  /** Id of the consignment that the line travels in; `c1` where the request names none. */
  consignment: string;
  /** Value that ad valorem duty is charged on, in the destination's currency: the transaction value (WTO Customs Valuation Agreement, Article 1), FOB or CIF as the destination's law says (Article 8(2)). */
  customs_value: MoneyAnswer;
  /** Sum of the line's charges of the kinds `duty` and `additional_duty`, in the cart's currency. Null where the line is not calculable. */
  duty: MoneyAnswer | null;
  /** Price of the goods alone after discounts, without carriage and insurance (intrinsic value), in the destination's currency. */
  goods_value: MoneyAnswer;
  /** Id of the line, as the request has it. */
  id: string;
  /** Country of origin that was used: the line's own, else the one it is sent from. */
  origin: string;
  /** Why the line is not calculable. Null where it is. */
  reason: string | null;
  /** The digits of the code that the line was assessed by: of a foreign national code the six of the Harmonized System. Null where no code is known. */
  tariff_code: string | null;
  /** Sum of the line's charges of the kind `tax`, in the cart's currency. Null where the line is not calculable. */
  tax: MoneyAnswer | null;
}

/**
 * One rule of the tariff: what it charges or controls, on which goods, from where, when and by which law.
 *
 * `goods_code` covers every code that begins with it; empty, it covers all goods. `areas` are countries or groups, `*`
 * every origin, and `excluded` is taken out of them. `rate_text` is the rate as published, `rate` the same as a tree
 * to compute with, null where the measure has no amount of its own. `valid_from` and `valid_to` are both included, and
 * null is open. `verified_until` is the last day for which the evidence speaks; null: that of its `release`.
 */
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

/** A fact that was needed and not known, as a question. */
export interface MissingAnswer {
  /** What the answer would change: an `amount`, which leaves the quote without a total, or the customs `clearance`. */
  affects: "amount" | "clearance";
  /** On the question about a code, where the classifier was asked and answered in time. `spread` is then that of the candidates, `likely` the best one's; the right code may be another one, so the upper end of the quote's estimate stays open. */
  classification?: CodeSuggestion | null;
  /** Name of the fact, such as `hs_code` or `steel_share`. */
  fact: string;
  /** Names the question within this quote, such as `m1`. */
  id: string;
  /** Id of the line asked about. Null where it is the whole consignment. */
  line: string | null;
  /** JSON Pointer of the field of the request that holds the answer. Null where no field does: the loaded law lacks a rate or does not say, and customs would have to be asked. */
  pointer: string | null;
  /** The question in words. */
  question: string;
  /** The range of what may be due for what is not known, in the cart's currency. Null where no amount depends on it. */
  spread: SpreadAnswer | null;
}

/** An amount of money. */
export interface MoneyAnswer {
  /** Plain decimal with the decimals of the currency (the minor unit of ISO 4217). */
  amount: string;
  /** ISO 4217. */
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

/**
 * What a checkout is offered when all amounts are known, and rest on facts older than allowed (`degraded`).
 *
 * * `offer`: everything, as for a complete quote.
 * * `dap_only`: no DDP service: the shopper pays duty and tax on delivery.
 * * `refuse`: no service at all from us: the shop's own fallback applies.
 */
export type OnDegraded = "offer" | "dap_only" | "refuse";

/**
 * What a checkout is offered when an amount is not known for sure.
 *
 * * `dap_only`: no DDP service: the shopper pays duty and tax on delivery.
 * * `charge_max`: DDP at the upper end of the estimate, where it has one.
 * * `refuse`: no service at all from us: the shop's own fallback applies.
 */
export type OnUnknown = "dap_only" | "charge_max" | "refuse";

/**
 * What the shopper pays if the order goes this way. Totals are null where an amount is not known, unless the
 * merchant settled that the upper end of its estimate is charged; `reason` says so then.
 */
export interface OptionAnswer {
  /** Whether a checkout may offer this way. */
  available: boolean;
  /** Goods, shipping, insurance, and every charge collected with the order, in the cart's currency. */
  due_at_checkout: MoneyAnswer | null;
  /** What the shopper is asked for when the parcel arrives, in the cart's currency. What a carrier asks then for its own work is not in it. */
  due_on_delivery: MoneyAnswer | null;
  /** All that the order costs the shopper, in the cart's currency: the sum of `due_at_checkout`, `due_on_delivery` and `self_accounted`. */
  landed_cost: MoneyAnswer | null;
  /** Why it may not be offered, or why with such totals. Null where there is nothing to say. */
  reason: string | null;
  /** Tax that a business buyer accounts for in its own return (reverse charge), in the cart's currency. */
  self_accounted: MoneyAnswer | null;
  /** Price of the carriage, in the cart's currency. */
  shipping: MoneyAnswer;
}

/** The order by the cart's own shipping with duties paid and unpaid, and by each service that was asked about. */
export interface OptionsAnswer {
  /** Delivered at place: the shopper pays duty and import tax on delivery (Incoterms 2020: DAP). */
  dap: OptionAnswer;
  /** Delivered duty paid: duty and import tax are collected at checkout (Incoterms 2020: DDP). */
  ddp: OptionAnswer;
  /** One for each of the request's `services`, or of those that the merchant's rate tables give. */
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
  /** Null while nothing is ordered, and of orders that an older release took and did not keep. */
  ordered?: OrderedAnswer | null;
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

/** What happened to an order. Adjusting and refunding may happen several times. */
export type OrderEventKind = "committed" | "adjusted" | "refunded" | "voided";

/**
 * How far a quote has come on its way to an order. A refund does not change it.
 *
 * * `open`: quoted and nothing more.
 * * `committed`: ordered at the amounts of the quote.
 * * `adjusted`: ordered, and quoted again since then.
 * * `voided`: cancelled for good.
 */
export type OrderState = "open" | "committed" | "adjusted" | "voided";

/** What was ordered: the goods, the carriage and the charges by the chosen service and way of delivery. */
export interface OrderedAnswer {
  /** Without what stays a cost of the carrier or the merchant. */
  charges: OrderedChargeAnswer[];
  /** As a quote has it, by the chosen service: what prices include may differ from one to another. */
  goods_total: MoneyAnswer;
  /** The quote's own, where it agrees with the way of delivery; else `DDP` or `DAP`. */
  incoterm: string;
  insurance: MoneyAnswer;
  /** By the chosen service; null where an amount of it is not known. */
  landed_cost?: MoneyAnswer | null;
  lines: OrderedLineAnswer[];
  shipping: MoneyAnswer;
}

/**
 * A charge by the chosen service and way of delivery, in the cart's currency; `line` is null of a whole
 * consignment's.
 */
export interface OrderedChargeAnswer {
  amount: MoneyAnswer;
  /** Under the way of delivery that was ordered. */
  collected: Collected;
  id: string;
  kind: ChargeKind;
  line: string | null;
  name: string;
  /** Whether it is a tax on the sale itself, which no customs office takes. */
  of_sale: boolean;
  payer: Payer;
  programme: string;
}

/** A line of the quote as it was ordered. */
export interface OrderedLineAnswer {
  /** As a quote's line has it, by the chosen service: in the destination's currency. */
  goods_value: MoneyAnswer;
  id: string;
}

/** A place goods are sent from. `code` is the shop's own name of it, such as a location id. */
export interface Origin {
  code: string;
  place: Place;
}

/**
 * How the duty and tax of an order lie to those of its quote.
 *
 * * `over`: the shopper was charged more than was computed.
 * * `under`: the merchant bears what was not charged.
 * * `not_stated`: the order does not say what it charged.
 * * `not_computed`: the quote has no amount: it was partial, or degraded.
 * * `no_quote`: the order names no quote, or one that this merchant does not have.
 * * `other_currency`: the order was charged in another currency than was quoted.
 */
export type Outcome = "equal" | "over" | "under" | "not_stated" | "not_computed" | "no_quote" | "other_currency";

/** A value that a person fixes. It wins over what the merchant's files and the shops say, until it is taken back. */
export interface Override {
  author?: string | null;
  field: string;
  reason: string;
  value: string;
}

/** A value that a person fixed, with who, why and when. It wins over the merchant's files and the shops. */
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

/**
 * Which party of the sale pays a charge. Of what is due at the import the Incoterm says it: the seller under
 * DDP, else the buyer.
 */
export type Payer = "seller" | "buyer";

/**
 * Where goods leave or arrive. The country decides the tariff and the tax, unless the postal code, the region (ISO
 * 3166-2, with or without the country) or the town points to a special territory, such as the Canary Islands.
 */
export interface Place {
  /** Town. It may point to a special territory, such as Livigno. */
  city?: string | null;
  /** ISO 3166-1 alpha-2, or XI, XK, IC, EA. */
  country: string;
  /** Postal code, or its beginning; blanks, hyphens and capitals do not matter. It may point to a special territory. One that the country cannot have is refused. */
  postal_code?: string | null;
  /** State or province: its code of ISO 3166-2, with or without the country (`US-CA`, `ca`), or its name there (`California`). Some taxes depend on it. What is none is passed over and told in `assumptions`; a wrong code is refused where addresses write these codes (AU, BR, CA, ES, IT, US). */
  region?: string | null;
}

/** What a shop runs on. `generic`: a shop of another kind, which speaks our own webhooks. */
export type Platform = "shopify" | "bigcommerce" | "woocommerce" | "generic";

/** Whether a preferential origin is claimed; without a claim and its proof none is ever applied. */
export interface PreferenceClaim {
  /** Whether the importer claims preferential origin under an agreement between the origin and the destination. */
  claim?: boolean;
  /** Whether the goods travel from the country of origin directly, without entering commerce elsewhere, as agreements ask. Null: taken to be so where they are sent from there. */
  direct_transport?: boolean | null;
  /** Number under which customs of the origin knows the exporter for proofs of origin: REX, or approved exporter. */
  exporter_reference?: string | null;
  /** The proof of origin in the caller's words, such as `EUR.1` or `statement on origin`. Null: there is none. */
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

/**
 * Whose shapes are understood.
 *
 * * `avatax`: AvaTax REST v2, transactions across a border.
 * * `zonos`: the GraphQL workflow mutations; UPS Global Checkout takes the same ones.
 * * `dhl`: DHL Express, MyDHL API, landed cost.
 * * `ups`: UPS, Landed Cost Quote.
 */
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

/**
 * Why the goods are sent. Reliefs for gifts and returned goods depend on it where the destination's law has them;
 * where one is not applied, `assumptions` says so.
 */
export type Purpose = "sale" | "gift" | "sample" | "return" | "repair";

/**
 * The landed cost of a cart, with every amount explained.
 *
 * Totals are in the cart's currency and of the whole order, not of a piece. `duty`, `additional_duty`, `excise`, `tax`
 * and `fees` are sums of the charges of that kind, without what stays a cost of the carrier or the merchant; they are
 * null while an amount is not known, for nothing unknown counts as zero. `landed_cost` and what is due when are null
 * then too, and where a control keeps goods out.
 */
export interface QuoteAnswer {
  /** Duties on top of the ordinary tariff, such as anti-dumping, countervailing and safeguard duties, or those of Section 301. */
  additional_duty: MoneyAnswer | null;
  /** Lawful ways that cost less, what saves most first. Empty unless the request asks for `advice`. */
  advice?: AdviceAnswer[];
  /** Every default that was taken, and every rule that stands in for another. */
  assumptions: AssumptionAnswer[];
  /** Numbers that the checkout should ask the buyer for, so that customs clears the order. Null where no source at hand says whether the destination asks such a buyer for one: that is not to say that it does not. Empty only where nothing is imported. */
  buyer_data_required: BuyerDataAnswer[] | null;
  /** Charges of whole consignments, such as fees on an entry. Those of one line stand in `lines`. */
  charges: ChargeAnswer[];
  /** When it was computed, with its offset from UTC. */
  created_at: string;
  /** ISO 4217: the cart's currency, in which all totals are. */
  currency: string;
  /** Sum of the lines' customs values (WTO Customs Valuation Agreement), brought into the cart's currency. */
  customs_value: MoneyAnswer;
  /** Papers that the import needs, each with its reason. */
  documents_required: RequiredDocumentAnswer[];
  /** What the shopper pays with the order: goods, shipping, insurance, and every charge collected then. */
  due_at_checkout: MoneyAnswer | null;
  /** What the shopper is asked for on delivery; zero under DDP unless a charge is always taken then. */
  due_on_delivery: MoneyAnswer | null;
  /** Customs duty: the ordinary tariff, or the preference, suspension or flat duty in its place. */
  duty: MoneyAnswer | null;
  /** The version of the rules that computed it; a replay says whether another version comes to the same. */
  engine_version: string;
  /** The range of the landed cost while there is no total. Null where there is one. */
  estimate: SpreadAnswer | null;
  /** Excise duties, such as those on alcohol and tobacco. */
  excise: MoneyAnswer | null;
  /** Until when it can be committed, with its offset from UTC. It can be fetched and replayed afterwards too. */
  expires_at: string;
  /** Fees of customs and of the posts that the law sets, such as for processing an entry. */
  fees: MoneyAnswer | null;
  /** How old the facts are that the amounts rest on. */
  freshness: FreshnessAnswer;
  /** What the shopper pays for the goods after discounts, without carriage, insurance, duty and tax that the prices included (`prices_include`). */
  goods_total: MoneyAnswer;
  /** Names the quote, such as `q_01939c2e7a4d7c3fb0a9d4b1f2e6c781`. Null when the quote could not be recorded: then it cannot be fetched, replayed or committed. */
  id: string | null;
  /** The day whose law and rates of exchange were applied. */
  import_date: string;
  /** The rule of Incoterms 2020 that was applied: the request's, else the merchant's for the destination, else DDP. */
  incoterm: string;
  /** Price of the insurance of all consignments. */
  insurance: MoneyAnswer;
  /** All that the order costs the shopper under `incoterm`: the sum of `due_at_checkout`, `due_on_delivery` and `self_accounted`. */
  landed_cost: MoneyAnswer | null;
  /** One for each line of the cart, grouped by consignment. */
  lines: LineAnswer[];
  /** What was needed and not known, as questions; `affects` says which of them hinder a total. */
  missing: MissingAnswer[];
  /** What may be due beside these amounts and is not in them, in words. Empty where nothing is known of. */
  not_included: string[];
  /** The order with duties paid and with duties unpaid, and by each shipping service asked about, whatever `incoterm` is. */
  options: OptionsAnswer;
  /** What is not charged, and by which rule. */
  reliefs: ReliefAnswer[];
  /** Prohibitions and conditions on the import of the goods. */
  restrictions: RestrictionAnswer[];
  /** Tax that a business buyer accounts for in its own return (reverse charge); it is paid to nobody on the way. */
  self_accounted: MoneyAnswer | null;
  /** Price of the carriage of all consignments. */
  shipping: MoneyAnswer;
  /** Whether there is a total, and how far it can be relied on. */
  status: QuoteStatus;
  /** VAT, GST and other taxes on the sale or on the import. */
  tax: MoneyAnswer | null;
  /** Totals and expiry, signed for the merchant (JWS, RFC 7515, HS256); `POST /v1/quotes/verify` reads it. Null where the quote has no id or no `landed_cost`. */
  token: string | null;
}

/** A cart to be landed. Every default that is taken stands in the answer's `assumptions`. */
export interface QuoteRequest {
  /** Whether to look for lawful ways that cost less; it takes longer. */
  advice?: boolean;
  /** Who buys. */
  buyer?: Buyer;
  /** Parts of the cart that travel apart; every line then names its own. Empty: all goods travel together. */
  consignments?: ConsignmentPart[];
  /** ISO 4217: the currency of the sale, of every amount of the request, and of the answer's totals. */
  currency: string;
  /** Discount on the goods of the whole cart, in its currency, beside those of single lines. It lowers the value of the goods, not the shipping. */
  discount?: number | string;
  /** Day on which the goods leave, which clauses on goods in transit look at. Null: not stated. */
  export_date?: string | null;
  /** Share of the shipping that is for the way to the customs border of the destination, where its law counts only that much in the customs value (European Union). Postal charges count in full. */
  freight_share_to_border?: number | string | null;
  /** Day of the import, whose law and rates of exchange are applied. Null: `export_date`, else `sale_date`, else today. */
  import_date?: string | null;
  /** Who declares the goods for import. It decides whether `buyer_data_required` names what the importer alone is asked for, such as an EORI; no amount depends on it. Null: taken to be the buyer there. */
  importer_of_record?: "buyer" | "seller" | "carrier" | null;
  /** Rule of Incoterms 2020 of the sale. Null: that of the merchant's settings for the destination, else DDP. */
  incoterm?: Incoterm | null;
  /** Price of the insurance of the whole cart's carriage, in its currency. */
  insurance?: number | string;
  /** Language of the lines' descriptions and of the classifier's question. Left out: that of the merchant's settings. */
  language?: string;
  /** The goods of the cart. */
  lines: Line[];
  /** What the prices of the lines already contain. Left out: what the merchant's settings say. */
  prices_include?: IncludedInPrice[];
  /** Why the goods are sent. */
  purpose?: Purpose;
  /** Day of the sale, whose law a tax on the sale follows. Null: the day of the import. */
  sale_date?: string | null;
  /** Who sells. Country and registrations that are left out are those of the merchant's settings. */
  seller?: Seller;
  /** Each is quoted landed. Lines times (1 + services) are 400 at most. */
  services?: ServiceOption[];
  /** Whether the rate tables of the merchant's settings give `services`, if it is empty. */
  services_from_settings?: boolean;
  /** Where the goods leave. It is also the country of origin of a line that names none. */
  ship_from: Place;
  /** Where the goods arrive. It decides whose law is applied. */
  ship_to: Place;
  /** Price of the carriage of the whole cart, in its currency. */
  shipping?: number | string;
  /** How the goods are carried. Null: express courier. */
  transport_mode?: TransportMode | null;
}

/**
 * How far the amounts of a quote can be relied on.
 *
 * * `complete`: every amount is known and rests on facts recent enough.
 * * `partial`: something that affects an amount is missing, or a control keeps goods out: an estimate, no total.
 * * `degraded`: every amount is known, but rests on facts older than the merchant allows, or could not be recorded.
 * * `no_import`: no customs border is crossed.
 */
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

/**
 * Whether an amount comes back when the goods do.
 *
 * * `tax_return`: whoever accounts for it (`payer`) corrects it in the next tax return.
 * * `on_application`: customs may repay whoever paid it, on application, on the conditions of the destination's law.
 * * `none`: it stays paid.
 */
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
  /** Who asks for it back, or corrects it: `seller` or `buyer`, who paid it. */
  payer: string;
  programme: string;
  recovery: Recovery;
  text: string;
}

/** A tax registration of the seller: IOSS, GB_VAT, VOEC, AU_GST, NZ_GST, SG_GST, UKIMS ... */
export interface Registration {
  /** The number, held against the form of its scheme. The scheme counts without it too. */
  number?: string | null;
  /** The scheme that the seller is registered under. One that no law here knows is refused. */
  scheme: string;
}

/** One edition of a publication of law, as it was loaded: a tariff schedule, a fee notice, a list of VAT rates. */
export interface ReleaseAnswer {
  /** The edition, as its publisher or the loader names it. */
  edition: string;
  /** Names the release. What it says never changes; a new edition has a new one. */
  id: string;
  /** Whose law it is: a country, `EU`, or `*` for many countries. */
  jurisdiction: string;
  /** The publication that it is an edition of. */
  publication: string;
  /** The day on which it was published. */
  published_on: string;
  /** The authority, or whoever else published it. */
  publisher: string;
  /** Title of the publication. */
  title: string;
  /** The last day for which its evidence speaks. Null where there is no such day. */
  verified_until: string | null;
}

/** Something that is not charged, and the rule that says so. */
export interface ReliefAnswer {
  /** What is not charged: `duty`, `tax`, `fee`, `small_amount` (waived as too little), `at_risk` (Northern Ireland), or the programme of an additional duty. */
  kind: string;
  /** The law that grants it. */
  legal_reference: LegalReferenceAnswer;
  /** Id of the line. Null where it is of the whole consignment. */
  line: string | null;
  /** The rule of the tariff that frees of it. Empty where it is no single one. */
  measure_id: string;
  /** The relief in words. */
  text: string;
}

/** A recorded quote computed again from its request, its day and its releases. */
export interface ReplayAnswer {
  /** JSON pointers of what came out differently. */
  differences: string[];
  /** The version of the rules that computed it again. */
  engine_version_now: string;
  /** The version of the rules that computed the quote. */
  engine_version_then: string;
  /** The quote that was computed again. */
  id: string;
  /** Whether it came out the same. */
  identical: boolean;
  /** The quote as it comes out now. */
  quote: QuoteAnswer;
}

/** The time whose events are sent (again): the dead ones and those never tried, or all of them. */
export interface ReplayRequest {
  delivered_too?: boolean;
  since: string;
  /** Before which; default now. */
  until?: string | null;
}

/** How much a replay will send again, in the background. */
export interface ReplayedAnswer {
  /** How many will be sent. */
  events: number;
}

/** A paper that the import needs: of one line, or of the consignment where `line` is null. */
export interface RequiredDocumentAnswer {
  /** Name of the paper, such as `commercial_invoice`, `cn23` or `cites_permit`. */
  document: string;
  /** The law that asks for it. */
  legal_reference: LegalReferenceAnswer;
  /** Id of the line. Null where it is of the consignment. */
  line: string | null;
  /** Why it is needed, in words. */
  reason: string;
}

/**
 * A control on the import of a line's goods: a prohibition, or a condition. It changes no amount.
 *
 * Where it `blocks`, the goods may not come in: no way of delivery is then available and there is no price.
 */
export interface RestrictionAnswer {
  /** Whether it keeps the goods out, whatever is paid. */
  blocks?: boolean;
  /** The law behind the control. */
  legal_reference: LegalReferenceAnswer;
  /** Id of the line. */
  line: string;
  /** The rule of the tariff that asks for it. */
  measure_id: string;
  /** The control in words. */
  text: string;
}

/** How many pieces of a line come back; `id` is the line's in the quote. */
export interface ReturnedLineInput {
  id: string;
  quantity: number | string;
}

/** How many pieces of a line come back; `id` is the line's in the quote. */
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

/** One room of the API. A key holds some; a route asks for one. `admin`: the merchant's settings, keys and audit. */
export type Scope = "quote" | "catalog" | "classify" | "documents" | "admin";

/** A secret to keep. No route answers it again. */
export interface SecretRequest {
  value: string;
}

/** Who sells the goods, as far as taxes and reliefs depend on it. */
export interface Seller {
  /** Where the seller is established: whose VAT `home_tax` is. Null: the merchant's settings say, else it is the country of dispatch. */
  country?: string | null;
  /** Whether a marketplace facilitates the sale and accounts for its tax, so that the seller's own registration is not asked for (United Kingdom). */
  marketplace?: boolean;
  /** Tax registrations in the destination. Left out: those of the merchant's settings. */
  registrations?: Registration[];
  /** Whether a business sells, or a private person. Reliefs for gifts are for the latter. */
  type?: "business" | "consumer";
}

/** A service, landed both ways; `charges` are its carrier's for paying duty and tax, in `ddp` if at checkout. */
export interface ServiceAnswer {
  /** Code of the carrier. Null where none was given. */
  carrier?: string | null;
  /** What the carrier asks for paying duty and tax in advance; charges of law are not repeated. */
  charges?: ChargeAnswer[];
  /** The service's code, of the request or of the merchant's rate table. */
  code: string;
  /** By this service with duties unpaid (Incoterms 2020: DAP). */
  dap: OptionAnswer;
  /** By this service with duties paid (Incoterms 2020: DDP). */
  ddp: OptionAnswer;
  /** How the service carries goods: a value of `TransportMode`. */
  mode: string;
  /** Its name for shoppers. Null where none was given. */
  name?: string | null;
  /** From dispatch to delivery. Null where it was not stated. */
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
  /** Code of its carrier, by which the disbursement fees of the merchant's settings are found. */
  carrier?: string | null;
  /** Names the service in the answer; each one once. */
  code: string;
  /** Whether it can be sent with duties paid. */
  ddp?: boolean;
  /** What its carrier asks for paying duty and tax; default: the merchant's settings. */
  disbursement?: DisbursementFeeInput | null;
  /** How it carries goods. The law may depend on it. */
  mode: TransportMode;
  /** Its name for shoppers. */
  name?: string | null;
  /** The part of `shipping` that is for each consignment, by its id; shared by value if left out. */
  shares?: Record<string, number | string>;
  /** Price of the carriage of the whole order by this service, in the cart's currency. */
  shipping: number | string;
  /** From dispatch to delivery; it is repeated in the answer and changes no amount. */
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

/** All shops of the merchant, those that were uninstalled too. */
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

/**
 * Who says so.
 *
 * * `model`: the classifier.
 * * `memory`: a person decided it, in a review or by saying what was right.
 * * `override`: a person fixed it.
 */
export type Source = "model" | "memory" | "override";

/** A range in `currency`. `max` is null where it is unbounded, `likely` where there is no ground to say. */
export interface SpreadAnswer {
  /** ISO 4217. */
  currency: string;
  /** The likeliest amount. Null where there is no ground to say. */
  likely: string | null;
  /** The upper end. Null where nothing bounds it. */
  max: string | null;
  /** The lower end: certain to be due. */
  min: string;
}

/** A loaded release. `age_seconds` counts from the end of the day up to which it is verified. */
export interface StoredReleaseAnswer {
  activated_at: string | null;
  active: boolean;
  age_seconds: number;
  /** The edition, as its publisher or the loader names it. */
  edition: string;
  /** Names the release. What it says never changes; a new edition has a new one. */
  id: string;
  /** Whose law it is: a country, `EU`, or `*` for many countries. */
  jurisdiction: string;
  licence: string;
  lines: number;
  loaded_at: string;
  measures: number;
  /** The publication that it is an edition of. */
  publication: string;
  /** The day on which it was published. */
  published_on: string;
  /** The authority, or whoever else published it. */
  publisher: string;
  source_url: string;
  /** Title of the publication. */
  title: string;
  /** The last day for which its evidence speaks. Null where there is no such day. */
  verified_until: string | null;
}

/** `GET /v1/tariffs/{country}/{code}`: what the loaded tariff says about one code on one day. */
export interface TariffAnswer {
  code: string;
  country: string;
  date: string;
  declarable: string[];
  /** Of the Harmonized System (HS 2022), in English. */
  hs6_text: string | null;
  jurisdiction: string;
  /** False where no list of the tariff's codes is loaded: six digits are checked then. */
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

/** A tax number of the buyer. */
export interface TaxId {
  /** The number, held against the form of its type. */
  number: string;
  /** What number it is: EU_VAT, GB_VAT, or what `buyer_data_required` of a quote names. Another kind is passed over, and told in `assumptions`. */
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
  /** What it says. Null where it does not hold. */
  claims: Record<string, unknown> | null;
  /** Why it does not hold. Null where it does. */
  reason: string | null;
  /** Whether the token is this merchant's, unchanged and not expired. */
  valid: boolean;
}

/** `POST /v1/quotes/verify`. */
export interface TokenRequest {
  /** The `token` of a quote. */
  token: string;
}

/** How long a service takes from dispatch to delivery, in days. */
export interface TransitDays {
  /** The most days, not fewer than `min`. */
  max: number;
  /** The fewest days. */
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

/**
 * How goods are carried. `express` is a courier, `post` the mail, and `ems` the Express Mail Service of the posts:
 * mail to every law but where it is named. The others carry cargo.
 */
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
      /** What a shop gave back of an order's duties and taxes, in units of its currency. */
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
