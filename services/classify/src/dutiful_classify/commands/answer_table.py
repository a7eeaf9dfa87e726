"""A classification as tables for a terminal."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dutiful_shared.contract.classification import Classification, Reason


def print_answer(answer: Classification, console: Console) -> None:
    """The decision, the candidates, the national lines and what to ask. Words of shops are never markup."""
    console.print(Text(f"{answer.decision.value} ({answer.source.value}), {answer.id}", style="bold"))
    for reason in answer.reasons:
        console.print(Text(f"{reason.text} ({reason.source})"))
    if answer.candidates:
        table = Table("HS", "probability", "heading", "chapter", "why")
        for one in answer.candidates:
            shares = (one.probability, one.hs4_probability, one.hs2_probability)
            table.add_row(one.hs6, *(f"{share:.0%}" for share in shares), _why(one.reasons))
        console.print(table)
    if answer.national:
        lines = Table("to", "tariff", "code", "probability", "why")
        for line in answer.national:
            lines.add_row(line.destination, line.code_system, line.code, f"{line.probability:.0%}", _why(line.reasons))
        console.print(lines)
    if answer.merchant_code is not None:
        told = answer.merchant_code
        share = "no candidate" if told.probability is None else f"{told.probability:.0%}"
        text = f"code in use {told.code}: {share}, agrees in {told.digits_agreed} digits"
        console.print(Text(text if told.known else f"{text}; it is not in the nomenclature"))
    if answer.question is not None:
        console.print(Text(answer.question.text, style="bold"))
        for possible in answer.question.answers:
            console.print(Text(f"  {answer.question.attribute}={possible.value} leads to {possible.leads_to}"))


def _why(reasons: list[Reason]) -> Text:
    return Text("; ".join(f"{reason.text} ({reason.source})" for reason in reasons))
