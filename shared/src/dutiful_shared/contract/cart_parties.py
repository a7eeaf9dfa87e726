"""Who sells, who buys, and where goods leave and arrive, as a quote asks about them."""

from typing import Annotated, Literal

from pydantic import Field

from dutiful_shared.contract.fields import CountryCode, Flag, WireModel


class Place(WireModel):
    """Where goods leave or arrive. The country decides the tariff and the tax, unless the postal code, the region (ISO
    3166-2, with or without the country) or the town points to a special territory, such as the Canary Islands."""

    country: CountryCode
    region: Annotated[
        Annotated[str, Field(max_length=64)] | None,
        Field(
            description="State or province: its code of ISO 3166-2, with or without the country (`US-CA`, `ca`), or "
            "its name there (`California`). Some taxes depend on it. What is none is passed over and told in "
            "`assumptions`; a wrong code is refused where addresses write these codes (AU, BR, CA, ES, IT, US)."
        ),
    ] = None
    postal_code: Annotated[
        Annotated[str, Field(max_length=20)] | None,
        Field(
            description="Postal code, or its beginning; blanks, hyphens and capitals do not matter. It may point to a "
            "special territory. One that the country cannot have is refused."
        ),
    ] = None
    city: Annotated[
        Annotated[str, Field(max_length=100)] | None,
        Field(description="Town. It may point to a special territory, such as Livigno."),
    ] = None


class Registration(WireModel):
    """A tax registration of the seller: IOSS, GB_VAT, VOEC, AU_GST, NZ_GST, SG_GST, UKIMS ..."""

    scheme: Annotated[
        str,
        Field(
            pattern=r"^[A-Z][A-Z0-9_]{1,19}$",
            examples=["IOSS"],
            description="The scheme that the seller is registered under. One that no law here knows is refused.",
        ),
    ]
    number: Annotated[
        Annotated[str, Field(min_length=1, max_length=40)] | None,
        Field(description="The number, held against the form of its scheme. The scheme counts without it too."),
    ] = None


class Seller(WireModel):
    """Who sells the goods, as far as taxes and reliefs depend on it."""

    country: Annotated[
        CountryCode | None,
        Field(
            description="Where the seller is established: whose VAT `home_tax` is. Null: the merchant's settings say, "
            "else it is the country of dispatch."
        ),
    ] = None
    type: Annotated[
        Literal["business", "consumer"],
        Field(description="Whether a business sells, or a private person. Reliefs for gifts are for the latter."),
    ] = "business"
    marketplace: Annotated[
        Flag,
        Field(
            description="Whether a marketplace facilitates the sale and accounts for its tax, so that the seller's own "
            "registration is not asked for (United Kingdom)."
        ),
    ] = False
    registrations: Annotated[
        tuple[Registration, ...],
        Field(
            max_length=20,
            description="Tax registrations in the destination. Left out: those of the merchant's settings.",
        ),
    ] = ()


class TaxId(WireModel):
    """A tax number of the buyer."""

    type: Annotated[
        str,
        Field(
            pattern=r"^[A-Z][A-Z0-9_]{1,19}$",
            examples=["EU_VAT"],
            description="What number it is: EU_VAT, GB_VAT, or what `buyer_data_required` of a quote names. Another "
            "kind is passed over, and told in `assumptions`.",
        ),
    ]
    number: Annotated[
        str, Field(min_length=1, max_length=40, description="The number, held against the form of its type.")
    ]


class Buyer(WireModel):
    """Who buys the goods, as far as taxes and reliefs depend on it."""

    type: Annotated[
        Literal["consumer", "business"], Field(description="Whether a private person buys, or a business.")
    ] = "consumer"
    tax_ids: Annotated[
        tuple[TaxId, ...],
        Field(
            max_length=10,
            description="Its numbers. A business that gives its VAT number may account for the tax itself (reverse "
            "charge); the others count for `buyer_data_required` alone.",
        ),
    ] = ()
