"""The conditions a measure may carry, by name: what each one asks and what values it takes.

A release whose measures carry any other condition is refused at load, so that no rule is ever half understood.
"""

from typing import Final

CONDITIONS: Final[dict[str, str]] = {
    "statement": "a named fact of the line must be stated true (its name, such as civil_aircraft_use)",
    "article": "only the article described here, in our own words, not everything under the code",
    "claim": "the preference must be claimed with its proof; never assumed (value: 1)",
    "value_at_most": "an amount in value_currency that the value named by value_of does not exceed",
    "value_over": "an amount in value_currency that the value named by value_of exceeds",
    "value_currency": "ISO 4217 code of value_at_most and value_over",
    "value_of": "goods (intrinsic value of the consignment), item, duty, tax, or customs_value",
    "transport_modes": "space separated modes of transport: express post air sea road rail",
    "entry": "formal or informal (United States)",
    "buyer": "consumer or business",
    "scheme": "a registration of the seller, such as IOSS or GB_VAT",
    "not_goods": "space separated code prefixes to which the measure does not apply",
    "per": "what one flat amount is charged for: item, line, parcel, consignment",
}
