// Written from openapi/docs.json by `make contract`; do not edit.

/** `GET /v1/accuracy`. Without a measured shipment `rows` is empty and `text` says so. */
export interface AccuracyAnswer {
  complete: boolean;
  from_day: string;
  /** Shipments of these days with a charge. */
  invoiced: number;
  measured: number;
  not_measured: Record<string, number>;
  of: "duties_and_taxes" | "all";
  rows: AccuracyRow[];
  text: string;
  to_day: string;
}

/** One lane in one currency. Shares are of `shipments`; errors are relative to what was invoiced. */
export interface AccuracyRow {
  currency: string;
  exact: string;
  lane: string;
  median_absolute_error: string;
  /** Of the invoice; null where an invoice in the middle is 0. */
  median_relative_error: string | null;
  shipments: number;
  within_1_percent: string;
  within_5_percent: string;
}

/** A paper of the batch that could not be made; `pointer` leads into the request of the batch. */
export interface BatchFault {
  code: string;
  detail: string;
  index: number;
  pointer?: string | null;
}

/** How far a batch is. It is `done` even where papers were refused: `faults` says which. */
export type BatchState = "waiting" | "running" | "done";

/** A field that a draft lacks to be issued: where a request would say it, and the rule that demands it. */
export interface Blank {
  pointer: string;
  rule: string;
  /** The law or form that the rule rests on. */
  source: string;
}

/** Who buys the goods, as far as taxes and reliefs depend on it. */
export interface Buyer {
  /** Its numbers. A business that gives its VAT number may account for the tax itself (reverse charge); the others count for `buyer_data_required` alone. */
  tax_ids?: TaxId[];
  /** Whether a private person buys, or a business. */
  type?: "consumer" | "business";
}

/** A carton the merchant packs into: inner measures, and what the empty carton weighs. */
export interface CartonInput {
  code: string;
  inner: DimensionsInput;
  most_kg?: number | string | null;
  outer?: DimensionsInput | null;
  tare_kg?: number | string;
}

