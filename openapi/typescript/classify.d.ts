// Written from openapi/classify.json by `make contract`; do not edit.

/** A batch: how far it is, and a page of the rows that were refused. */
export interface BatchJob {
  bytes: number;
  created_at: string;
  decisions: Record<string, number>;
  detail: string;
  faults: RowFault[];
  id: string;
  /** The cursor of the following page of faults. */
  next: string | null;
  rows_classified: number;
  rows_read: number;
  rows_refused: number;
  state: JobState;
  updated_at: string;
}

/** An HS subheading, with the probability that it, its heading and its chapter are right. */
export interface Candidate {
  /** That its chapter, the first two digits, is right; calibrated. */
  hs2_probability: number;
  /** That its heading, the first four digits, is right; calibrated. */
  hs4_probability: number;
  /** Subheading of the Harmonized System (WCO): six digits. */
  hs6: string;
  /** That the subheading is right. Calibrated: of 100 such answers this share is right. */
  probability: number;
  /** What speaks for it. */
  reasons: Reason[];
}

/** Candidates, the best first: at least five where there are so many. */
export interface Classification {
  /** The subheadings that are possible, the likeliest first. Empty where the words lead to none. */
  candidates: Candidate[];
  /** When it was answered, with its offset from UTC. Null where it was not recorded. */
  created_at?: string | null;
  /** Whether the code can be taken, or what to do first. */
  decision: Decision;
  /** Names the answer, such as `cls_01939c2e7a4d7c3fb0a9d4b1f2e6c781`. */
  id: string;
  /** Where a person's decision is repeated. */
  memory?: Remembered | null;
  /** The request's `merchant_code`, held against the answer. Null where it had none. */
  merchant_code?: MerchantCode | null;
  /** The national code for each of the `destinations`, as deep as it is known. Empty where none was asked for or is known. */
  national: NationalCode[];
  /** The one question whose answer decides most. Null where there is none. */
  question?: Question | null;
  /** Of the decision as a whole. */
  reasons?: Reason[];
  /** The review that waits for a person. */
  review_id?: string | null;
  /** Who says so: the model, or a person whose decision it repeats. */
  source?: Source;
  /** The model and the nomenclature that answered. */
  versions: Versions;
}

/** Answers that were given, the newest first. `next` is null on the last page. */
export interface ClassificationPage {
  classifications: ClassificationSummary[];
  /** The cursor of the following page. */
  next: string | null;
}

/** One product in the shop's own words. Only the title is required; every further word helps. */
export interface ClassificationRequest {
  /** Facts such as material, use, dimensions. */
  attributes?: Record<string, string | number | boolean>;
  /** The shop's own path, such as `Clothing > Tops`. */
  category?: string;
  /** What else the shop says of it; markup is taken out. */
  description?: string;
  /** Countries whose national lines are wanted; none: HS alone. */
  destinations?: string[];
  /** BCP 47; of the words, and of the question in the answer. Not stated: the question follows `Accept-Language`. */
  language?: string;
  /** The code the merchant uses today; it is weighed, not obeyed. */
  merchant_code?: string | null;
  /** Whether a person shall see it where it is not `auto`; without it, the settings say. */
  review?: boolean | null;
  /** The merchant's own number: what was decided for it is answered from memory. */
  sku?: string | null;
  /** What the shop calls the product. */
  title: string;
}

/** Thresholds of decisions, and how reviews work. They hold for what is classified from then on. */
export interface ClassificationSettings {
  /** A question is asked only if the codes its answers lead to have this much together. */
  ask_at?: number;
  /** Below this probability the one question is asked; above it a person reviews. */
  ask_below?: number;
  /** From this probability on the answer is `auto`. */
  auto_at?: number;
  /** Of which digits the probability is meant. */
  auto_level?: CodeLevel;
  /** How long a review stays with whoever claimed it. */
  claim_minutes?: number;
  /** A second key must confirm what the first one decided. */
  four_eyes?: boolean;
  /** Decisions that open a review by themselves. */
  queue?: ("review" | "ask" | "too_vague" | "restricted")[];
}

/** One line of the list. */
export interface ClassificationSummary {
  created_at: string;
  decision: Decision;
  /** Of the first candidate. */
  hs6: string | null;
  id: string;
  probability: number | null;
  sku: string | null;
  source: Source;
  title: string;
}

