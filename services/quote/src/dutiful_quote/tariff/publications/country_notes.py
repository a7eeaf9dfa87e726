"""What the facts of a country leave out or take for granted, in words that a quote repeats."""

from typing import Final

#: Charges that are due and not computed.
NOT_INCLUDED: Final = {
    "AE": "The sources give AED 300 and AED 1,000 as the duty-free limit; the emirates differ.",
    "BR": "The status of the 20 % rate after 2025 is not verified: its repeal was under discussion.",
    "CA": "Provincial sales tax on goods for a business, and surtaxes. Provincial tax is computed on the base of GST.",
    "CH": "The tax that platforms owe at the sale since 2025.",
    "CN": "Consumption tax, and the yearly limit of CNY 26,000 of cross-border retail.",
    "EC": "The courier category 4x4 (up to USD 400 and 4 kg, a fixed USD 20 since 2025) rests on weak sources.",
    "ID": "Income tax on imports (PPh 22).",
    "IL": "Purchase tax on certain goods.",
    "MX": "The customs processing fee (DTA) of a courier's consignment above USD 50, if it is due beside the one rate.",
    "NG": "The relief holds for four consignments a year.",
    "PH": "Brokerage and the other charges until release, which enter the base of VAT; of a courier's parcel the "
    "calculator of customs (customs.gov.ph/boc_tax_calc_informal.php) counts PHP 700 of brokerage.",
    "RU": "Sanctions normally forbid the shipment; screening is not part of a quote.",
    "TR": "The flat rates on medicines and supplements up to EUR 1,500; the regime up "
    "to EUR 30 that stood until 2026-02-05.",
    "TW": "Commodity tax on certain goods.",
    "UA": "Whether duty too is due only on what exceeds EUR 150: its estimate is of the whole value.",
    "VN": "Special consumption tax; a relief from duty for express parcels may still exist.",
    "CL": "The regime of small values before 2025-10-25 is not loaded.",
    "AR": "Other sources give USD 50 as the limit of the relief from duty.",
}  # fmt: skip

#: The first day of a regime of which what stood before is not at hand.
KNOWN_FROM: Final = {
    "CL": "2025-10-25", "MX": "2025-08-15", "NO": "2024-01-01", "SG": "2024-01-01", "TR": "2026-02-06",
    "ZA": "2024-11-01",
}  # fmt: skip