/** A carton the merchant packs into: inner measures, and what the empty carton weighs. */
export interface CartonOutput {
  code: string;
  inner: DimensionsOutput;
  most_kg?: string | null;
  outer?: DimensionsOutput | null;
  tare_kg?: string;
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

/** Goods as they will be declared. What is missing is what the check looks for. */
export interface CheckedLine {
  description?: string | null;
  hs_code?: string | null;
  id: string;
  /** As the paper will say it; default: quantity times price. */
  line_value?: number | string | null;
  manufacturer_product_id?: string | null;
  merchant_product_id?: string | null;
  /** Of all pieces of the line. */
  net_weight_kg?: number | string | null;
  origin?: string | null;
  quantity: number | string;
  sku?: string | null;
  unit_price: number | string;
}

/**
 * Where the shipment stands: as far as the parcel that is furthest behind, `held` if any is.
 *
 * `milestone` is null as long as nothing is known. `clearance_hours` counts from arrival (or presentation) to release.
 */
export interface ClearanceAnswer {
  clearance_hours: string | null;
  cleared_at: string | null;
  exceptions: ExceptionAnswer[];
  held: boolean;
  holds: HoldAnswer[];
  milestone: Milestone | null;
  parcels: ParcelAnswer[];
  unknown_codes: string[];
}

/**
 * All that was charged of one kind so far, against what was expected of it.
 *
 * Where `verdict` is `not_comparable`, `difference` is null and `reason` says which rate is missing.
 */
export interface ComparisonAnswer {
  charged: MoneyAnswer[];
  difference: MoneyAnswer | null;
  expected: MoneyAnswer | null;
  kind: ChargeKind;
  reason?: string | null;
  verdict: Verdict;
}

/** What is compared. `tax` holds excise, `duty` additional duties; `total` is all of it. */
export type Component = "duty" | "tax" | "fees" | "total";

/** What a sensor in a parcel may read. Without a limit nothing is an exception. */
export interface ConditionLimitsInput {
  shock_max_g?: number | string | null;
  temperature_max_c?: number | string | null;
  temperature_min_c?: number | string | null;
}

/** What a sensor in a parcel may read. Without a limit nothing is an exception. */
export interface ConditionLimitsOutput {
  shock_max_g?: string | null;
  temperature_max_c?: string | null;
  temperature_min_c?: string | null;
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

/** That the log of `second` leaves is the one of `first` leaves, continued (RFC 9162, section 2.1.4). */
export interface ConsistencyAnswer {
  first: number;
  /** To be checked against the roots of the two signed heads. */
  path: string[];
  second: number;
}

/** Outer measures in centimetres. */
export interface DimensionsInput {
  height_cm: number | string;
  length_cm: number | string;
  width_cm: number | string;
}

/** Outer measures in centimetres. */
export interface DimensionsOutput {
  height_cm: string;
  length_cm: string;
  width_cm: string;
}

/**
 * What a carrier asks for paying duty and tax in advance: the greater of a share of them and a minimum, and a fixed
 * part. `currency` is that of `minimum` and `fixed`.
 */
export interface DisbursementFee {
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

/** All that a carrier needs to check a complaint about an invoice. What could not be compared is not disputed. */
export interface DisputePack {
  carrier: string;
  charges: DisputedCharge[];
  invoice_id: string;
  issued: string;
  made_at: string;
  not_comparable: string[];
  number: string;
  totals: MoneyAnswer[];
  unmatched_lines: number[];
}

/** What is contested of one shipment and kind, with what supports it. */
export interface DisputedCharge {
  charged: MoneyAnswer[];
  difference: MoneyAnswer;
  document_ids: string[];
  expected: MoneyAnswer | null;
  expected_from: string | null;
  ground: string;
  invoice_lines: number[];
  kind: ChargeKind;
  lane: string;
  order_reference: string;
  quote_id: string | null;
  shipment_id: string;
  tracking_numbers: string[];
  verdict: Verdict;
}

/** An issued document. A correction is a new version; versions are never changed. */
export interface Document {
  /** What a draft lacks to be issued; an issued paper lacks nothing. */
  blanks?: Blank[];
  created_at: string;
  draft: boolean;
  id: string;
  kind: DocumentKind;
  language: string;
  ledger: LedgerEntry;
  links: DocumentLinks;
  /** The invoice's, as printed; null in forms of data alone. */
  number?: string | null;
  /** The merchant's own, as the request had it. */
  order_reference?: string | null;
  /** Null where the paper names no agreement. */
  origin_wording?: OriginWording | null;
  /** 0 for a form that is data alone. */
  pages: number;
  quote_id: string | null;
  /** As it was when the paper was issued; null for a draft. */
  screening?: DocumentScreening | null;
  second_language: string | null;
  /** Of the PDF, or of the data form's JSON. */
  sha256: string;
  /** Limits of the form that nobody could hold against the goods. */
  unchecked?: UncheckedLimit[];
  version: number;
}

/** How far a batch is. `result` is where all papers are, once it is done. */
export interface DocumentBatch {
  faults: BatchFault[];
  id: string;
  made: number;
  refused: number;
  result: string | null;
  state: BatchState;
  wanted: number;
}

/** Papers that are made in the background and fetched together. */
export interface DocumentBatchRequest {
  documents: DocumentRequest[];
  result?: "zip" | "pdf";
}

/** A paper, or a form that is data alone and has no printed form: `eu_h7` and what follows it. */
export type DocumentKind = "commercial_invoice" | "proforma_invoice" | "packing_list" | "cn22" | "cn23" | "origin_statement" | "origin_certificate" | "shippers_letter_of_instruction" | "return_declaration" | "eu_h7" | "upu_itmatt" | "dhl_invoice_data" | "ups_paperless" | "fedex_trade_documents";

/** Where each form of the document is; null where the kind has no such form. */
export interface DocumentLinks {
  json: string | null;
  pdf: string | null;
  /** The first page as PNG, `&page=2` the second; for people who look at it. */
  picture?: string | null;
  xml: string | null;
}

/** Documents in their newest issued versions, the newest first; `next` is the cursor of the following page. */
export interface DocumentPage {
  documents: Document[];
  next: string | null;
}

/** The parties of a shipment. `exporter` is who sells or sends; the others are named only where they differ. */
export interface DocumentParties {
  /** Who buys, where that is somebody else. */
  buyer?: DocumentParty | null;
  /** Who receives the goods: at the `ship_to` of the quote or order. */
  consignee?: DocumentParty | null;
  exporter?: DocumentParty | null;
  forwarder?: DocumentParty | null;
  /** Importer of record. */
  importer?: DocumentParty | null;
  producer?: DocumentParty | null;
}

/** A party with its postal address. */
export interface DocumentParty {
  city?: string | null;
  contact?: string | null;
  country?: string | null;
  email?: string | null;
  /** Its legal name. Whoever is named has one, unless the paper is a draft. */
  name?: string | null;
  phone?: string | null;
  postal_code?: string | null;
  region?: string | null;
  registrations?: PartyRegistration[];
  /** Street lines, without town. */
  street?: string[];
  /** Null for a consignee: as the quote or order has it. */
  type?: "business" | "consumer" | null;
}

/**
 * What paper is wanted, and for what: a recorded quote, or an order in the shape of a quote's request.
 *
 * All the rest is what neither of them says. What a kind of paper must say and nothing says is refused, field by field
 * with the rule that demands it, and so is what contradicts the quote or order, all in one answer; a draft is printed
 * with the gaps.
 */
export interface DocumentRequest {
  /** A draft is marked as such and not entered in the ledger. */
  draft?: boolean;
  export?: ExportDetails;
  goods?: GoodsDetailInput[];
  invoice?: InvoiceDetails;
  kind: DocumentKind;
  /** BCP 47. */
  language?: string;
  order?: QuoteRequest | null;
  origin?: OriginDetails;
  packages?: PackageInput[];
  packing?: PackingWishInput | null;
  parties?: DocumentParties;
  quote_id?: string | null;
  reason_for_export?: ReasonForExport | null;
  /** Explains the reason `other`. */
  reason_text?: string | null;
  remarks?: string | null;
  returned?: ReturnDetailsInput;
  /** Printed beside the first, as many customs offices ask. */
  second_language?: string | null;
  signatory?: Signatory | null;
  transport?: TransportDetailsInput;
}

/** The screening of everybody whom the paper names; `notice` where it cleared nobody. */
export interface DocumentScreening {
  /** Lists of OFAC, BIS, the UN, the UK and the EU that were not loaded. */
  missing_lists?: string[];
  notice?: string | null;
  screening_id: string;
  state: IssueScreening;
}

/** The leaf that stands for an entry: a new one, or that of the same entry sent before. */
export interface EnteredLeaf {
  /** The name of a leaf, as printed on the paper. */
  leaf: string;
  status: LedgerStatus;
}

/** In the order of the request. */
export interface EnteredLeaves {
  entries: EnteredLeaf[];
}

/** How one side lay, over what was judged. An error is its amount less the invoice's. */
export interface ErrorsAnswer {
  exact: number;
  mean_absolute_error: string | null;
  mean_error: string | null;
  over: number;
  under: number;
}

/** An event as it was taken in: `at` is when it happened, `received_at` when we were told. */
export interface EventAnswer {
  at: string;
  code: string | null;
  code_system: string | null;
  hold_reason: HoldReason | null;
  id: string;
  milestone: Milestone;
  reading: Record<string, unknown> | null;
  received_at: string;
  source: EventSource;
  text: string | null;
  tracking_number: string | null;
}

/**
 * What became of an event that was sent.
 *
 * * `recorded`: it is new.
 * * `known`: it was here already.
 * * `conflicting`: an event of this id, but another content, was here before; that one holds.
 * * `waiting`: no shipment has this tracking number yet; the event is kept for it.
 */
export type EventOutcome = "recorded" | "known" | "conflicting" | "waiting";

/**
 * Something that happened. `id` is the source's own: of one parcel, the same id is taken once.
 *
 * The milestone is that of `code` in the table of `code_system`, unless `milestone` states it.
 */
export interface EventRequest {
  at: string;
  code?: string | null;
  /** Whose code it is; default: the carrier's, of an event of the carrier. */
  code_system?: "dhl_express" | "ups" | "ups_track_alert" | "fedex" | "upu" | "aftership" | "easypost" | null;
  hold_reason?: HoldReason | null;
  id: string;
  milestone?: "data_submitted" | "arrived" | "presented" | "held" | "released" | "delivered" | "returned" | null;
  reading?: Reading | null;
  source: EventSource;
  text?: string | null;
  /** The parcel; null: all of the shipment. */
  tracking_number?: string | null;
}

/** What became of one event. `milestone` is what it was read as; `shipment_id` is null while it waits. */
export interface EventResult {
  id: string;
  milestone: Milestone;
  outcome: EventOutcome;
  shipment_id: string | null;
}

/** Who says that something happened. */
export type EventSource = "carrier" | "customs" | "sensor" | "merchant";

/** What became of each event, in their order. */
export interface EventsAnswer {
  results: EventResult[];
}

/** `POST /v1/shipments/{id}/events`. */
export interface EventsRequest {
  events: EventRequest[];
}

/** What speaks for or against a hit. */
export type Evidence = "same_name" | "similar_name" | "weak_alias" | "born_same_day" | "birth_differs" | "same_country" | "country_differs" | "kind_differs";

/** What needs somebody, and what they should do. */
export interface ExceptionAnswer {
  action: string;
  kind: string;
  since: string;
  text: string;
  tracking_number: string | null;
}

/**
 * What the border should cost. `line` is null where it is of the whole shipment.
 *
 * `recovery` says whether it comes back with the goods; a quote knows it, otherwise it is what you say.
 */
export interface ExpectedChargeInput {
  amount: number | string;
  /** False of a tax on the sale or one that is self-accounted: no carrier charges it. */
  at_border?: boolean;
  /** ISO 4217. */
  currency: string;
  kind: ChargeKind;
  line?: string | null;
  payer?: Payer | null;
  recovery?: Recovery | null;
}

/**
 * What the border should cost. `line` is null where it is of the whole shipment.
 *
 * `recovery` says whether it comes back with the goods; a quote knows it, otherwise it is what you say.
 */
export interface ExpectedChargeOutput {
  amount: string;
  /** False of a tax on the sale or one that is self-accounted: no carrier charges it. */
  at_border?: boolean;
  /** ISO 4217. */
  currency: string;
  kind: ChargeKind;
  line?: string | null;
  payer?: Payer | null;
  recovery?: Recovery | null;
}

/** What a US shipper's letter of instruction asks besides (15 CFR 30.6). */
export interface ExportDetails {
  consignee_type?: "direct_consumer" | "government" | "reseller" | "other" | null;
  foreign_trade_zone?: string | null;
  hazardous?: boolean | null;
  in_bond?: string | null;
  instructions?: string | null;
  insurance_wanted?: boolean | null;
  itn?: string | null;
  mode?: "air" | "ocean" | "truck" | "rail" | "mail" | null;
  related_parties?: boolean | null;
  routed?: boolean | null;
  state_of_origin?: string | null;
}

/** A webhook by which a carrier sends events. Its secret is not shown. */
export interface FeedAnswer {
  carrier: string;
  created_at: string;
  format: FeedFormat;
  id: string;
  /** Where it sends to. */
  path: string;
}

/** Who writes, and how: `standard` is `CarrierMessage`; the others are what these send by themselves. */
export type FeedFormat = "standard" | "aftership" | "easypost" | "fedex" | "ups_track_alert";

/** All feeds of the merchant. */
export interface FeedList {
  feeds: FeedAnswer[];
}

/** A carrier, or who speaks for it, that will send events by webhook. */
export interface FeedRequest {
  /** Whose parcels; AfterShip and EasyPost name them. */
  carrier: string;
  format?: FeedFormat;
  /** What the sender proves itself by, where it is theirs to choose; null: one is made. */
  secret?: string | null;
}

/** What the shopper said of the delivery; the newest answer holds. */
export interface FeedbackAnswer {
  comment: string | null;
  given_at: string;
  scale: string;
  score: number;
}

/** A shopper's answer. The newest one holds. */
export interface FeedbackRequest {
  comment?: string | null;
  scale: FeedbackScale;
  score: number;
  /** The shipment's `feedback_token`. */
  token: string;
}

/** `stars` are 1 to 5, `nps` is 0 to 10: how likely one would recommend it. */
export type FeedbackScale = "stars" | "nps";

/** A reason to be held. `pointer` is a JSON Pointer into the request. */
export interface FindingAnswer {
  fix: string;
  legal_reference: LegalReferenceAnswer;
  pointer: string;
  rule: string;
  severity: Severity;
  text: string;
}

/** What the paper says of a line of the quote or order, where that says nothing or less. Weights are line totals. */
export interface GoodsDetailInput {
  composition?: string | null;
  /** UN number; of such batteries one of UN3090, UN3091, UN3480, UN3481, UN3551, UN3552. */
  dangerous_goods_number?: string | null;
  /** For customs, not the shop's title. */
  description?: string | null;
  /** Grown, made or enhanced in the exporting country. */
  domestic?: boolean | null;
  eccn?: string | null;
  /** Of one unit, for packing. */
  item_size?: DimensionsInput | null;
  /** Export licence, or the exception's symbol (NLR). */
  licence?: string | null;
  /** The line's `id` in the quote or order. */
  line: string;
  /** How batteries of lithium, or of sodium ions, are sent: in equipment, with it, or alone. */
  lithium_batteries?: "none" | "contained" | "packed_with" | "alone" | null;
  /** Such as the MID that the US asks for. */
  manufacturer_id?: string | null;
  /** The maker's own, such as its part number; NS-PID in the EU. */
  manufacturer_product_id?: string | null;
  /** The seller's own; M-PID in the EU. */
  merchant_product_id?: string | null;
  /** For lines that name none; another is refused. */
  net_weight_kg?: number | string | null;
  /** For lines that name none; another is refused. */
  origin?: string | null;
  /** Such as A to D (USMCA), P or W and heading. */
  origin_criterion?: string | null;
  quantity?: number | string | null;
  schedule_b?: string | null;
  /** The same in the second language. */
  second_description?: string | null;
  sku?: string | null;
  /** GTIN (EAN, UPC), where there is one; S-PID. */
  standard_product_id?: string | null;
  this_side_up?: boolean;
  /** UN/ECE Recommendation 20; C62 is one, H87 a piece. */
  unit?: string;
}

/** What the paper says of a line of the quote or order, where that says nothing or less. Weights are line totals. */
export interface GoodsDetailOutput {
  composition?: string | null;
  /** UN number; of such batteries one of UN3090, UN3091, UN3480, UN3481, UN3551, UN3552. */
  dangerous_goods_number?: string | null;
  /** For customs, not the shop's title. */
  description?: string | null;
  /** Grown, made or enhanced in the exporting country. */
  domestic?: boolean | null;
  eccn?: string | null;
  /** Of one unit, for packing. */
  item_size?: DimensionsOutput | null;
  /** Export licence, or the exception's symbol (NLR). */
  licence?: string | null;
  /** The line's `id` in the quote or order. */
  line: string;
  /** How batteries of lithium, or of sodium ions, are sent: in equipment, with it, or alone. */
  lithium_batteries?: "none" | "contained" | "packed_with" | "alone" | null;
  /** Such as the MID that the US asks for. */
  manufacturer_id?: string | null;
  /** The maker's own, such as its part number; NS-PID in the EU. */
  manufacturer_product_id?: string | null;
  /** The seller's own; M-PID in the EU. */
  merchant_product_id?: string | null;
  /** For lines that name none; another is refused. */
  net_weight_kg?: string | null;
  /** For lines that name none; another is refused. */
  origin?: string | null;
  /** Such as A to D (USMCA), P or W and heading. */
  origin_criterion?: string | null;
  quantity?: string | null;
  schedule_b?: string | null;
  /** The same in the second language. */
  second_description?: string | null;
  sku?: string | null;
  /** GTIN (EAN, UPC), where there is one; S-PID. */
  standard_product_id?: string | null;
  this_side_up?: boolean;
  /** UN/ECE Recommendation 20; C62 is one, H87 a piece. */
  unit?: string;
}

/** All that a broker needs, in one document; `missing` are JSON Pointers into the shipment that are empty. */
export interface HandoffAnswer {
  carrier: string;
  currency: string;
  documents: (Record<string, string | null>)[];
  expected: Record<string, unknown>[];
  goods_value: string | null;
  gross_weight_kg: string | null;
  lines: HandoffLine[];
  missing: string[];
  open_holds: (Record<string, string | null>)[];
  order_reference: string;
  quote_id: string | null;
  service: string | null;
  ship_from: string;
  ship_to: string;
  shipment_id: string;
  tracking_numbers: string[];
}

/** Goods for the broker's declaration. Amounts are in the shipment's currency; weight is of all pieces. */
export interface HandoffLine {
  description: string | null;
  hs_code: string | null;
  id: string;
  net_weight_kg: string | null;
  origin: string | null;
  quantity: string;
  sku: string | null;
  unit_price: string;
  value: string;
}

/** The log at one size. Believe what stands in `note`, once its signature is checked; the rest repeats it. */
export interface HeadAnswer {
  /** The signed head as a C2SP signed note: origin, size, root in base64, time of signing, an empty line, signatures. */
  note: string;
  origin: string;
  root: string;
  signed_at: string;
  /** How many leaves the log had. */
  size: number;
}

/** A restriction of the quote on a line; one that `blocks` holds the order. */
export interface HeldRestrictionAnswer {
  blocks: boolean;
  legal_reference: string;
  line: string;
  measure_id: string;
  text: string;
}

/** A party that may be somebody on a list. `score` (0 to 100) is after all evidence. */
export interface HitAnswer {
  edition_id: string;
  evidence: Evidence[];
  kind: SubjectKind;
  list_date: string;
  list_id: string;
  listed_as: string;
  matched_name: string;
  matched_quality: NameQuality;
  party_id: string;
  party_name: string;
  programmes: string[];
  /** The publisher's own, in that list. */
  reference: string;
  score: number;
}

/** `until` is null while it lasts. */
export interface HoldAnswer {
  code: string | null;
  reason: HoldReason;
  since: string;
  text: string | null;
  tracking_number: string;
  until: string | null;
}

/** Why a hold is released or confirmed; it stays in the audit. */
export interface HoldDecision {
  reason: string;
}

/** Why customs hold a parcel. `unknown`: held, and nobody says why. */
export type HoldReason = "documents" | "data" | "payment" | "inspection" | "prohibited" | "unknown";

/** How far a hold is. `released` lets the order go on; `confirmed` keeps it held for good. */
export type HoldState = "open" | "claimed" | "released" | "confirmed";

/** A page of the queue, the oldest first. `next` is the cursor of the following page; null on the last. */
export interface HoldsAnswer {
  holds: ScreeningHold[];
  next: string | null;
}

/** Identifiers of the goods that a declaration asks for, such as that of small parcels to the European Union. */
export interface Identifiers {
  /** The manufacturer's product identifier. */
  manufacturer?: string | null;
  /** The merchant's product identifier. */
  product?: string | null;
}

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

/** An invoice as it was taken in. `shipments` are those that its lines were matched with. */
export interface InvoiceAnswer {
  carrier: string;
  created_at: string;
  id: string;
  issued: string;
  lines: InvoiceLineAnswer[];
  number: string;
  shipments: ShipmentComparison[];
}

/** The invoice that the paper is, or that goes with it. */
export interface InvoiceDetails {
  date?: string | null;
  number?: string | null;
  order_reference?: string | null;
  payment_terms?: string | null;
  place_of_sale?: string | null;
}

/** One charge. It is of the shipment with this tracking number, or else of this order. */
export interface InvoiceLine {
  amount: number | string;
  /** ISO 4217. */
  currency: string;
  kind: ChargeKind;
  name?: string | null;
  order_reference?: string | null;
  sku?: string | null;
  tracking_number?: string | null;
}

/** A line of the invoice, and the shipment that it belongs to. `position` counts from 0. */
export interface InvoiceLineAnswer {
  amount: MoneyAnswer;
  kind: ChargeKind;
  match: LineMatch;
  position: number;
  shipment_id: string | null;
}

/** `POST /v1/charges/invoices`. An invoice is known by carrier and number and is taken once. */
export interface InvoiceRequest {
  carrier: string;
  /** A day from 2016-01-01 to 2039-12-31. */
  issued: string;
  lines: InvoiceLine[];
  number: string;
  /** Without a rate, amounts of two currencies are not compared. */
  rates?: StatedRate[];
}

/**
 * What screening said when the paper was issued. `no_lists` and `stale` are never clear; `released` was held, and
 * `clear_of_loaded` is clear of the lists that are loaded alone.
 */
export type IssueScreening = "clear" | "clear_of_loaded" | "released" | "no_lists" | "stale";

/** One component: three amounts in `currency` and whose is nearer, or why there is no verdict. */
export interface JudgedAnswer {
  component: Component;
  currency: string;
  invoice: string | null;
  nearer: Nearer | null;
  ours: string | null;
  theirs: string | null;
  unjudged: Unjudged | null;
}

/** Shipments of these days (UTC, both included). */
export interface KpiAnswer {
  by: KpiBy;
  from_day: string;
  rows: KpiRow[];
  to_day: string;
}

/** What one row counts. Days, ISO weeks and months are those of shipping; a lane is where from and to (`US-FR`). */
export type KpiBy = "day" | "week" | "month" | "lane" | "carrier" | "merchant";

/** `error_rate` is the share of shipments held for documents or data. Hours count from arrival to release. */
export interface KpiRow {
  answers_in_nps: number;
  answers_in_stars: number;
  clearance_hours_median: string | null;
  clearance_hours_p90: string | null;
  cleared: number;
  error_rate: string;
  held: number;
  held_for_papers: number;
  key: string;
  money: MoneyKpis[];
  /** Promoters (9, 10) less detractors (0 to 6), in per cent. */
  nps: number | null;
  shipments: number;
  stars_mean: string | null;
}

/**
 * What the lane's invoices say. `shortfall` is the share of what was quoted that at most is missing in `level` of
 * the cases, with `confidence`; null where `measured` is less than `needed`.
 */
export interface LaneHistory {
  lane: string;
  measured: number;
  needed: number;
  /** Which of the measured shortfalls, in order, it is. */
  rank: number | null;
  shortfall: string | null;
}

/** Where the paper is in the ledger. `leaf` is null where nothing is entered, as for a draft. */
export interface LedgerEntry {
  leaf: string | null;
  status: LedgerStatus;
}

/** A key that signs heads, or did. */
export interface LedgerKey {
  /** Whether heads are signed with it now. */
  current: boolean;
  /** What the operator calls it. */
  id: string;
  /** The Ed25519 public key, for `dutiful ledger verify --key`. */
  pem: string;
  /** The same as name, id and key, as verifiers of signed notes take it. */
  verifier_key: string;
}

/** Get the keys once, by a way that you trust, and keep them: what is fetched with a proof proves nothing. */
export interface LedgerKeys {
  keys: LedgerKey[];
  origin: string;
}

/** `none` for drafts; `pending` until the next checkpoint of the log, then `included`. */
export type LedgerStatus = "none" | "pending" | "included";

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
 * Whether the shipment of an invoice's line was found, by tracking number or else by order reference.
 *
 * `ambiguous`: several shipments have it.
 */
export type LineMatch = "matched" | "unknown_shipment" | "ambiguous";

/**
 * How far the clearance has come, in this order; `held` stands beside it.
 *
 * * `none`: a known event that says nothing of the clearance, such as a scan on the way.
 * * `unknown`: the code is in no table: kept as it came, and not guessed at.
 */
export type Milestone = "data_submitted" | "arrived" | "presented" | "held" | "released" | "delivered" | "returned" | "none" | "unknown";

/** An amount of money. */
export interface MoneyAnswer {
  /** Plain decimal with the decimals of the currency (the minor unit of ISO 4217). */
  amount: string;
  /** ISO 4217. */
  currency: string;
}

/**
 * Sums of one currency; no amount is converted, and null is what no shipment was told with.
 *
 * `duties_and_taxes_share` is their share of the goods' value, over the shipments of which both are known.
 * `cost_per_shipment` is carriage and the carrier's fees, over the shipments whose carriage is known.
 */
export interface MoneyKpis {
  cost_per_shipment: string | null;
  currency: string;
  duties_and_taxes: string | null;
  duties_and_taxes_share: string | null;
  revenue: string | null;
  shipments_with_cost: number;
}

/**
 * How much a name on a list is worth as a match.
 *
 * `weak` is so common or so short that its publisher warns of taking it alone.
 */
export type NameQuality = "primary" | "alias" | "weak";

/** Whose amount lies nearer to the invoice's. */
export type Nearer = "ours" | "theirs" | "tie";

/** What another service enters into the log for its merchants, several at a time. */
export interface NewEntries {
  entries: NewEntry[];
}

/** What is to be entered. The same subject with the same content is entered once, however often it is sent. */
export interface NewEntry {
  content_sha256: string;
  /** Such as `quote` or `document`. */
  kind: string;
  merchant: string;
  /** What the entry is about, such as the id of a quote. */
  subject: string;
}

/** A feed just made, the only time with its secret. */
export interface NewFeedAnswer {
  carrier: string;
  created_at: string;
  format: FeedFormat;
  id: string;
  /** Where it sends to. */
  path: string;
  /** As given, or `whsec_...`; it is not shown again. */
  secret: string;
}

/** A rule that was left out, and why: it is not in force on the day, or could not be asked. */
export interface NotCheckedAnswer {
  reason: string;
  rule: string;
}

/**
 * Why a shipment with an invoice says nothing of a quote.
 *
 * * `not_quoted`: what was expected of it was given by hand, and is no quote's.
 * * `not_all_charged`: a kind that was quoted is not on an invoice yet.
 * * `no_rate`: two currencies, and no rate on the invoice.
 * * `nothing_quoted`: nothing was quoted, so that nothing can be set in relation to it.
 */
export type NotMeasured = "not_quoted" | "not_all_charged" | "no_rate" | "nothing_quoted";

/** What a leaf commits to. With it and the content itself anybody can check the leaf; without it nobody can. */
export interface OpeningAnswer {
  content_sha256: string;
  /** Such as `quote` or `document`. */
  kind: string;
  /** The name of a leaf, as printed on the paper. */
  leaf: string;
  salt: string;
  status: LedgerStatus;
  /** What the entry is about, such as the id of a quote. */
  subject: string;
}

/** The openings of one subject, the oldest first. */
export interface Openings {
  openings: OpeningAnswer[];
}

/** Kinds of paper, and their language, for orders to some destinations. */
export interface OrderPaperRule {
  /** Where the order goes; none: wherever. */
  destinations?: string[];
  kinds: DocumentKind[];
  /** BCP 47. */
  language?: string;
  second_language?: string | null;
}

/** Which papers are made of every order, and what they say that is the same in all. A PUT replaces all of it. */
export interface OrderPaperSettingsInput {
  given?: PaperDetailsInput;
  /** Every rule that fits an order; none: no papers. */
  rules?: OrderPaperRule[];
}

/** Which papers are made of every order, and what they say that is the same in all. A PUT replaces all of it. */
export interface OrderPaperSettingsOutput {
  given?: PaperDetailsOutput;
  /** Every rule that fits an order; none: no papers. */
  rules?: OrderPaperRule[];
}

/** The papers of one order. `batch` says what is made, and lists what each refused paper lacks. */
export interface OrderPapers {
  batch: DocumentBatch | null;
  /** The quote that holds; null until it is committed. */
  current_quote_id: string | null;
  details: PaperDetailsOutput;
  /** Ids of those that are made. */
  documents: string[];
  /** The quote that was committed. */
  quote_id: string;
  reference: string | null;
  /** Of the order's event that the papers are of; 0 before one came. */
  sequence: number;
  updated_at: string;
}

/** Orders with papers, those of the newest events first. */
export interface OrderPapersPage {
  next: string | null;
  orders: OrderPapers[];
}

/** An order as it is after an event, as the quote service tells it. */
export interface OrderTold {
  at: string;
  /** A `QuoteRequest`, as it was landed. */
  cart: Record<string, unknown>;
  current_quote_id: string;
  merchant: string;
  /** An `OrderedAnswer`: by which service and delivery it was ordered. */
  ordered?: Record<string, unknown> | null;
  /** The `QuoteAnswer` that holds. */
  quote: Record<string, unknown>;
  quote_id: string;
  reference: string | null;
  sequence: number;
}

/** How many of them papers are made of. */
export interface OrdersTaken {
  taken: number;
}

/** Told as often as may be: of each order the newest event counts, once. */
export interface OrdersTold {
  orders: OrderTold[];
}

/** A claim of preferential origin; `agreement` is a key of the list in the handbook (EU_UK, EU_JP, USMCA ...). */
export interface OriginDetails {
  agreement?: string | null;
  blanket_from?: string | null;
  blanket_to?: string | null;
  certifier?: "exporter" | "producer" | "importer" | null;
  /** REX, EORI or customs authorisation number. */
  exporter_reference?: string | null;
  /** Of the agreement's wording; by default the paper's, where that is known, else English. */
  language?: string | null;
}

/** In which language an agreement's wording of origin stands on the paper: not the paper's where that has none. */
export interface OriginWording {
  agreement: string;
  language: string;
  /** Those that the wording is known in, for `origin.language` of a request. */
  languages: string[];
}

/** One package; `kind` is a code of UN/ECE Recommendation 21 (CT carton, BX box, BG bag, PX pallet). */
export interface PackageInput {
  contents?: PackageContentInput[];
  gross_weight_kg?: number | string | null;
  ispm15_mark?: string | null;
  kind?: string;
  marks?: string | null;
  net_weight_kg?: number | string | null;
  number: string;
  size?: DimensionsInput | null;
  /** Solid wood packaging, which ISPM 15 wants treated and marked. */
  wood?: boolean;
}

/** One package; `kind` is a code of UN/ECE Recommendation 21 (CT carton, BX box, BG bag, PX pallet). */
export interface PackageOutput {
  contents?: PackageContentOutput[];
  gross_weight_kg?: string | null;
  ispm15_mark?: string | null;
  kind?: string;
  marks?: string | null;
  net_weight_kg?: string | null;
  number: string;
  size?: DimensionsOutput | null;
  /** Solid wood packaging, which ISPM 15 wants treated and marked. */
  wood?: boolean;
}

/** How many pieces of a line are in the package; `line` is its `id` in the quote or order. */
export interface PackageContentInput {
  line: string;
  quantity: number | string;
}

/** How many pieces of a line are in the package; `line` is its `id` in the quote or order. */
export interface PackageContentOutput {
  line: string;
  quantity: string;
}

/** Lets the service pack: items of known size and weight into these cartons, as few as it finds. */
export interface PackingWishInput {
  cartons: CartonInput[];
  /** Cubic centimetres a kilogram of the carrier's volumetric weight. */
  divisor?: 4000 | 5000 | 6000;
}

/** Lets the service pack: items of known size and weight into these cartons, as few as it finds. */
export interface PackingWishOutput {
  cartons: CartonOutput[];
  /** Cubic centimetres a kilogram of the carrier's volumetric weight. */
  divisor?: 4000 | 5000 | 6000;
}

/** What a paper says that neither a quote nor an order does. */
export interface PaperDetailsInput {
  export?: ExportDetails;
  goods?: GoodsDetailInput[];
  invoice?: InvoiceDetails;
  origin?: OriginDetails;
  packages?: PackageInput[];
  packing?: PackingWishInput | null;
  parties?: DocumentParties;
  reason_for_export?: ReasonForExport | null;
  /** Explains the reason `other`. */
  reason_text?: string | null;
  remarks?: string | null;
  returned?: ReturnDetailsInput;
  signatory?: Signatory | null;
  transport?: TransportDetailsInput;
}

/** What a paper says that neither a quote nor an order does. */
export interface PaperDetailsOutput {
  export?: ExportDetails;
  goods?: GoodsDetailOutput[];
  invoice?: InvoiceDetails;
  origin?: OriginDetails;
  packages?: PackageOutput[];
  packing?: PackingWishOutput | null;
  parties?: DocumentParties;
  reason_for_export?: ReasonForExport | null;
  /** Explains the reason `other`. */
  reason_text?: string | null;
  remarks?: string | null;
  returned?: ReturnDetailsOutput;
  signatory?: Signatory | null;
  transport?: TransportDetailsOutput;
}

/** One parcel of the shipment. Its weight is gross: goods and packaging. */
export interface ParcelInput {
  gross_weight_kg?: number | string | null;
  tracking_number: string;
}

/** One parcel of the shipment. Its weight is gross: goods and packaging. */
export interface ParcelOutput {
  gross_weight_kg?: string | null;
  tracking_number: string;
}

/** How far one parcel is; `milestone` is null as long as nothing is known of it. */
export interface ParcelAnswer {
  cleared_at: string | null;
  milestone: Milestone | null;
  reached: ReachedAnswer[];
  tracking_number: string;
}

/** A number a party is registered under. An IOSS number goes into data, never onto a printed paper. */
export interface PartyRegistration {
  /** Held against the form of its type, where it is known. */
  number: string;
  /** EORI, VAT, REX, EIN, CPF, CNPJ, RFC, RUT, PCCC, IOSS, GB_VAT, VOEC, AU_GST, NZ_GST, SG_GST ... */
  type: string;
}

/** What a party is to the shipment. It is kept with the screening and changes no score. */
export type PartyRole = "exporter" | "consignee" | "buyer" | "importer" | "notify" | "forwarder" | "manufacturer" | "bank" | "other";

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

/** That a leaf is in the log (RFC 9162, section 2.1.3). It can be kept beside the paper, or put into it. */
export interface ProofAnswer {
  /** The text whose hash, after a byte 0, is that of the leaf. */
  entry: string;
  /** Where the leaf stands, from 0. */
  index: number;
  /** The name of a leaf, as printed on the paper. */
  leaf: string;
  /** The signed head as a C2SP signed note: origin, size, root in base64, time of signing, an empty line, signatures. */
  note: string;
  /** From the leaf's sibling up to the root. */
  path: string[];
  size: number;
}

/**
 * Why the goods are sent. Reliefs for gifts and returned goods depend on it where the destination's law has them;
 * where one is not applied, `assumptions` says so.
 */
export type Purpose = "sale" | "gift" | "sample" | "return" | "repair";

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

/** The law that a restriction rests on, as the quote names it. */
export interface QuotedLaw {
  text: string;
  url?: string;
}

/** An entry of `restrictions` of a quote's answer, as it stands there. */
export interface QuotedRestriction {
  blocks?: boolean;
  legal_reference: QuotedLaw;
  line: string;
  measure_id: string;
  text: string;
}

/** When a milestone was reached. */
export interface ReachedAnswer {
  at: string;
  milestone: Milestone;
}

/** What a sensor measured. */
export interface Reading {
  /** In degrees Celsius, or in g. */
  kind: "temperature" | "shock";
  value: number | string;
}

/** Why the goods leave, as the paper declares it. `other` is explained in `reason_text`. */
export type ReasonForExport = "sale" | "gift" | "sample" | "return" | "repair" | "personal" | "documents" | "other";

/**
 * Whether an amount comes back when the goods do.
 *
 * * `tax_return`: whoever accounts for it (`payer`) corrects it in the next tax return.
 * * `on_application`: customs may repay whoever paid it, on application, on the conditions of the destination's law.
 * * `none`: it stays paid.
 */
export type Recovery = "tax_return" | "on_application" | "none";

/**
 * `POST /v1/quotes/{id}/refund`: goods that come back. `reference` names the return; repeating it changes
 * nothing.
 */
export interface RefundRequest {
  lines: ReturnedLine[];
  /** What the shop itself calls it. */
  reference: string;
}

/** A tax registration of the seller: IOSS, GB_VAT, VOEC, AU_GST, NZ_GST, SG_GST, UKIMS ... */
export interface Registration {
  /** The number, held against the form of its scheme. The scheme counts without it too. */
  number?: string | null;
  /** The scheme that the seller is registered under. One that no law here knows is refused. */
  scheme: string;
}

/**
 * A draft to be read and signed by whoever knows the facts. `language_of_authority` is false where English, or
 * what was asked for, stands in for a language that is not among ours.
 */
export interface ReplyAnswer {
  language: ReplyLanguage;
  language_of_authority: boolean;
  missing: string[];
  subject: string;
  text: string;
}

/** Languages that replies are written in (ISO 639-1). */
export type ReplyLanguage = "en" | "fr" | "de" | "es" | "it" | "nl" | "pt" | "pl" | "ja" | "zh" | "ko" | "ar" | "sv" | "da" | "fi" | "nb" | "cs" | "el" | "tr" | "hu" | "ro";

/** `POST /v1/shipments/{id}/replies`: words for an answer to customs. */
export interface ReplyRequest {
  asked_for: RequestedInformation[];
  /** The number of their request. */
  authority_reference?: string | null;
  /** What is sent along. */
  enclosed?: string[];
  /** Default: that of the destination's authority, else English. */
  language?: ReplyLanguage | null;
}

/** What customs ask for. */
export type RequestedInformation = "value" | "description" | "origin" | "identifier";

/** `GET /v1/reserves` and `/v1/reserves/open`. */
export interface ReserveAnswer {
  complete: boolean;
  confidence: string;
  history_from: string;
  history_to: string;
  lanes: LaneHistory[];
  level: string;
  orders: ReserveRow[];
  totals: ReserveTotal[];
}

/** One order: `reserve` is the greater of `interval` and `history`, null where one of them is not known. */
export interface ReserveRow {
  at_least: MoneyAnswer;
  /** `quoted` times the lane's shortfall. */
  history: MoneyAnswer | null;
  /** From what is charged to the estimate's upper end. */
  interval: MoneyAnswer | null;
  lane: string;
  order_reference: string | null;
  quote_id: string | null;
  quoted: MoneyAnswer;
  reserve: MoneyAnswer | null;
  shipment_id: string | null;
  status: ReserveStatus;
}

/**
 * How far a reserve can be told.
 *
 * * `complete`: both the quote's interval and the lane's invoices are known.
 * * `insufficient_history`: the lane has too few measured shipments: `at_least` is what the interval alone asks for.
 * * `unbounded`: the quote's interval has no upper end.
 * * `not_borne`: duties are paid on delivery, by the buyer: the merchant bears none of it.
 */
export type ReserveStatus = "complete" | "insufficient_history" | "unbounded" | "not_borne";

/** Sums of one currency. `reserve` is over the orders that have one; `at_least` is over all of them. */
export interface ReserveTotal {
  at_least: string;
  currency: string;
  orders: number;
  reserve: string;
  with_reserve: number;
}

/** Goods that came back, with what of the charges belongs to them; `totals` are their sums by currency. */
export interface ReturnAnswer {
  charges: ReturnedChargeAnswer[];
  created_at: string;
  lines: Record<string, string>;
  reference: string;
  totals: MoneyAnswer[];
}

/** Why goods come back or travel for repair, and what they were exported under. */
export interface ReturnDetailsInput {
  goods_unaltered?: boolean | null;
  /** Export declaration or waybill of then. */
  original_export?: string | null;
  original_export_date?: string | null;
  original_invoice?: string | null;
  reason?: string | null;
  repair_charge?: number | string | null;
  repair_charge_currency?: string | null;
}

/** Why goods come back or travel for repair, and what they were exported under. */
export interface ReturnDetailsOutput {
  goods_unaltered?: boolean | null;
  /** Export declaration or waybill of then. */
  original_export?: string | null;
  original_export_date?: string | null;
  original_invoice?: string | null;
  reason?: string | null;
  repair_charge?: string | null;
  repair_charge_currency?: string | null;
}

/** The part of a charge that belongs to returned pieces. `reclaim_until` is null: no deadline is loaded. */
export interface ReturnedChargeAnswer {
  amount: MoneyAnswer;
  hint: string;
  kind: ChargeKind;
  line: string;
  reclaim_until?: string | null;
  reclaimed_by: string | null;
  recovery: Recovery | null;
}

/** How many pieces of a line come back; `id` is the line's in the quote. */
export interface ReturnedLine {
  id: string;
  quantity: number | string;
}

/** A list that was asked. `verified_on`: the last day on which it was known to be current. */
export interface ScreenedListAnswer {
  edition_id: string;
  list_date: string;
  list_id: string;
  stale: boolean;
  verified_on: string;
}

/** A party of the order. What is not stated speaks neither for nor against a hit. */
export interface ScreenedParty {
  born_on?: string | null;
  country?: string | null;
  /** The caller's own; hits name it. */
  id: string;
  kind?: SubjectKind;
  name: string;
  /** Also the contact person's. */
  other_names?: string[];
  role: PartyRole;
}

/**
 * A screening as it stands. Papers may be issued where it `may_proceed`: clear, if only of the lists that are
 * loaded, or all of its holds are released.
 *
 * `no_lists` and `stale` are never clear. It is a comparison of names and no legal advice.
 */
export interface ScreeningAnswer {
  created_at: string;
  hits: HitAnswer[];
  holds: ScreeningHold[];
  id: string;
  lists: ScreenedListAnswer[];
  may_proceed: boolean;
  /** Lists of OFAC, BIS, the UN, the UK and the EU that are not loaded. */
  missing_lists: string[];
  reference: string;
  restrictions: HeldRestrictionAnswer[];
  /** How often it was screened: again whenever a list changed. */
  runs: number;
  screened_at: string;
  state: ScreeningState;
  threshold: number;
}

/** What somebody must look at. `first_by` has released it, where two must. */
export interface ScreeningHold {
  claimed_at: string | null;
  claimed_by: string | null;
  decided_at: string | null;
  decided_by: string | null;
  first_by: string | null;
  first_reason: string | null;
  hits: HitAnswer[];
  id: string;
  opened_at: string;
  reason: string | null;
  restrictions: HeldRestrictionAnswer[];
  screening_id: string;
  state: HoldState;
}

/** A list that can be loaded. Only an `active` one is screened against; `stale`: older than the operator allows. */
export interface ScreeningListAnswer {
  active: boolean;
  edition_id: string | null;
  list_date: string | null;
  list_id: string;
  required: boolean;
  stale: boolean;
  title: string;
  verified_on: string | null;
}

/** Every list that can be loaded, and which edition of it is active. */
export interface ScreeningListsAnswer {
  lists: ScreeningListAnswer[];
  names: number;
  threshold: number;
}

/** Who is to be screened, and what the quote says of the goods. */
export interface ScreeningRequest {
  parties: ScreenedParty[];
  /** Such as the order's number. */
  reference: string;
  /** `restrictions` of the quote's answer: one that blocks holds the order. */
  restrictions?: QuotedRestriction[];
}

/**
 * What screening found. Only `clear` clears.
 *
 * * `clear`: nothing found on lists that are fresh, and every list that there is a reader for is loaded.
 * * `clear_of_loaded`: nothing found on lists that are fresh, but others are not loaded (`missing_lists`).
 * * `held`: somebody must look at it: a hit, or goods that may not go there.
 * * `no_lists`: no list is loaded, or one that the operator requires is not.
 * * `stale`: nothing found, but on lists older than the operator allows.
 */
export type ScreeningState = "clear" | "clear_of_loaded" | "held" | "no_lists" | "stale";

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

/** A shipping service to be quoted landed, beside the cart's own shipping. */
export interface ServiceOption {
  /** Code of its carrier, by which the disbursement fees of the merchant's settings are found. */
  carrier?: string | null;
  /** Names the service in the answer; each one once. */
  code: string;
  /** Whether it can be sent with duties paid. */
  ddp?: boolean;
  /** What its carrier asks for paying duty and tax; default: the merchant's settings. */
  disbursement?: DisbursementFee | null;
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

/**
 * How grave a finding is.
 *
 * * `hold`: a rule demands it: customs or the carrier may stop the shipment.
 * * `warning`: it draws questions, or is our own advice.
 */
export type Severity = "hold" | "warning";

/** A shadow quote, and what the invoices say so far. `ours_status` is the quote's. */
export interface ShadowAnswer {
  id: string;
  judged: JudgedAnswer[];
  lane: string;
  /** How the provider's answer was read. */
  notes?: string[];
  order_reference: string | null;
  ours: ToldAnswer;
  ours_status: string;
  provider: string;
  provider_reference: string | null;
  quote_id: string | null;
  recorded_at: string;
  theirs: ToldAnswer;
}

/**
 * `POST /v1/shadow-quotes`. The cart, or a request in the provider's own shape, is quoted at this moment; an
 * existing quote is named by `quote_id`. The provider's answer comes as `amounts`, or as it was (`answer`).
 */
export interface ShadowRequest {
  amounts?: TheirAmounts | null;
  /** As the provider gave it. Its amounts alone are kept. */
  answer?: Record<string, unknown> | null;
  cart?: QuoteRequest | null;
  /** Which of our charges are compared. */
  delivery?: "ddp" | "dap";
  /** By it, or by the quote, the shipment and its invoices are found. */
  order_reference?: string | null;
  /** Your name for it. Requests and answers of `avatax`, `zonos`, `dhl` and `ups` are understood. */
  provider: string;
  provider_reference?: string | null;
  quote_id?: string | null;
  /** As the provider takes it. It is not kept. */
  request?: Record<string, unknown> | null;
}

/** The whole dossier of a shipment. `expected_from` is `quote`, `request`, or null where nothing is expected. */
export interface ShipmentAnswer {
  charges: ComparisonAnswer[];
  clearance: ClearanceAnswer;
  created_at: string;
  /** Issued for its quote, for its order's reference, or named in `document_ids`. */
  documents: ShipmentPaper[];
  events: EventAnswer[];
  expected_from: string | null;
  feedback: FeedbackAnswer | null;
  /** Lets the shopper answer without a key. It opens nothing else. */
  feedback_token: string;
  id: string;
  lane: string;
  returns: ReturnAnswer[];
  shipment: ShipmentRequestOutput;
}

/** `ready`: no rule that we know would hold it. It is no promise of customs. */
export interface ShipmentCheckAnswer {
  checked: string[];
  findings: FindingAnswer[];
  not_checked: NotCheckedAnswer[];
  ready: boolean;
}

/** A shipment as it will be declared. */
export interface ShipmentCheckRequest {
  business_buyer?: boolean;
  /** Also ask the classifier whether codes fit descriptions. The key needs its scope. */
  classify?: boolean;
  consignee_phone?: string | null;
  /** ISO 4217. */
  currency: string;
  /** On which it reaches customs; default today. */
  day?: string | null;
  /** Of all goods, as the paper will say it. */
  declared_value?: number | string | null;
  exporter_eori?: string | null;
  gross_weight_kg?: number | string | null;
  importer_eori?: string | null;
  ioss_number?: string | null;
  lines: CheckedLine[];
  /** Whether it goes by post. */
  postal?: boolean;
  reason?: "sale" | "gift" | "sample" | "return" | "repair" | "personal";
  /** ISO 3166-1 alpha-2, or XI, XK, IC, EA. */
  ship_from: string;
  /** ISO 3166-1 alpha-2, or XI, XK, IC, EA. */
  ship_to: string;
  tax_scheme?: "ioss" | "special_arrangements" | "standard" | null;
}

/** A shipment that the invoice names, with all that was charged for it so far, on any invoice. */
export interface ShipmentComparison {
  comparisons: ComparisonAnswer[];
  order_reference: string;
  shipment_id: string;
}

/** Goods in the shipment. `id` is the line's in the quote, where there is one. */
export interface ShipmentLineInput {
  description?: string | null;
  hs_code?: string | null;
  id: string;
  /** Of all pieces of the line. */
  net_weight_kg?: number | string | null;
  origin?: string | null;
  quantity: number | string;
  sku?: string | null;
  unit_price: number | string;
}

/** Goods in the shipment. `id` is the line's in the quote, where there is one. */
export interface ShipmentLineOutput {
  description?: string | null;
  hs_code?: string | null;
  id: string;
  /** Of all pieces of the line. */
  net_weight_kg?: string | null;
  origin?: string | null;
  quantity: string;
  sku?: string | null;
  unit_price: string;
}

/** Shipments, the newest first; `next` is the cursor of the following page, null on the last one. */
export interface ShipmentPage {
  next: string | null;
  shipments: ShipmentSummary[];
}

/** An issued paper of the shipment's order, in its newest version. */
export interface ShipmentPaper {
  created_at: string;
  id: string;
  kind: string;
  path: string;
  version: number;
}

/** `POST /v1/shipments`. With a `quote_id` and no `expected`, the charges are those of the quote. */
export interface ShipmentRequestInput {
  /** Your name for it. The codes of `dhl_express`, `ups`, `fedex` and `upu` (posts) are known. */
  carrier: string;
  /** ISO 4217. */
  currency: string;
  /** Which of the quote's charges apply, if it was not committed. */
  delivery?: "ddp" | "dap" | null;
  document_ids?: string[];
  expected?: ExpectedChargeInput[];
  limits?: ConditionLimitsInput | null;
  lines?: ShipmentLineInput[];
  /** What the shop itself calls it. */
  order_reference: string;
  parcels: ParcelInput[];
  quote_id?: string | null;
  service?: string | null;
  /** ISO 3166-1 alpha-2, or XI, XK, IC, EA. */
  ship_from: string;
  /** ISO 3166-1 alpha-2, or XI, XK, IC, EA. */
  ship_to: string;
  /** Default: when the shipment is told. */
  shipped_at?: string | null;
  /** What the carriage costs you, in `currency`. */
  shipping_cost?: number | string | null;
}

/** `POST /v1/shipments`. With a `quote_id` and no `expected`, the charges are those of the quote. */
export interface ShipmentRequestOutput {
  /** Your name for it. The codes of `dhl_express`, `ups`, `fedex` and `upu` (posts) are known. */
  carrier: string;
  /** ISO 4217. */
  currency: string;
  /** Which of the quote's charges apply, if it was not committed. */
  delivery?: "ddp" | "dap" | null;
  document_ids?: string[];
  expected?: ExpectedChargeOutput[];
  limits?: ConditionLimitsOutput | null;
  lines?: ShipmentLineOutput[];
  /** What the shop itself calls it. */
  order_reference: string;
  parcels: ParcelOutput[];
  quote_id?: string | null;
  service?: string | null;
  /** ISO 3166-1 alpha-2, or XI, XK, IC, EA. */
  ship_from: string;
  /** ISO 3166-1 alpha-2, or XI, XK, IC, EA. */
  ship_to: string;
  /** Default: when the shipment is told. */
  shipped_at?: string | null;
  /** What the carriage costs you, in `currency`. */
  shipping_cost?: string | null;
}

/** A shipment in a list. */
export interface ShipmentSummary {
  carrier: string;
  created_at: string;
  held: boolean;
  id: string;
  lane: string;
  milestone: string | null;
  order_reference: string;
}

/** Who signs the paper, in which capacity, where and when. */
export interface Signatory {
  date?: string | null;
  name?: string | null;
  place?: string | null;
  title?: string | null;
}

/** How many units of `to_currency` one unit of `from_currency` is worth, and who says so. */
export interface StatedRate {
  /** ISO 4217. */
  from_currency: string;
  rate: number | string;
  source: string;
  /** ISO 4217. */
  to_currency: string;
}

/** What a party or a listed subject is; `unknown`: nobody says. Two known kinds that differ speak against a hit. */
export type SubjectKind = "person" | "organisation" | "vessel" | "aircraft" | "unknown";

/** A tax number of the buyer. */
export interface TaxId {
  /** The number, held against the form of its type. */
  number: string;
  /** What number it is: EU_VAT, GB_VAT, or what `buyer_data_required` of a quote names. Another kind is passed over, and told in `assumptions`. */
  type: string;
}

/** What the other provider answered. What it did not tell is left out, and is not taken as 0. */
export interface TheirAmounts {
  /** ISO 4217. */
  currency: string;
  duty?: number | string | null;
  fees?: number | string | null;
  lines?: TheirLine[];
  tax?: number | string | null;
  /** Of duty, tax and fees; by default their sum. */
  total?: number | string | null;
}

/** What the other provider said of a line, or of all lines with a SKU. */
export interface TheirLine {
  duty?: number | string | null;
  fees?: number | string | null;
  id?: string | null;
  sku?: string | null;
  tax?: number | string | null;
}

/**
 * `superseded` were followed by a later one of the same order and provider, which counts instead; `complete` is
 * false where the period holds more than one answer counts.
 */
export interface ThreeWayAnswer {
  by: "lane" | "sku";
  complete: boolean;
  from_day: string;
  rows: ThreeWayRow[];
  superseded: number;
  to_day: string;
  uncharged: "unknown" | "zero";
}

/** `recorded` = `judged` + all of `unjudged`. */
export interface ThreeWayRow {
  component: Component;
  currency: string;
  judged: number;
  key: string;
  nearer: Record<string, number>;
  ours: ErrorsAnswer;
  provider: string;
  recorded: number;
  theirs: ErrorsAnswer;
  unjudged: Record<string, number>;
}

/** Amounts of one side. What it did not tell is null. */
export interface ToldAnswer {
  currency: string;
  duty: string | null;
  fees: string | null;
  lines: ToldLineAnswer[];
  tax: string | null;
  total: string | null;
}

/** Amounts of a line, or of all lines with a SKU. What was not told is null. */
export interface ToldLineAnswer {
  duty: string | null;
  fees: string | null;
  id: string | null;
  sku: string | null;
  tax: string | null;
}

/** An event of a parcel that is known by its tracking number. */
export interface TrackedEvent {
  at: string;
  carrier: string;
  code?: string | null;
  /** Whose code it is; default: the carrier's, of an event of the carrier. */
  code_system?: "dhl_express" | "ups" | "ups_track_alert" | "fedex" | "upu" | "aftership" | "easypost" | null;
  hold_reason?: HoldReason | null;
  id: string;
  milestone?: "data_submitted" | "arrived" | "presented" | "held" | "released" | "delivered" | "returned" | null;
  reading?: Reading | null;
  source: EventSource;
  text?: string | null;
  /** The parcel; null: all of the shipment. */
  tracking_number?: string | null;
}

/** `POST /v1/shipments/events`: events of many shipments. */
export interface TrackedEvents {
  events: TrackedEvent[];
}

/** How long a service takes from dispatch to delivery, in days. */
export interface TransitDays {
  /** The most days, not fewer than `min`. */
  max: number;
  /** The fewest days. */
  min: number;
}

/** Who carries the goods, from where to where. Item, office and date of posting are what postal forms ask for. */
export interface TransportDetailsInput {
  carrier?: string | null;
  /** The named place of the Incoterm. */
  incoterm_place?: string | null;
  item_id?: string | null;
  office_of_origin?: string | null;
  port_of_entry?: string | null;
  port_of_export?: string | null;
  /** Postage and other charges, in the quote's currency. */
  postage?: number | string | null;
  posting_date?: string | null;
  service?: string | null;
  tracking_number?: string | null;
}

/** Who carries the goods, from where to where. Item, office and date of posting are what postal forms ask for. */
export interface TransportDetailsOutput {
  carrier?: string | null;
  /** The named place of the Incoterm. */
  incoterm_place?: string | null;
  item_id?: string | null;
  office_of_origin?: string | null;
  port_of_entry?: string | null;
  port_of_export?: string | null;
  /** Postage and other charges, in the quote's currency. */
  postage?: string | null;
  posting_date?: string | null;
  service?: string | null;
  tracking_number?: string | null;
}

/**
 * How goods are carried. `express` is a courier, `post` the mail, and `ems` the Express Mail Service of the posts:
 * mail to every law but where it is named. The others carry cargo.
 */
export type TransportMode = "express" | "post" | "ems" | "air" | "sea" | "road" | "rail";

/** A limit of the form that could not be held against the goods: whoever signs has to. */
export interface UncheckedLimit {
  detail: string;
  limit: string;
}

/**
 * Why a component has no verdict.
 *
 * * `no_invoice`: no shipment of the order or quote is told, or not each of them has an invoice.
 * * `not_charged`: the invoices have no line of this component.
 * * `no_rate`: two currencies, and no rate on the invoice.
 * * `not_by_sku`: of a SKU: the invoice, or one side, tells the amount of the whole shipment alone.
 */
export type Unjudged = "no_invoice" | "not_charged" | "theirs_unknown" | "ours_unknown" | "no_rate" | "not_by_sku";

/**
 * Of SKUs, what was charged for a shipment is shared by what was expected for each; `complete` is false where the
 * period holds more shipments than one answer counts; `not_compared` were left out for want of a rate.
 */
export interface VarianceAnswer {
  by: "sku" | "lane" | "carrier";
  complete: boolean;
  from_day: string;
  not_compared: number;
  rows: VarianceRow[];
  to_day: string;
}

/** `by` names what `key` is. `shipments` counts those with something charged and comparable. */
export interface VarianceRow {
  charged: string;
  currency: string;
  difference: string;
  expected: string;
  key: string;
  kind: ChargeKind;
  shipments: number;
}

/**
 * How what was charged stands to what was expected, to the last cent.
 *
 * * `agrees`: the same amount.
 * * `overcharged`: more was charged.
 * * `undercharged`: less was charged.
 * * `unexpected`: nothing of this kind was expected.
 * * `not_charged_yet`: no invoice has a charge of this kind.
 * * `not_comparable`: two currencies and no rate between them.
 */
export type Verdict = "agrees" | "overcharged" | "undercharged" | "unexpected" | "not_charged_yet" | "not_comparable";

/** What is known of a leaf. That it exists proves nothing of a paper that names it: check the file itself. */
export interface VerifyAnswer {
  /** The name of a leaf, as printed on the paper. */
  leaf: string;
  /** Null until the leaf is in the log. */
  proof: ProofAnswer | null;
  /** What this means, in a sentence for people. */
  says: string;
  status: LedgerStatus;
}

/** What each operation takes and answers, by its `operationId`. Problems are `Problem`s. */
export interface Operations {
  /** Let a carrier send events */
  add_carrier_feed: {
    method: "POST";
    path: "/v1/carrier-feeds";
    parameters: {
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: FeedRequest;
    answers: {
      201: NewFeedAnswer;
    };
  };
  /** Take in an invoice */
  add_invoice: {
    method: "POST";
    path: "/v1/charges/invoices";
    parameters: {
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: InvoiceRequest;
    answers: {
      201: InvoiceAnswer;
    };
  };
  /** Take in an invoice as CSV */
  add_invoice_csv: {
    method: "POST";
    path: "/v1/charges/invoices/csv";
    parameters: {
      query: {
        carrier: string;
        number: string;
        /** A day from 2016-01-01 to 2039-12-31. */
        issued: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: string;
    answers: {
      201: InvoiceAnswer;
    };
  };
  /** Tell of events of parcels */
  carrier_webhook: {
    method: "POST";
    path: "/channels/carriers/{feed_id}/webhooks";
    parameters: {
      path: {
        feed_id: string;
      };
    };
    body: {
      events: ({
        at: string;
        code?: string | null;
        /** Whose code it is; default: the carrier's, of an event of the carrier. */
        code_system?: "dhl_express" | "ups" | "ups_track_alert" | "fedex" | "upu" | "aftership" | "easypost" | null;
        hold_reason?: "documents" | "data" | "payment" | "inspection" | "prohibited" | "unknown" | null;
        id: string;
        milestone?: "data_submitted" | "arrived" | "presented" | "held" | "released" | "delivered" | "returned" | null;
        reading?: {
          /** In degrees Celsius, or in g. */
          kind: "temperature" | "shock";
          value: number | string;
        } | null;
        /** Who says that something happened. */
        source: "carrier" | "customs" | "sensor" | "merchant";
        text?: string | null;
        /** The parcel; null: all of the shipment. */
        tracking_number?: string | null;
      })[];
    } | Record<string, unknown>;
    answers: {
      200: void;
      202: void;
    };
  };
  /** What it would be held for */
  check_shipment: {
    method: "POST";
    path: "/v1/shipments/check";
    parameters: {
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: ShipmentCheckRequest;
    answers: {
      200: ShipmentCheckAnswer;
    };
  };
  /** Take a hold on */
  claim_screening_hold: {
    method: "POST";
    path: "/v1/screenings/holds/{hold_id}/claim";
    parameters: {
      path: {
        /** As the hold's `id`. */
        hold_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    answers: {
      200: ScreeningHold;
    };
  };
  /** Confirm a hold */
  confirm_screening_hold: {
    method: "POST";
    path: "/v1/screenings/holds/{hold_id}/confirm";
    parameters: {
      path: {
        /** As the hold's `id`. */
        hold_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: HoldDecision;
    answers: {
      200: ScreeningHold;
    };
  };
  /** Correct a document by a new version */
  correct_document: {
    method: "POST";
    path: "/v1/documents/{document_id}/versions";
    parameters: {
      path: {
        /** As given in the document's `id`. */
        document_id: string;
      };
      query?: {
        /** As `draft` of the body: printed with its blanks, never in the ledger. */
        draft?: boolean;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: DocumentRequest;
    answers: {
      201: Document;
    };
  };
  /** Make a customs paper */
  create_document: {
    method: "POST";
    path: "/v1/documents";
    parameters: {
      query?: {
        /** As `draft` of the body: printed with its blanks, never in the ledger. */
        draft?: boolean;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: DocumentRequest;
    answers: {
      201: Document;
    };
  };
  /** Make many papers in the background */
  create_document_batch: {
    method: "POST";
    path: "/v1/document-batches";
    parameters: {
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: DocumentBatchRequest;
    answers: {
      202: DocumentBatch;
    };
  };
  /** Screen parties */
  create_screening: {
    method: "POST";
    path: "/v1/screenings";
    parameters: {
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: ScreeningRequest;
    answers: {
      201: ScreeningAnswer;
    };
  };
  /** Record another provider's answer */
  create_shadow_quote: {
    method: "POST";
    path: "/v1/shadow-quotes";
    parameters: {
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: ShadowRequest;
    answers: {
      201: ShadowAnswer;
    };
  };
  /** Tell of a shipment */
  create_shipment: {
    method: "POST";
    path: "/v1/shipments";
    parameters: {
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: ShipmentRequestInput;
    answers: {
      201: ShipmentAnswer;
    };
  };
  /** Words for an answer to customs */
  draft_reply: {
    method: "POST";
    path: "/v1/shipments/{shipment_id}/replies";
    parameters: {
      path: {
        /** As given in the shipment's `id`. */
        shipment_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: ReplyRequest;
    answers: {
      200: ReplyAnswer;
    };
  };
  /** Enter contents, as one of Dutiful's services */
  enter_into_ledger: {
    method: "POST";
    path: "/v1/ledger/entries";
    body: NewEntries;
    answers: {
      200: EnteredLeaves;
    };
  };
  /** Forget what a leaf commits to */
  erase_ledger_opening: {
    method: "DELETE";
    path: "/v1/ledger/entries/{leaf}";
    parameters: {
      path: {
        /** The name of a leaf, as printed on the paper. */
        leaf: string;
      };
    };
    answers: {
      204: void;
    };
  };
  /** The shipments behind the KPIs, as a file */
  export_kpis: {
    method: "GET";
    path: "/v1/kpis/export";
    parameters: {
      query: {
        /** First day of shipment, UTC. */
        from: string;
        /** Last day, included. */
        to: string;
        format?: "csv" | "parquet";
      };
    };
    answers: {
      200: ArrayBuffer | string;
    };
  };
  /** Each verdict as CSV */
  export_shadow_quotes: {
    method: "GET";
    path: "/v1/shadow-quotes/export";
    parameters: {
      query: {
        /** First day of recording, UTC. */
        from: string;
        /** Last day, included. */
        to: string;
        /** Only of this one. */
        provider?: string | null;
        /** What an invoice that does not name a component says of it. `zero`: your invoices are whole, so that it cost nothing. */
        uncharged?: "unknown" | "zero";
      };
    };
    answers: {
      200: string;
    };
  };
  /** Quotes against invoices, by lane */
  get_accuracy: {
    method: "GET";
    path: "/v1/accuracy";
    parameters: {
      query: {
        /** First day of shipment, UTC. */
        from: string;
        /** Last day, included. */
        to: string;
        /** `all` has the fees of carriers too. */
        of?: "duties_and_taxes" | "all";
      };
    };
    answers: {
      200: AccuracyAnswer;
    };
  };
  /** What is contested of it */
  get_dispute: {
    method: "GET";
    path: "/v1/charges/invoices/{invoice_id}/dispute";
    parameters: {
      path: {
        /** As given in the invoice's `id`. */
        invoice_id: string;
      };
    };
    answers: {
      200: DisputePack;
    };
  };
  /** What is contested of it, as PDF */
  get_dispute_pdf: {
    method: "GET";
    path: "/v1/charges/invoices/{invoice_id}/dispute.pdf";
    parameters: {
      path: {
        /** As given in the invoice's `id`. */
        invoice_id: string;
      };
    };
    answers: {
      200: ArrayBuffer;
    };
  };
  /** A document, in the form that is accepted */
  get_document: {
    method: "GET";
    path: "/v1/documents/{document_id}";
    parameters: {
      path: {
        /** As given in the document's `id`. */
        document_id: string;
      };
      query?: {
        /** Without it the newest issued one. */
        version?: number | null;
        /** Instead of `Accept`. */
        format?: "document" | "pdf" | "xml" | "json" | null;
      };
    };
    answers: {
      200: Document | ArrayBuffer | string;
    };
  };
  /** How far a batch is */
  get_document_batch: {
    method: "GET";
    path: "/v1/document-batches/{document_batch_id}";
    parameters: {
      path: {
        /** As given in the batch's `id`. */
        document_batch_id: string;
      };
    };
    answers: {
      200: DocumentBatch;
    };
  };
  /** All papers of a batch in one file */
  get_document_batch_result: {
    method: "GET";
    path: "/v1/document-batches/{document_batch_id}/result";
    parameters: {
      path: {
        /** As given in the batch's `id`. */
        document_batch_id: string;
      };
    };
    answers: {
      200: ArrayBuffer;
    };
  };
  /** What the paper says, as data */
  get_document_json: {
    method: "GET";
    path: "/v1/documents/{document_id}.json";
    parameters: {
      path: {
        /** As given in the document's `id`. */
        document_id: string;
      };
      query?: {
        /** Without it the newest issued one. */
        version?: number | null;
      };
    };
    answers: {
      200: unknown;
    };
  };
  /** The paper as PDF/A-3 */
  get_document_pdf: {
    method: "GET";
    path: "/v1/documents/{document_id}.pdf";
    parameters: {
      path: {
        /** As given in the document's `id`. */
        document_id: string;
      };
      query?: {
        /** Without it the newest issued one. */
        version?: number | null;
        /** The PDF with the proof of its leaf inside: it is checked with the ledger's key alone, offline. */
        proof?: boolean;
      };
    };
    answers: {
      200: ArrayBuffer;
    };
  };
  /** A page of the paper as a picture */
  get_document_picture: {
    method: "GET";
    path: "/v1/documents/{document_id}.png";
    parameters: {
      path: {
        /** As given in the document's `id`. */
        document_id: string;
      };
      query?: {
        /** Without it the newest issued one. */
        version?: number | null;
        /** The first is 1. */
        page?: number;
      };
    };
    answers: {
      200: ArrayBuffer;
    };
  };
  /** The pack for a broker */
  get_handoff: {
    method: "GET";
    path: "/v1/shipments/{shipment_id}/handoff";
    parameters: {
      path: {
        /** As given in the shipment's `id`. */
        shipment_id: string;
      };
    };
    answers: {
      200: HandoffAnswer;
    };
  };
  /** The pack for a broker, as PDF */
  get_handoff_pdf: {
    method: "GET";
    path: "/v1/shipments/{shipment_id}/handoff.pdf";
    parameters: {
      path: {
        /** As given in the shipment's `id`. */
        shipment_id: string;
      };
    };
    answers: {
      200: ArrayBuffer;
    };
  };
  /** An invoice, matched */
  get_invoice: {
    method: "GET";
    path: "/v1/charges/invoices/{invoice_id}";
    parameters: {
      path: {
        /** As given in the invoice's `id`. */
        invoice_id: string;
      };
    };
    answers: {
      200: InvoiceAnswer;
    };
  };
  /** How clearance goes */
  get_kpis: {
    method: "GET";
    path: "/v1/kpis";
    parameters: {
      query: {
        /** First day of shipment, UTC. */
        from: string;
        /** Last day, included. */
        to: string;
        by?: KpiBy;
        lane?: string | null;
        carrier?: string | null;
      };
    };
    answers: {
      200: KpiAnswer;
    };
  };
  /** The newest signed head of the log */
  get_latest_ledger_head: {
    method: "GET";
    path: "/v1/ledger/heads/latest";
    answers: {
      200: HeadAnswer;
    };
  };
  /** The proof that the log has only grown */
  get_ledger_consistency: {
    method: "GET";
    path: "/v1/ledger/consistency";
    parameters: {
      query: {
        /** The size of the log at the head that was kept. */
        first: number;
        /** Its size later; default that of the newest head. */
        second?: number | null;
      };
    };
    answers: {
      200: ConsistencyAnswer;
    };
  };
  /** The signed head of the log at a size */
  get_ledger_head: {
    method: "GET";
    path: "/v1/ledger/heads/{size}";
    parameters: {
      path: {
        /** How many leaves the log had. */
        size: number;
      };
    };
    answers: {
      200: HeadAnswer;
    };
  };
  /** The public keys of the log */
  get_ledger_keys: {
    method: "GET";
    path: "/v1/ledger/keys";
    answers: {
      200: LedgerKeys;
    };
  };
  /** The proof that a leaf is in the log */
  get_ledger_proof: {
    method: "GET";
    path: "/v1/ledger/leaves/{leaf}/proof";
    parameters: {
      path: {
        /** The name of a leaf, as printed on the paper. */
        leaf: string;
      };
      query?: {
        /** Of a head; default the newest one. */
        size?: number | null;
      };
    };
    answers: {
      200: ProofAnswer;
    };
  };
  /** What to set aside for all that is open */
  get_open_reserves: {
    method: "GET";
    path: "/v1/reserves/open";
    parameters: {
      query?: {
        level?: number | string;
        confidence?: number | string;
        /** First day of shipment of what is measured; default a year ago. */
        from?: string | null;
        /** Last day, included; default today. */
        to?: string | null;
      };
    };
    answers: {
      200: ReserveAnswer;
    };
  };
  /** Which papers orders get */
  get_order_paper_settings: {
    method: "GET";
    path: "/v1/order-papers/settings";
    answers: {
      200: OrderPaperSettingsOutput;
    };
  };
  /** The papers of an order */
  get_order_papers: {
    method: "GET";
    path: "/v1/order-papers/{quote_id}";
    parameters: {
      path: {
        /** The quote that was committed, or will be. */
        quote_id: string;
      };
    };
    answers: {
      200: OrderPapers;
    };
  };
  /** What to set aside for orders */
  get_reserves: {
    method: "GET";
    path: "/v1/reserves";
    parameters: {
      query: {
        /** May be repeated. */
        quote_id: string[];
        level?: number | string;
        confidence?: number | string;
        /** First day of shipment of what is measured; default a year ago. */
        from?: string | null;
        /** Last day, included; default today. */
        to?: string | null;
        /** Of quotes that were not committed. */
        delivery?: "ddp" | "dap" | null;
      };
    };
    answers: {
      200: ReserveAnswer;
    };
  };
  /** A screening */
  get_screening: {
    method: "GET";
    path: "/v1/screenings/{screening_id}";
    parameters: {
      path: {
        /** As the screening's `id`. */
        screening_id: string;
      };
    };
    answers: {
      200: ScreeningAnswer;
    };
  };
  /** A shadow quote, judged */
  get_shadow_quote: {
    method: "GET";
    path: "/v1/shadow-quotes/{shadow_id}";
    parameters: {
      path: {
        /** As given in the shadow quote's `id`. */
        shadow_id: string;
      };
    };
    answers: {
      200: ShadowAnswer;
    };
  };
  /** Who was nearer to the invoices */
  get_shadow_report: {
    method: "GET";
    path: "/v1/shadow-quotes/report";
    parameters: {
      query: {
        /** First day of recording, UTC. */
        from: string;
        /** Last day, included. */
        to: string;
        by?: "lane" | "sku";
        /** Only of this one. */
        provider?: string | null;
        /** What an invoice that does not name a component says of it. `zero`: your invoices are whole, so that it cost nothing. */
        uncharged?: "unknown" | "zero";
      };
    };
    answers: {
      200: ThreeWayAnswer;
    };
  };
  /** The dossier of a shipment */
  get_shipment: {
    method: "GET";
    path: "/v1/shipments/{shipment_id}";
    parameters: {
      path: {
        /** As given in the shipment's `id`. */
        shipment_id: string;
      };
    };
    answers: {
      200: ShipmentAnswer;
    };
  };
  /** Charged against expected */
  get_variance: {
    method: "GET";
    path: "/v1/charges/variance";
    parameters: {
      query: {
        /** First day of shipment, UTC. */
        from: string;
        /** Last day, included. */
        to: string;
        by?: "sku" | "lane" | "carrier";
      };
    };
    answers: {
      200: VarianceAnswer;
    };
  };
  /** Say how a shipment went */
  give_feedback: {
    method: "POST";
    path: "/v1/shipments/{shipment_id}/feedback";
    parameters: {
      path: {
        /** As given in the shipment's `id`. */
        shipment_id: string;
      };
    };
    body: FeedbackRequest;
    answers: {
      200: FeedbackAnswer;
    };
  };
  /** Who may send events */
  list_carrier_feeds: {
    method: "GET";
    path: "/v1/carrier-feeds";
    answers: {
      200: FeedList;
    };
  };
  /** Documents, the newest first */
  list_documents: {
    method: "GET";
    path: "/v1/documents";
    parameters: {
      query?: {
        /** Only of this kind. */
        kind?: DocumentKind | null;
        /** Only for this quote. */
        quote_id?: string | null;
        /** The most of a page. */
        limit?: number;
        /** `next` of the page before. */
        cursor?: string | null;
      };
    };
    answers: {
      200: DocumentPage;
    };
  };
  /** What the leaves of a subject commit to */
  list_ledger_openings: {
    method: "GET";
    path: "/v1/ledger/entries";
    parameters: {
      query: {
        /** Such as the id of a committed quote. */
        subject_id: string;
      };
    };
    answers: {
      200: Openings;
    };
  };
  /** Orders with their papers */
  list_order_papers: {
    method: "GET";
    path: "/v1/order-papers";
    parameters: {
      query?: {
        /** Only orders with a paper that could not be made. */
        only_refused?: boolean;
        /** The most of a page. */
        limit?: number;
        /** `next` of the page before. */
        cursor?: string | null;
      };
    };
    answers: {
      200: OrderPapersPage;
    };
  };
  /** The queue of what is held */
  list_screening_holds: {
    method: "GET";
    path: "/v1/screenings/holds";
    parameters: {
      query?: {
        state?: HoldState[];
        /** `next` of the page before. */
        cursor?: string | null;
        limit?: number;
      };
    };
    answers: {
      200: HoldsAnswer;
    };
  };
  /** The lists, and how fresh they are */
  list_screening_lists: {
    method: "GET";
    path: "/v1/screenings/lists";
    answers: {
      200: ScreeningListsAnswer;
    };
  };
  /** The merchant's shipments */
  list_shipments: {
    method: "GET";
    path: "/v1/shipments";
    parameters: {
      query?: {
        limit?: number;
        /** `next` of the page before. */
        cursor?: string | null;
        order_reference?: string | null;
        /** Only those that are held, or are not. */
        held?: boolean | null;
      };
    };
    answers: {
      200: ShipmentPage;
    };
  };
  /** Release a hold */
  release_screening_hold: {
    method: "POST";
    path: "/v1/screenings/holds/{hold_id}/release";
    parameters: {
      path: {
        /** As the hold's `id`. */
        hold_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: HoldDecision;
    answers: {
      200: ScreeningHold;
    };
  };
  /** Close a feed */
  remove_carrier_feed: {
    method: "DELETE";
    path: "/v1/carrier-feeds/{feed_id}";
    parameters: {
      path: {
        /** As given in the feed's `id`. */
        feed_id: string;
      };
    };
    answers: {
      204: void;
    };
  };
  /** Say which papers orders get */
  replace_order_paper_settings: {
    method: "PUT";
    path: "/v1/order-papers/settings";
    body: OrderPaperSettingsInput;
    answers: {
      200: OrderPaperSettingsOutput;
    };
  };
  /** Goods came back */
  return_goods: {
    method: "POST";
    path: "/v1/shipments/{shipment_id}/returns";
    parameters: {
      path: {
        /** As given in the shipment's `id`. */
        shipment_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: RefundRequest;
    answers: {
      201: ReturnAnswer;
    };
  };
  /** Say what the papers of an order say */
  state_order_details: {
    method: "PUT";
    path: "/v1/order-papers/{quote_id}";
    parameters: {
      path: {
        /** The quote that was committed, or will be. */
        quote_id: string;
      };
    };
    body: PaperDetailsInput;
    answers: {
      200: OrderPapers;
    };
  };
  /** Tell of events of a shipment */
  tell_events: {
    method: "POST";
    path: "/v1/shipments/{shipment_id}/events";
    parameters: {
      path: {
        /** As given in the shipment's `id`. */
        shipment_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: EventsRequest;
    answers: {
      200: EventsAnswer;
    };
  };
  /** Tell of orders */
  tell_orders: {
    method: "POST";
    path: "/v1/order-papers/events";
    body: OrdersTold;
    answers: {
      200: OrdersTaken;
    };
  };
  /** Tell of events by tracking number */
  tell_tracked_events: {
    method: "POST";
    path: "/v1/shipments/events";
    parameters: {
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: TrackedEvents;
    answers: {
      200: EventsAnswer;
    };
  };
  /** Where the code on a paper leads */
  verify_ledger_leaf: {
    method: "GET";
    path: "/v1/ledger/verify/{leaf}";
    parameters: {
      path: {
        /** The name of a leaf, as printed on the paper. */
        leaf: string;
      };
    };
    answers: {
      200: VerifyAnswer | string;
    };
  };
}
