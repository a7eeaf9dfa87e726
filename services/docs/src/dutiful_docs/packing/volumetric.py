"""What a carrier counts a package as weighing for the room that it takes."""

from decimal import ROUND_UP, Decimal

from dutiful_shared.contract.document_details import Dimensions


def volumetric_weight(size: Dimensions, divisor: int) -> Decimal:
    """Length times width times height in centimetres over the carrier's divisor, in kilograms, rounded up to 10 grams.

    Raises:
        ValueError: the divisor is not positive.
    """
    if divisor <= 0:
        raise ValueError("a divisor is a positive number of cubic centimetres a kilogram")
    return (size.length_cm * size.width_cm * size.height_cm / divisor).quantize(Decimal("0.01"), ROUND_UP)
