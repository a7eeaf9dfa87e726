"""Files of the UK Trade Tariff: commodity answers of its API (JSON:API), the CSV of measures, the table of rates."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dutiful_quote.tariff.errors import RowRefusedError, UnreadableFileError
from dutiful_quote.tariff.publications.official_files import Row
from dutiful_quote.tariff.publications.trade_conditions import MeasureCondition, terms_of
from dutiful_quote.tariff.publications.trade_measures import (
    TradeMeasure,
    add_trade_measure,
    european_day,
    supplementary_unit,
)
from dutiful_quote.tariff.publications.uk_tariff import declarable_commodity
from dutiful_quote.tariff.publications.writing import FactFolder

#: Types of measures that name a supplementary unit.
_SUPPLEMENTARY_UNITS: Final = frozenset({"109", "110"})
#: Fields of the records that `payload_records` makes.
PAYLOAD_FIELDS: Final = frozenset({"commodity", "declarable", "measure", "included"})
MEASURE_FIELDS: Final = frozenset(
    {"commodity__code", "measure__type__id", "measure__duty_expression", "measure__effective_start_date",
     "measure__effective_end_date", "measure__geographical_area__id"}
)  # fmt: skip
RATE_FIELDS: Final = frozenset({"commodity", "ukgt_duty_rate"})
COMMODITY_FIELDS: Final = frozenset({"Commodity code", "Product line suffix", "End line", "End date"})


def payload_records(file: str, document: Any) -> Iterator[Row]:
    """The import measures of one commodity answer, each with what it refers to; first the commodity.

    Raises:
        UnreadableFileError: the document is another answer.
    """
    try:
        data = document["data"]
        attributes = data["attributes"]
        code = attributes["goods_nomenclature_item_id"]
        included = {(str(item["type"]), str(item["id"])): item for item in document["included"]}
        measures = data["relationships"]["import_measures"]["data"]
        wanted = [(str(found["type"]), str(found["id"])) for found in measures]
    except (KeyError, TypeError, AttributeError):
        reason = "is not the answer about a commodity with its import measures"
        raise UnreadableFileError(file, "data", reason) from None
    shared = {"commodity": str(code), "included": included}
    if attributes.get("declarable", True):
        yield "commodity", {**shared, "declarable": True, "measure": None, "measures": wanted}
    for reference in wanted:
        yield f"measure {reference[1]}", {**shared, "declarable": False, "measure": included.get(reference)}


def add_payload_record(folder: FactFolder, record: Mapping[str, Any]) -> None:
    """Add the commodity of an answer, or one of its measures.

    Raises:
        RowRefusedError: the measure is not included in the answer, or not built as the API builds them.
    """
    if not record["declarable"] and record["measure"] is None:
        raise RowRefusedError("is not included in the answer")
    try:
        if record["declarable"]:
            folder.lines.append({"goods_code": record["commodity"], "units": " ".join(_units(record))})
            return
        measure = _measure(record)
    except (KeyError, TypeError, AttributeError) as error:
        raise RowRefusedError(f"is not built as the API builds measures ({error})") from None
    add_trade_measure(folder, measure)


def _measure(record: Mapping[str, Any]) -> TradeMeasure:
    included = record["included"]
    attributes, related = record["measure"]["attributes"], record["measure"]["relationships"]

    def one(name: str) -> dict[str, Any]:
        reference = (related.get(name) or {}).get("data")
        return included.get((reference["type"], reference["id"]), {"id": reference["id"]}) if reference else {}

    area = one("geographical_area")
    children = (((area.get("relationships") or {}).get("children_geographical_areas") or {}).get("data")) or ()
    acts = (related.get("legal_acts") or {}).get("data") or ()
    act = included.get(("legal_act", acts[0]["id"]), {}).get("attributes", {}) if acts else {}
    excluded = (related.get("excluded_countries") or {}).get("data") or ()
    conditions = (related.get("measure_conditions") or {}).get("data") or ()
    duty = (one("duty_expression").get("attributes") or {}).get("base") or ""
    return TradeMeasure(
        code=record["commodity"],
        type_code=_text(one("measure_type")["id"]),
        area=_text(area["id"]),
        area_name=_text((area.get("attributes") or {}).get("description")),
        duty=_text(duty),
        members=[_text(child["id"]) for child in children],
        excluded=[_text(country["id"]) for country in excluded],
        valid_from=european_day(attributes.get("effective_start_date")),
        valid_to=european_day(attributes.get("effective_end_date")),
        reference=_text(act.get("regulation_code")),
        url=_text(act.get("regulation_url")),
        order_number=_text(one("order_number").get("id")),
        additional_code=_text((one("additional_code").get("attributes") or {}).get("code")),
        terms=terms_of(_condition(included[one["type"], one["id"]]["attributes"]) for one in conditions),
    )


def _text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    raise TypeError(f"{str(value)[:40]!r} is no text")


def _condition(attributes: Mapping[str, Any]) -> MeasureCondition:
    return MeasureCondition(
        code=_text(attributes["condition_code"]),
        document=_text(attributes.get("document_code")),
        action=_text(attributes.get("action_code")),
        threshold=attributes.get("condition_duty_amount") is not None,
        duty=bool(attributes.get("duty_expression")),
    )


def _units(record: Mapping[str, Any]) -> Iterator[str]:
    """Units that the declaration of the commodity asks for beside the net weight."""
    included = record["included"]
    for reference in record["measures"]:
        related = included.get(reference, {}).get("relationships", {})
        if _id_of(related, "measure_type") in _SUPPLEMENTARY_UNITS:
            expression = included.get(("duty_expression", _id_of(related, "duty_expression")), {})
            unit = supplementary_unit(_text((expression.get("attributes") or {}).get("base")))
            if unit:
                yield unit


def _id_of(related: Mapping[str, Any], name: str) -> str:
    return str(((related.get(name) or {}).get("data") or {}).get("id", ""))


def add_measure_row(folder: FactFolder, row: Mapping[str, str]) -> None:
    """Add one row of the CSV of measures."""
    excluded = row.get("measure__excluded_geographical_areas__ids", "")
    add_trade_measure(
        folder,
        TradeMeasure(
            code=row["commodity__code"],
            type_code=row["measure__type__id"],
            area=row["measure__geographical_area__id"],
            area_name=row.get("measure__geographical_area__description", ""),
            duty=row["measure__duty_expression"],
            excluded=excluded.replace("|", " ").replace(",", " ").split(),
            valid_from=european_day(row["measure__effective_start_date"]),
            valid_to=european_day(row["measure__effective_end_date"]),
            reference=row.get("measure__regulation__id", ""),
            url=row.get("measure__regulation__url", ""),
            order_number=row.get("measure__quota__order_number", ""),
            additional_code=row.get("measure__additional_code__code", ""),
            conditions="" if row["measure__duty_expression"] else row.get("measure__conditions", ""),
        ),
    )


def add_rate_row(folder: FactFolder, row: Mapping[str, str]) -> None:
    """Add one row of the table of the Global Tariff."""
    if not row["ukgt_duty_rate"]:
        folder.count("passed over: codes without a rate")
        return
    folder.measures.append({"goods_code": row["commodity"], "key": "third_country", "rate": row["ukgt_duty_rate"]})


def add_commodity_row(folder: FactFolder, row: Mapping[str, str]) -> None:
    """Add one row of the list of commodities."""
    code = declarable_commodity(row)
    if code:
        folder.lines.append({"goods_code": code})
    else:
        folder.count("passed over: codes that may not be declared")
