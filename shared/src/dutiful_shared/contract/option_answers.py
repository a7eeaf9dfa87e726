"""The ways in which an ordered cart may be delivered and paid: duties paid or unpaid, by each shipping service."""

from typing import Annotated

from pydantic import Field

from dutiful_shared.contract.answer_values import AnswerModel, MoneyAnswer
from dutiful_shared.contract.charge_answer import ChargeAnswer
from dutiful_shared.contract.shipping import TransitDays


class OptionAnswer(AnswerModel):
    """What the shopper pays if the order goes this way. Totals are null where an amount is not known, unless the
    merchant settled that the upper end of its estimate is charged; `reason` says so then."""

    available: Annotated[bool, Field(description="Whether a checkout may offer this way.")]
    reason: Annotated[
        str | None,
        Field(description="Why it may not be offered, or why with such totals. Null where there is nothing to say."),
    ]
    shipping: Annotated[MoneyAnswer, Field(description="Price of the carriage, in the cart's currency.")]
    landed_cost: Annotated[
        MoneyAnswer | None,
        Field(
            description="All that the order costs the shopper, in the cart's currency: the sum of `due_at_checkout`, "
            "`due_on_delivery` and `self_accounted`."
        ),
    ]
    due_at_checkout: Annotated[
        MoneyAnswer | None,
        Field(
            description="Goods, shipping, insurance, and every charge collected with the order, in the cart's currency."
        ),
    ]
    due_on_delivery: Annotated[
        MoneyAnswer | None,
        Field(
            description="What the shopper is asked for when the parcel arrives, in the cart's currency. What a carrier "
            "asks then for its own work is not in it."
        ),
    ]
    self_accounted: Annotated[
        MoneyAnswer | None,
        Field(
            description="Tax that a business buyer accounts for in its own return (reverse charge), in the cart's "
            "currency."
        ),
    ]


class ServiceAnswer(AnswerModel):
    """A service, landed both ways; `charges` are its carrier's for paying duty and tax, in `ddp` if at checkout."""

    code: Annotated[str, Field(description="The service's code, of the request or of the merchant's rate table.")]
    name: Annotated[str | None, Field(description="Its name for shoppers. Null where none was given.")] = None
    carrier: Annotated[str | None, Field(description="Code of the carrier. Null where none was given.")] = None
    mode: Annotated[str, Field(description="How the service carries goods: a value of `TransportMode`.")]
    transit_days: Annotated[
        TransitDays | None, Field(description="From dispatch to delivery. Null where it was not stated.")
    ] = None
    ddp: Annotated[OptionAnswer, Field(description="By this service with duties paid (Incoterms 2020: DDP).")]
    dap: Annotated[OptionAnswer, Field(description="By this service with duties unpaid (Incoterms 2020: DAP).")]
    charges: Annotated[
        tuple[ChargeAnswer, ...],
        Field(description="What the carrier asks for paying duty and tax in advance; charges of law are not repeated."),
    ] = ()


class OptionsAnswer(AnswerModel):
    """The order by the cart's own shipping with duties paid and unpaid, and by each service that was asked about."""

    ddp: Annotated[
        OptionAnswer,
        Field(description="Delivered duty paid: duty and import tax are collected at checkout (Incoterms 2020: DDP)."),
    ]
    dap: Annotated[
        OptionAnswer,
        Field(
            description="Delivered at place: the shopper pays duty and import tax on delivery (Incoterms 2020: DAP)."
        ),
    ]
    services: Annotated[
        tuple[ServiceAnswer, ...],
        Field(
            description="One for each of the request's `services`, or of those that the merchant's rate tables give."
        ),
    ] = ()
