"""The conditions a measure may carry, by name: what each one asks and what values it takes.

A release whose measures carry any other condition is refused at load, so that no rule is ever half understood.
"""

from typing import Final

CONDITIONS: Final[dict[str, str]] = {
    "when": "comparisons of facts that decide the law; a fact that is not stated is asked for (see comparisons.py)",
    "statement": "comparisons of facts that the importer states and proves; what is not stated is not claimed",
    "charged": "one of these programmes is charged on the line; frees to the extent of that charge's base",
    "exported_before": "a day before which the goods were loaded and in transit on the final mode of transport",
    "article": "only the article described here, in our own words, not everything under the code",
    "quota": "number of a tariff quota which must not be used up; the importer states that the entry fits into it",
    "documents": "document codes without which goods may not come in: one of each group, as C640|Y170 N851",
    "stage": "year: a staged rate; on which day of its first year it begins is not known, valid_from stands for it",
    "claim": "a preference must be claimed with its proof, never assumed: 1 for any, or symbols of programmes",
    "value_at_most": "an amount in value_currency that the value named by value_of does not exceed",
    "value_over": "an amount in value_currency that the value named by value_of exceeds",
    "value_currency": "ISO 4217 code of value_at_most and value_over",
    "value_of": "goods (intrinsic value of the consignment), item (its dearest piece), duty, tax, customs_value, "
    "unit (one article of the line) or claimed (the consignment's goods for which a preference is claimed)",
    "transport_modes": "space separated modes of transport: express post ems air sea road rail",
    "entry": "formal or informal (United States); told, while the programme decides",
    "ship_from": "space separated countries from one of which the consignment is sent",
    "region": "space separated parts of the country (ISO 3166-2) in one of which the goods are delivered",
    "buyer": "consumer or business",
    "seller": "business or consumer (a private person)",
    "purpose": "the purpose of the shipment, such as gift",
    "scheme": "a registration of the seller, such as IOSS or GB_VAT",
    "goods": "space separated code prefixes among which the goods of a territory's notice are",
    "not_goods": "space separated code prefixes to which the measure does not apply",
    "replaces": "what a flat duty stands in for: duty, or duty and import tax (`duty tax`)",
    "base": "goods: of a tax on the sale, which is charged on the price of the goods, not on carriage and insurance",
    "part": "excess: of a tax, which is charged on what exceeds value_over and not on the whole",
    "estimate_from": "lowest share that an estimated duty may come to, such as 0.05; the rate is the likely one",
    "estimate_to": "highest such share; without one the estimate has no upper end",
    "paper": "space separated papers that a control asks for, such as cites_permit",
    "proof": "kinds of proof of origin of which one must be held, separated by |",
    "exporter": "registered: only of an exporter with a number of its customs for such proofs",
    "direct_transport": "1: the goods travel from the party of origin without entering commerce elsewhere",
    "owed_by": "seller: the fee is the seller's to pay, whatever the Incoterm says",
    "per": "what one flat amount is charged for: an item, a parcel, else the consignment",
}