/** The product that a classification is of, as it was sent. */
export interface ClassifiedProduct {
  /** Facts such as material, use, dimensions. */
  attributes?: Record<string, string | boolean>;
  /** The shop's own path, such as `Clothing > Tops`. */
  category?: string;
  /** What else the shop says of it; markup is taken out. */
  description?: string;
  /** Countries whose national lines are wanted; none: HS alone. */
  destinations?: string[];
  /** BCP 47; of the words, and of the question in the answer. Not stated: the question follows `Accept-Language`. */
  language?: string;
  /** The code the merchant uses today; it is weighed, not obeyed. */
  merchant_code?: string | null;
  /** Whether a person shall see it where it is not `auto`; without it, the settings say. */
  review?: boolean | null;
  /** The merchant's own number: what was decided for it is answered from memory. */
  sku?: string | null;
  /** What the shop calls the product. */
  title: string;
}

/** How deep the probability must reach; `national`: also the line of every destination that was asked for. */
export type CodeLevel = "heading" | "subheading" | "national";

/** The codes that are right. */
export interface DecideRequest {
  author?: string | null;
  /** By code system: HS, EU, or the country whose national code it is. Their first six digits agree. */
  codes: Record<string, string>;
  /** Why: a note, a ruling, an expert. */
  reason: string;
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

/** What the feedback has led to. */
export interface Feedback {
  classification: string;
  effect: FeedbackEffect;
  id: string;
  override?: string | null;
  review?: string | null;
}

/**
 * What comes of the feedback.
 *
 * * `none`: the answer was right.
 * * `remembered`: the right codes are remembered.
 * * `review`: a person must look at it.
 */
export type FeedbackEffect = "none" | "remembered" | "review";

/** Whether an answer was right, and what would have been. */
export interface FeedbackRequest {
  author?: string | null;
  /** The right codes, where they are known. */
  codes?: Record<string, string> | null;
  note?: string;
  right: boolean;
}

/**
 * What became of a code.
 *
 * * `gone`: the nomenclature does not have it any more.
 * * `answer_changed`: the model's first candidate is another one than it was.
 */
export type FindingKind = "gone" | "answer_changed";

/**
 * How far work in the background is; `done`, `failed` and `cancelled` are final.
 *
 * `failed`: the rest could not be read; what stands before it is classified.
 */
export type JobState = "waiting" | "running" | "done" | "failed" | "cancelled";

/** The merchant's own code, held against the answer. */
export interface MerchantCode {
  /** With the first candidate, in all of its digits up to the sixth. */
  agrees: boolean;
  /** The code, as the request has it. */
  code: string;
  /** 0, 2, 4 or 6: how far it goes along with the first candidate. */
  digits_agreed: number;
  /** Whether the Harmonized System has it: its subheading, or its heading. */
  known: boolean;
  /** That it is right, as far as six digits; null if it is no candidate. */
  probability: number | null;
}

/** The line of one destination's tariff, as deep as it is known: codes are never filled up with zeros. */
export interface NationalCode {
  /** The person, where one decided. */
  author?: string | null;
  /** The digits that are known, without dots. */
  code: string;
  /** The tariff that the code is of: EU, or the country. */
  code_system: string;
  /** Whether it is a line that may be declared; null where nobody has checked. */
  complete?: boolean | null;
  /** When that person decided, with its offset from UTC. Null where none did. */
  decided_at?: string | null;
  /** The country that was asked for: ISO 3166-1 alpha-2, or XI, XK, IC, EA. */
  destination: string;
  /** How many digits `code` has. */
  digits: number;
  /** That the code is right in all of its digits. Calibrated: of 100 such answers this share is right. */
  probability: number;
  /** What speaks for it. */
  reasons: Reason[];
  /** Who says so: the model, or a person. */
  source?: Source;
}

/** `GET /v1/nomenclature/{system}/{code}`. */
export interface NomenclatureAnswer {
  children: NomenclatureRowAnswer[];
  /** Further children that are not listed. */
  children_left_off?: number;
  code: string;
  /** None where the codes of the system are not loaded. */
  edition: NomenclatureEditionAnswer | null;
  /** The longest beginning of the code that exists. */
  level: string;
  /** A line that may be declared, like the code asked for, where that may not. */
  nearest: string;
  /** From the outermost row down to the code. */
  path: NomenclatureRowAnswer[];
  predecessors: NomenclatureSuccessorAnswer[];
  reason: string;
  state: "declarable" | "not_declarable" | "too_short" | "ended" | "not_yet" | "unknown" | "not_checked";
  successors: NomenclatureSuccessorAnswer[];
  valid_from: string | null;
  valid_to: string | null;
}

/** Which edition answers. */
export interface NomenclatureEditionAnswer {
  edition: string;
  /** Languages of the imported texts; none: codes and dates alone. */
  languages: string[];
  /** Chapters are missing, so that a missing code says nothing. */
  partial: boolean;
  published_on: string;
  system: string;
}

/** A row that the words may mean, with the rows above it. */
export interface NomenclatureHitAnswer {
  above: string[];
  code: string;
  declarable: boolean;
  digits: string;
  text: string;
}

/** A row of the nomenclature. `code` is empty for the heading of a group that has none. */
export interface NomenclatureRowAnswer {
  code: string;
  declarable: boolean;
  /** What everything below has in common; empty for a group without a code. */
  digits: string;
  /** Lines that may be declared, at or below the row. */
  lines: number;
  text: string;
  valid_from: string | null;
  valid_to: string | null;
}

/** `GET /v1/nomenclature/search`. */
export interface NomenclatureSearchAnswer {
  hits: NomenclatureHitAnswer[];
  query: string;
  system: string;
}

/** A subheading of another edition of the Harmonized System that these goods may fall in. */
export interface NomenclatureSuccessorAnswer {
  code: string;
  edition: string;
  main: boolean;
  relationship: string;
}

/** How an override came about. */
export type Origin = "override" | "review" | "feedback";

/** What a person said. Of several that hold at the same time the newest one is taken, and a SKU before words. */
export interface Override {
  /** The key that wrote it. */
  actor: string;
  author: string;
  codes: Record<string, string>;
  created_at: string;
  id: string;
  origin: Origin;
  product: Record<string, unknown> | null;
  reason: string;
  sku: string | null;
  /** The review or the classification that it came from. */
  source?: string | null;
  valid_from: string;
  valid_to: string | null;
}

/** Overrides, the newest first. `next` is null on the last page. */
export interface OverridePage {
  /** The cursor of the following page. */
  next: string | null;
  overrides: Override[];
}

/** What is so from `valid_from` on: for a SKU, for the words of a product, or for both. */
export interface OverrideRequest {
  author?: string | null;
  /** By code system: HS, EU, or the country whose national code it is. Their first six digits agree. */
  codes: Record<string, string>;
  /** Products of the same words are answered alike. */
  product?: ClassificationRequest | null;
  /** Why: a note, a ruling, an expert. */
  reason: string;
  sku?: string | null;
  /** Without it, from now on. */
  valid_from?: string | null;
  /** Not any more from this moment on. */
  valid_to?: string | null;
}

/** One answer to the question. */
export interface PossibleAnswer {
  /** The value in the language of the question; null where no word for it is known. */
  label?: string | null;
  /** The code that it leads to. */
  leads_to: string;
  /** What to send back for the attribute. */
  value: string;
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

/** What somebody decided. */
export interface Proposal {
  actor: string;
  at: string;
  author: string;
  codes: Record<string, string>;
  reason: string;
}

/** The one question whose answer decides most. */
export interface Question {
  /** The answers that are possible. */
  answers: PossibleAnswer[];
  /** Name of the attribute of the request that holds the answer, such as `material`. */
  attribute: string;
  /** In the language of the request, or of `Accept-Language`; else in English. */
  text: string;
}

/** Why an answer is as it is. */
export interface Reason {
  /** Which part of the request, or which rule or note, it comes from. */
  source: string;
  /** The reason in words. */
  text: string;
}

/** With what was found. */
export interface Recheck {
  /** `asked` for, or begun by itself because the editions of nomenclatures are others than before. */
  cause?: string;
  created_at: string;
  findings: RecheckFinding[];
  findings_total: number;
  id: string;
  model: string;
  /** The cursor of the following page of findings. */
  next: string | null;
  nomenclature: string;
  overrides_read: number;
  state: JobState;
  updated_at: string;
}

/** Something that a person should look at again. */
export interface RecheckFinding {
  code: string;
  code_system: string;
  hs6_now: string | null;
  hs6_then: string | null;
  kind: FindingKind;
  override: string;
  probability_now: number | null;
  sku: string | null;
  /** What the nomenclature has in its place, if that is known. */
  successors: string[];
  title: string;
}

/** The newest first. */
export interface RecheckList {
  rechecks: RecheckSummary[];
}

/** A check of all that is remembered against the present nomenclature and model. */
export interface RecheckSummary {
  /** `asked` for, or begun by itself because the editions of nomenclatures are others than before. */
  cause?: string;
  created_at: string;
  id: string;
  model: string;
  nomenclature: string;
  overrides_read: number;
  state: JobState;
  updated_at: string;
}

/** The decision of a person that the answer repeats. */
export interface Remembered {
  /** The person who decided. */
  author: string;
  /** The codes that were decided, by system of codes. */
  codes: Record<string, string>;
  /** When it was decided, with its offset from UTC. */
  decided_at: string;
  /** What was found again. */
  matched: string;
  /** Names the decision, as `GET /v1/overrides/{override_id}` takes it. */
  override_id: string;
  /** Why, in that person's words. */
  reason: string;
  /** From when it holds, with its offset from UTC. */
  valid_from: string;
  /** Until when it holds. Null while no end is set. */
  valid_to: string | null;
}

/** A product that a person shall look at. */
export interface Review {
  cause: ReviewCause;
  claimed_by: string | null;
  claimed_until: string | null;
  /** The id of the answer that is in doubt. */
  classification: string;
  confirmed_by?: string | null;
  created_at: string;
  decision?: Proposal | null;
  hs6: string | null;
  id: string;
  note?: string;
  /** The id of what is remembered since then. */
  override?: string | null;
  probability: number | null;
  product: Record<string, unknown>;
  /** While a second one must confirm it. */
  proposal?: Proposal | null;
  sku: string | null;
  state: ReviewState;
}

/** Why a person is asked. */
export type ReviewCause = "decision" | "requested" | "feedback";

/** How many reviews are in each state. A claim that ran out counts as waiting. */
export interface ReviewCounts {
  claimed: number;
  confirming: number;
  decided: number;
  oldest_waiting_at: string | null;
  waiting: number;
}

/** With all that happened to it, the oldest first. */
export interface ReviewDetail {
  cause: ReviewCause;
  claimed_by: string | null;
  claimed_until: string | null;
  /** The id of the answer that is in doubt. */
  classification: string;
  confirmed_by?: string | null;
  created_at: string;
  decision?: Proposal | null;
  history: ReviewEvent[];
  hs6: string | null;
  id: string;
  note?: string;
  /** The id of what is remembered since then. */
  override?: string | null;
  probability: number | null;
  product: Record<string, unknown>;
  /** While a second one must confirm it. */
  proposal?: Proposal | null;
  sku: string | null;
  state: ReviewState;
}

/** One step of a review: `actor` is the key that took it, and `details` depend on `action`. */
export interface ReviewEvent {
  action: string;
  actor: string;
  at: string;
  details: Record<string, unknown>;
}

/** Reviews, the oldest first. `next` is null on the last page. */
export interface ReviewPage {
  /** The cursor of the following page. */
  next: string | null;
  reviews: Review[];
}

/**
 * Whose turn it is.
 *
 * * `waiting`: nobody's yet.
 * * `claimed`: somebody is at it. A claim runs out, and the review waits again.
 * * `confirming`: one has decided; another one must confirm.
 * * `decided`: the codes are remembered.
 */
export type ReviewState = "waiting" | "claimed" | "confirming" | "decided";

/** A row that was refused. `row` counts from 1, without the header. */
export interface RowFault {
  code: string;
  detail: string;
  /** The column of a CSV file, or a JSON Pointer into the row of JSON Lines. */
  pointer: string;
  row: number;
}

/**
 * Who says so.
 *
 * * `model`: the classifier.
 * * `memory`: a person decided it, in a review or by saying what was right.
 * * `override`: a person fixed it.
 */
export type Source = "model" | "memory" | "override";

/** What answered, so that an answer can be traced. */
export interface Versions {
  /** The version of the model. */
  model: string;
  /** The edition of the Harmonized System that codes are of, such as `HS 2022`. */
  nomenclature: string;
}

/** What each operation takes and answers, by its `operationId`. Problems are `Problem`s. */
export interface Operations {
  /** Stop a batch */
  cancel_classification_batch: {
    method: "POST";
    path: "/v1/classifications/batch/{batch_id}/cancel";
    parameters: {
      path: {
        /** As given when the batch was taken in. */
        batch_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    answers: {
      200: BatchJob;
    };
  };
  /** Claim the oldest review that waits */
  claim_next_review: {
    method: "POST";
    path: "/v1/reviews/claim";
    parameters: {
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    answers: {
      200: Review;
    };
  };
  /** Claim a review */
  claim_review: {
    method: "POST";
    path: "/v1/reviews/{review_id}/claim";
    parameters: {
      path: {
        /** As given in the review's `id`. */
        review_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    answers: {
      200: Review;
    };
  };
  /** Classify some products at once */
  classify_lines: {
    method: "POST";
    path: "/v1/classifications/lines";
    body: string;
    answers: {
      200: string;
    };
  };
  /** How many reviews there are */
  count_reviews: {
    method: "GET";
    path: "/v1/reviews/counts";
    answers: {
      200: ReviewCounts;
    };
  };
  /** Find the tariff code of a product */
  create_classification: {
    method: "POST";
    path: "/v1/classifications";
    parameters: {
      header?: {
        /** Languages of the question, the best first, where the product names none. */
        "accept-language"?: string | null;
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: ClassificationRequest;
    answers: {
      200: Classification;
    };
  };
  /** Classify a file of products */
  create_classification_batch: {
    method: "POST";
    path: "/v1/classifications/batch";
    body: string;
    answers: {
      202: BatchJob;
    };
  };
  /** Check what is remembered */
  create_recheck: {
    method: "POST";
    path: "/v1/rechecks";
    parameters: {
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    answers: {
      202: Recheck;
    };
  };
  /** Decide a review */
  decide_review: {
    method: "POST";
    path: "/v1/reviews/{review_id}/decide";
    parameters: {
      path: {
        /** As given in the review's `id`. */
        review_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: DecideRequest;
    answers: {
      200: Review;
    };
  };
  /** Let an override hold no longer */
  end_override: {
    method: "DELETE";
    path: "/v1/overrides/{override_id}";
    parameters: {
      path: {
        /** As given in the override's `id`. */
        override_id: string;
      };
    };
    answers: {
      200: Override;
    };
  };
  /** All overrides as a file */
  export_overrides: {
    method: "GET";
    path: "/v1/overrides/export";
    parameters: {
      query?: {
        /** Only those that hold now. */
        in_force?: boolean;
      };
    };
    answers: {
      200: string;
    };
  };
  /** An answer that was given */
  get_classification: {
    method: "GET";
    path: "/v1/classifications/{classification_id}";
    parameters: {
      path: {
        /** As given in the answer's `id`. */
        classification_id: string;
      };
    };
    answers: {
      200: Classification;
    };
  };
  /** How far a batch is */
  get_classification_batch: {
    method: "GET";
    path: "/v1/classifications/batch/{batch_id}";
    parameters: {
      path: {
        /** As given when the batch was taken in. */
        batch_id: string;
      };
      query?: {
        /** `next` of the page before. */
        cursor?: number;
        /** The most entries of a page. */
        limit?: number;
      };
    };
    answers: {
      200: BatchJob;
    };
  };
  /** The results of a batch as a file */
  get_classification_batch_results: {
    method: "GET";
    path: "/v1/classifications/batch/{batch_id}/results";
    parameters: {
      path: {
        /** As given when the batch was taken in. */
        batch_id: string;
      };
    };
    answers: {
      200: string;
    };
  };
  /** The merchant's thresholds */
  get_classification_settings: {
    method: "GET";
    path: "/v1/classifications/settings";
    answers: {
      200: ClassificationSettings;
    };
  };
  /** What was asked */
  get_classified_product: {
    method: "GET";
    path: "/v1/classifications/{classification_id}/product";
    parameters: {
      path: {
        /** As given in the answer's `id`. */
        classification_id: string;
      };
    };
    answers: {
      200: ClassifiedProduct;
    };
  };
  /** What a code is, and what stands below it */
  get_nomenclature: {
    method: "GET";
    path: "/v1/nomenclature/{system}/{code}";
    parameters: {
      path: {
        /** `HS`, or a code system such as `US`, `EU`, `GB`. */
        system: string;
        /** 2 to 14 digits; dots are fine. */
        code: string;
      };
      query?: {
        /** The day the codes are asked for; default today (UTC). */
        date?: string | null;
        /** Of the texts, where they are imported in several languages. */
        language?: string;
      };
    };
    answers: {
      200: NomenclatureAnswer;
    };
  };
  /** One override */
  get_override: {
    method: "GET";
    path: "/v1/overrides/{override_id}";
    parameters: {
      path: {
        /** As given in the override's `id`. */
        override_id: string;
      };
    };
    answers: {
      200: Override;
    };
  };
  /** What a recheck has found */
  get_recheck: {
    method: "GET";
    path: "/v1/rechecks/{recheck_id}";
    parameters: {
      path: {
        /** As given when the recheck was begun. */
        recheck_id: string;
      };
      query?: {
        /** `next` of the page before. */
        cursor?: number;
        /** The most entries of a page. */
        limit?: number;
      };
    };
    answers: {
      200: Recheck;
    };
  };
  /** One review with its history */
  get_review: {
    method: "GET";
    path: "/v1/reviews/{review_id}";
    parameters: {
      path: {
        /** As given in the review's `id`. */
        review_id: string;
      };
    };
    answers: {
      200: ReviewDetail;
    };
  };
  /** Say whether an answer was right */
  give_classification_feedback: {
    method: "POST";
    path: "/v1/classifications/{classification_id}/feedback";
    parameters: {
      path: {
        /** As given in the answer's `id`. */
        classification_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    body: FeedbackRequest;
    answers: {
      200: Feedback;
    };
  };
  /** Answers that were given */
  list_classifications: {
    method: "GET";
    path: "/v1/classifications";
    parameters: {
      query?: {
        /** `next` of the page before. */
        cursor?: string | null;
        /** Only of this SKU. */
        sku?: string | null;
        /** Only with one of these. */
        decision?: Decision[] | null;
        /** The most entries of a page. */
        limit?: number;
      };
    };
    answers: {
      200: ClassificationPage;
    };
  };
  /** What people decided */
  list_overrides: {
    method: "GET";
    path: "/v1/overrides";
    parameters: {
      query?: {
        /** `next` of the page before. */
        cursor?: string | null;
        /** Only of this SKU. */
        sku?: string | null;
        /** Only those that hold now. */
        in_force?: boolean;
        /** The most entries of a page. */
        limit?: number;
      };
    };
    answers: {
      200: OverridePage;
    };
  };
  /** The rechecks begun last */
  list_rechecks: {
    method: "GET";
    path: "/v1/rechecks";
    parameters: {
      query?: {
        /** The most entries of a page. */
        limit?: number;
      };
    };
    answers: {
      200: RecheckList;
    };
  };
  /** What people shall look at */
  list_reviews: {
    method: "GET";
    path: "/v1/reviews";
    parameters: {
      query?: {
        /** `next` of the page before. */
        cursor?: string | null;
        /** Only in one of these. */
        status?: ReviewState[] | null;
        /** Only of this SKU. */
        sku?: string | null;
        /** Only those that this key has claimed. */
        mine?: boolean;
        /** The most entries of a page. */
        limit?: number;
      };
    };
    answers: {
      200: ReviewPage;
    };
  };
  /** Fix the codes of a product */
  put_override: {
    method: "PUT";
    path: "/v1/overrides";
    body: OverrideRequest;
    answers: {
      200: Override;
    };
  };
  /** Give a review back */
  release_review: {
    method: "POST";
    path: "/v1/reviews/{review_id}/release";
    parameters: {
      path: {
        /** As given in the review's `id`. */
        review_id: string;
      };
      header?: {
        /** A name for this request, such as a UUID, unique among the merchant's requests to this route. Repeated with the same key and body, the request is answered with the bytes of the first answer and `Idempotent-Replayed: true`, and has no second effect. */
        "Idempotency-Key"?: string;
      };
    };
    answers: {
      200: Review;
    };
  };
  /** Replace the merchant's thresholds */
  replace_classification_settings: {
    method: "PUT";
    path: "/v1/classifications/settings";
    parameters: {
      header?: {
        /** `ETag` of the version to replace. */
        "if-match"?: string | null;
      };
    };
    body: ClassificationSettings;
    answers: {
      200: ClassificationSettings;
    };
  };
  /** Find codes by words or by their first digits */
  search_nomenclature: {
    method: "GET";
    path: "/v1/nomenclature/search";
    parameters: {
      query: {
        /** Such as `US`. */
        system: string;
        /** Words, or the first digits of a code. */
        q: string;
        limit?: number;
        /** Of the texts, where they are imported in several languages. */
        language?: string;
      };
    };
    answers: {
      200: NomenclatureSearchAnswer;
    };
  };
}
