"""The tables behind the wall between merchants, and a row for each."""

#: Table -> the column that names the merchant.
WALLED = {
    "account.merchant": "id",
    "account.api_key": "merchant_id",
    "account.audit": "merchant_id",
    "account.profile": "merchant_id",
    "quote.quote": "merchant_id",
    "classify.classification": "merchant_id",
    "classify.settings": "merchant_id",
    "classify.memory": "merchant_id",
    "classify.review": "merchant_id",
    "classify.review_event": "merchant_id",
    "classify.feedback": "merchant_id",
    "classify.batch": "merchant_id",
    "classify.batch_part": "merchant_id",
    "classify.batch_row": "merchant_id",
    "classify.recheck": "merchant_id",
    "classify.recheck_finding": "merchant_id",
    "classify.recheck_news": "merchant_id",
    "docs.document": "merchant_id",
    "docs.document_batch": "merchant_id",
    "docs.document_batch_item": "merchant_id",
    "docs.ledger_opening": "merchant_id",
    "docs.ledger_outbox": "merchant_id",
    "docs.ledger_leaf": "merchant_id",
    "quote.ledger_outbox": "merchant_id",
    "quote.console_session": "merchant_id",
    "quote.second_factor": "merchant_id",
    "docs.shipment": "merchant_id",
    "docs.shipment_parcel": "merchant_id",
    "docs.shipment_event": "merchant_id",
    "docs.carrier_feed": "merchant_id",
    "docs.clearance_news": "merchant_id",
    "docs.document_news": "merchant_id",
    "docs.charge_invoice": "merchant_id",
    "docs.charge_line": "merchant_id",
    "docs.shipment_feedback": "merchant_id",
    "docs.shipment_return": "merchant_id",
    "docs.screening": "merchant_id",
    "docs.screening_run": "merchant_id",
    "docs.screening_hold": "merchant_id",
}
ROWS = (
    """
    INSERT INTO quote.quote (id, merchant_id, created_at, expires_at, status, engine_version, releases, fingerprint,
                             request, answer)
    VALUES ('q_' || :merchant, :merchant, now(), now(), 'complete', '1', '{}', '', '{}', '{}')
    """,
    """
    INSERT INTO classify.classification (id, merchant_id, decision, request, answer, model_version, nomenclature)
    VALUES ('c_' || :merchant, :merchant, 'auto', '{}', '{}', '1', 'HS2022')
    """,
    """
    INSERT INTO docs.document (id, version, merchant_id, kind, draft, language, content, sha256, pages)
    VALUES ('d_' || :merchant, 1, :merchant, 'commercial_invoice', false, 'en', '{}', '', 1)
    """,
    "INSERT INTO classify.settings (merchant_id, version, document, changed_by) VALUES (:merchant, 1, '{}', 'tests')",
    """
    INSERT INTO classify.memory (id, merchant_id, sku, codes, reason, author, actor, origin, created_at, valid_from)
    VALUES ('m_' || :merchant, :merchant, 'a', '{}', '', '', '', 'override', now(), now())
    """,
    """
    INSERT INTO classify.review (id, merchant_id, classification, cause, created_at, fingerprint, product)
    VALUES ('r_' || :merchant, :merchant, 'c_' || :merchant, 'requested', now(), '', '{}')
    """,
    """
    INSERT INTO classify.review_event (review, merchant_id, at, actor, action)
    VALUES ('r_' || :merchant, :merchant, now(), '', 'claim')
    """,
    """
    INSERT INTO classify.feedback (id, merchant_id, classification, was_right, author, actor, note, effect, created_at)
    VALUES ('f_' || :merchant, :merchant, 'c_' || :merchant, true, '', '', '', 'none', now())
    """,
    "INSERT INTO classify.batch (id, merchant_id, format, created_by) VALUES ('b_' || :merchant, :merchant, 'csv', '')",
    """
    INSERT INTO classify.batch_part (batch, merchant_id, number, content)
    VALUES ('b_' || :merchant, :merchant, 0, '')
    """,
    """
    INSERT INTO classify.batch_row (batch, merchant_id, number, faults)
    VALUES ('b_' || :merchant, :merchant, 1, '[]')
    """,
    """
    INSERT INTO classify.recheck (id, merchant_id, model_version, nomenclature, created_by)
    VALUES ('k_' || :merchant, :merchant, '', '', '')
    """,
    """
    INSERT INTO classify.recheck_finding (recheck, merchant_id, override, title, kind, code_system, code, successors)
    VALUES ('k_' || :merchant, :merchant, 'm_' || :merchant, '', 'gone', 'HS', '', '{}')
    """,
    """
    INSERT INTO docs.document_batch (id, merchant_id, state, result_form, wanted, asked_by)
    VALUES ('b_' || :merchant, :merchant, 'waiting', 'zip', 1, 'dk_1')
    """,
    """
    INSERT INTO docs.document_batch_item (batch_id, number, merchant_id, request, document_id)
    VALUES ('b_' || :merchant, 0, :merchant, '{}', 'd_' || :merchant)
    """,
    """
    INSERT INTO docs.ledger_opening (leaf, merchant_id, kind, subject, content_sha256, salt)
    VALUES (md5(:merchant), :merchant, 'document', 'd_1:1', repeat('a', 64), repeat('b', 64))
    """,
    """
    INSERT INTO docs.ledger_outbox (leaf, commitment, merchant_id)
    VALUES (md5(:merchant), repeat('a', 64), :merchant)
    """,
    """
    INSERT INTO docs.ledger_leaf (index, leaf, commitment, merchant_id)
    SELECT count(*), md5('log' || CAST(:merchant AS text)), repeat('a', 64), :merchant FROM docs.ledger_leaf
    """,
    """
    INSERT INTO quote.ledger_outbox (merchant_id, kind, subject, content_sha256)
    VALUES (:merchant, 'quote', 'q_' || CAST(:merchant AS text), repeat('a', 64))
    """,
    """
    INSERT INTO quote.console_session (id_hash, merchant_id, key_id, begun_at, seen_at, browser, system)
    VALUES (sha256(CAST(CAST(:merchant AS text) AS bytea)), :merchant, '', now(), now(), '', '')
    """,
    """
    INSERT INTO quote.second_factor (key_id, merchant_id, sealed, begun_at)
    VALUES ('key_' || CAST(:merchant AS text), :merchant, '', now())
    """,
    """
    INSERT INTO docs.shipment (id, merchant_id, order_reference, carrier, lane, currency, content, shipped_at,
                               created_at)
    VALUES ('s_' || :merchant, :merchant, '1', 'ups', 'US-FR', 'EUR', '{}', now(), now())
    """,
    """
    INSERT INTO docs.shipment_parcel (merchant_id, carrier, tracking_number, shipment_id)
    VALUES (:merchant, 'ups', '1', 's_' || :merchant)
    """,
    """
    INSERT INTO docs.shipment_event (merchant_id, carrier, source, subject, event_id, shipment_id, content, received_at)
    VALUES (:merchant, 'ups', 'carrier', '1', '1', 's_' || :merchant, '{}', now())
    """,
    """
    INSERT INTO docs.carrier_feed (id, merchant_id, carrier, sealed, created_at)
    VALUES ('f_' || :merchant, :merchant, 'ups', '', now())
    """,
    "INSERT INTO classify.recheck_news (id, merchant_id, data) VALUES ('n_' || :merchant, :merchant, '{}')",
    "INSERT INTO docs.clearance_news (id, merchant_id, data) VALUES ('n_' || :merchant, :merchant, '{}')",
    "INSERT INTO docs.document_news (id, merchant_id, data) VALUES ('n_' || :merchant, :merchant, '{}')",
    """
    INSERT INTO docs.charge_invoice (id, merchant_id, carrier, number, issued, rates, fingerprint, created_at)
    VALUES ('i_' || :merchant, :merchant, 'ups', '1', current_date, '[]', '', now())
    """,
    """
    INSERT INTO docs.charge_line (merchant_id, invoice_id, position, match, kind, amount, currency)
    VALUES (:merchant, 'i_' || :merchant, 0, 'unknown_shipment', 'duty', 1, 'EUR')
    """,
    """
    INSERT INTO docs.shipment_feedback (shipment_id, merchant_id, scale, score, given_at)
    VALUES ('s_' || :merchant, :merchant, 'nps', 9, now())
    """,
    """
    INSERT INTO docs.shipment_return (merchant_id, shipment_id, reference, lines, answer, created_at)
    VALUES (:merchant, 's_' || :merchant, '1', '{}', '{}', now())
    """,
    """
    INSERT INTO docs.screening (id, merchant_id, reference, parties, restrictions, state, verdict, lists_key,
                                created_at, screened_at)
    VALUES ('s_' || :merchant, :merchant, '', '[]', '[]', 'clear', '{}', '', now(), now())
    """,
    """
    INSERT INTO docs.screening_run (screening_id, number, merchant_id, at, state, verdict)
    VALUES ('s_' || :merchant, 1, :merchant, now(), 'clear', '{}')
    """,
    """
    INSERT INTO docs.screening_hold (id, merchant_id, screening_id, state, hits, restrictions, opened_at)
    VALUES ('h_' || :merchant, :merchant, 's_' || :merchant, 'open', '[]', '[]', now())
    """,
)
