"""The arithmetic of a charge's `formula`, in one line that a person can follow."""

from typing import Any


def arithmetic(formula: dict[str, Any]) -> str:
    """One line that shows how an amount came about."""
    match formula["op"]:
        case "ad_valorem":
            return f"{formula['value']} x {formula['rate']} = {formula['unrounded']}, {formula.get('rounding', '')}"
        case "specific":
            per = f"{formula['amount']} {formula['currency']} per {formula['per']} {formula['unit']}"
            return f"{formula.get('quantity', '?')} {formula['unit']} at {per} = {formula.get('unrounded', '?')}"
        case "fixed":
            return f"{formula['of']} {formula['currency']}"
        case "minimum_total":
            return f"tops {formula['ordinary_duty']} up to {arithmetic(formula['minimum'])}"
        case op:
            parts = "; ".join(arithmetic(part) for part in formula.get("parts", []))
            return f"{op.replace('_', ' ')} of ({parts}) = {formula.get('unrounded', '?')}"
