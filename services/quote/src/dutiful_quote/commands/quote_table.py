"""A quote for people: a table of its amounts, then what was assumed, what is missing and how fresh the facts are."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dutiful_quote.quotes.arithmetic import arithmetic

_STATUS_STYLE = {"complete": "bold green", "no_import": "bold green", "degraded": "bold yellow", "partial": "bold red"}


def print_quote(quote: dict[str, Any], console: Console, *, explained: bool = False) -> None:
    """Print the quote. `explained` adds the arithmetic of each charge."""
    console.print()
    heading = Text.assemble(
        ("Landed cost ", "bold"),
        (quote["status"], _STATUS_STYLE.get(quote["status"], "bold")),
        f"   {quote['incoterm']}, import on {quote['import_date']}, quote {quote['id'] or '(not recorded)'}",
    )
    console.print(heading)
    console.print(_amounts(quote, explained))
    _print_notes(quote, console)


def _amounts(quote: dict[str, Any], explained: bool) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for column, justify in (
        ("", "left"),
        ("on", "right"),
        ("rate", "left"),
        ("amount", "right"),
        ("paid", "left"),
        ("law", "left"),
    ):
        table.add_column(column, justify="right" if justify == "right" else "left", overflow="fold")
    table.add_row("Goods", "", "", _money(quote["goods_total"]), "checkout", "")
    table.add_row("Shipping", "", "", _money(quote["shipping"]), "checkout", "")
    if float(quote["insurance"]["amount"]):
        table.add_row("Insurance", "", "", _money(quote["insurance"]), "checkout", "")
    for line in quote["lines"]:
        note = "" if line["calculable"] else "  not calculable"
        table.add_row(
            Text(f"Line {line['id']}  {line['tariff_code'] or 'no code'}  from {line['origin']}{note}", style="bold")
        )
        _add_charges(table, line["charges"], explained)
    if quote["charges"]:
        table.add_row(Text("Whole consignment", style="bold"))
        _add_charges(table, quote["charges"], explained)
    table.add_section()
    _add_totals(table, quote)
    return table


def _add_charges(table: Table, charges: Iterable[dict[str, Any]], explained: bool) -> None:
    for charge in charges:
        name = f"  {charge['name']}"
        if explained:
            name += f"\n    {arithmetic(charge['formula'])}"
        base = _money(charge["base"]) if charge["base"] else ""
        law = charge["legal_reference"]["text"]
        table.add_row(
            name, base, charge["rate_text"], _money(charge["amount"]), charge["collected"].replace("_", " "), law
        )


def _add_totals(table: Table, quote: dict[str, Any]) -> None:
    if quote["landed_cost"] is not None:
        table.add_row(
            Text("Landed cost", style="bold"), "", "", Text(_money(quote["landed_cost"]), style="bold"), "", ""
        )
        table.add_row("  due at checkout", "", "", _money(quote["due_at_checkout"]), "", "")
        table.add_row("  due on delivery", "", "", _money(quote["due_on_delivery"]), "", "")
        return
    estimate = quote["estimate"]
    highest = estimate["max"] or "not bounded"
    table.add_row(
        Text("Estimate", style="bold"), "", "", f"{estimate['min']} to {highest} {estimate['currency']}", "", ""
    )


def _print_notes(quote: dict[str, Any], console: Console) -> None:
    groups = (
        (
            "Restrictions",
            [f"line {row['line']}: {row['text']} ({row['legal_reference']['text']})" for row in quote["restrictions"]],
        ),
        ("Required papers", [_paper(row) for row in quote["documents_required"]]),
        ("Asked of the buyer", [_asked(row) for row in quote["buyer_data_required"] or () if not row["given"]]),
        ("Reliefs", [f"{row['text']} ({row['legal_reference']['text']})" for row in quote["reliefs"]]),
        (
            "Cheaper ways the law offers",
            [_way(row) for line in quote["lines"] for row in line["alternatives"] if _cheaper(row)],
        ),
        ("Advice", [f"{row['text']} ({row['legal_reference']['text']})" for row in quote["advice"]]),
        (
            "Missing",
            [
                f"{row['question']} (affects {', '.join(filter(None, (row['affects'], row['pointer'])))})"
                for row in quote["missing"]
            ],
        ),
        ("Not calculable", _not_calculable(quote)),
        ("Assumed", [f"{row['text']} ({row['pointer']})" for row in quote["assumptions"]]),
        ("Not included", quote["not_included"]),
        ("Older than allowed", quote["freshness"]["stale"]),
    )
    for title, rows in groups:
        if rows:
            console.print(Text(title, style="bold"))
            for row in rows:
                console.print(Padding(Text(f"- {row}"), (0, 0, 0, 2)))
    releases = ", ".join(
        f"{row['jurisdiction']} {row['publication']} {row['edition']}" for row in quote["freshness"]["releases"]
    )
    console.print(
        Text(f"Facts: {releases or 'none'}; verified until {quote['freshness']['verified_until']}", style="dim")
    )


def _paper(row: dict[str, Any]) -> str:
    line = f"line {row['line']}: " if row["line"] else ""
    return f"{line}{row['document'].replace('_', ' ')} ({row['legal_reference']['text']})"


def _not_calculable(quote: dict[str, Any]) -> list[str]:
    """Why lines have no amount, as far as no question says it already."""
    questions = {row["question"] for row in quote["missing"]}
    open_lines = [line for line in quote["lines"] if not line["calculable"] and line["reason"] not in questions]
    return [f"line {line['id']}: {line['reason']}" for line in open_lines]


def _asked(row: dict[str, Any]) -> str:
    numbers = ", or ".join(f"{one['name']} ({one['type']})" for one in row["any_of"])
    copy = " and a copy of it" if row["copy_needed"] else ""
    return f"{numbers}{copy}: {row['reason']} ({row['pointer']})"


def _cheaper(way: dict[str, Any]) -> bool:
    return not way["chosen"] and not way["saves"]["amount"].startswith(("-", "0.00"))


def _way(way: dict[str, Any]) -> str:
    needs = f"; needs {', '.join(way['requires'])}" if way["requires"] else ""
    return f"line {way['line']}: {way['name']} saves {_money(way['saves'])}{needs}"


def _money(money: dict[str, str]) -> str:
    return f"{money['amount']} {money['currency']}"
