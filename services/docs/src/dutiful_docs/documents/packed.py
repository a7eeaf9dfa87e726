"""What packages say against the goods that are sent, or against themselves."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from dutiful_docs.documents.paper import Paper, PaperLine, PaperPackage
from dutiful_docs.documents.refusal import Fault, contradiction
from dutiful_docs.documents.requirements import Gap
from dutiful_shared.contract.documents import DocumentKind


def packing_faults(packages: Sequence[PaperPackage], lines: Sequence[PaperLine]) -> Iterator[Fault]:
    """Where more of a line is packed than is sent, or packages weigh less than the goods in them."""
    sent = {line.id: line.quantity for line in lines}
    left = dict(sent)
    for i, package in enumerate(packages):
        for j, one in enumerate(package.contents):
            left[one.line] -= one.quantity
            if left[one.line] < 0:
                yield contradiction(
                    f"/packages/{i}/contents/{j}/quantity",
                    f"of line {one.line!r} {sent[one.line]:f} are sent, and here more of it are packed",
                )
        gross, net = package.gross_weight_kg, package.net_weight_kg
        if gross is not None and net is not None and gross < net:
            yield contradiction(
                f"/packages/{i}/gross_weight_kg", f"the package weighs {gross:f} kg, and the goods in it {net:f} kg"
            )
    if packages and not any(one.contents or one.net_weight_kg for one in packages):
        yield from _too_light(packages, lines)


def unpacked(paper: Paper) -> Iterator[Gap]:
    """What lies in no package of a packing list, where every package says what it holds."""
    if paper.kind != DocumentKind.PACKING_LIST or not paper.packages or not all(one.contents for one in paper.packages):
        return
    packed = dict.fromkeys((line.id for line in paper.lines), Decimal(0))
    for package in paper.packages:
        for one in package.contents:
            packed[one.line] += one.quantity
    left = [
        f"of line {line.id!r} {line.quantity:f} are sent and {packed[line.id]:f} packed"
        for line in paper.lines
        if packed[line.id] < line.quantity
    ]
    if left:
        yield Gap("/packages", f"Each piece that is sent lies in a package: {', '.join(left)}.", "19 CFR 141.86(e)")


def _too_light(packages: Sequence[PaperPackage], lines: Sequence[PaperLine]) -> Iterator[Fault]:
    """Packages of which nobody says what they hold have all goods in them."""
    gross = [one.gross_weight_kg for one in packages if one.gross_weight_kg is not None]
    net = sum((line.net_weight_kg for line in lines if line.net_weight_kg is not None), Decimal(0))
    if len(gross) == len(packages) and sum(gross) < net:
        yield contradiction(
            "/packages/0/gross_weight_kg", f"the packages weigh {sum(gross):f} kg, and the goods in them {net:f} kg"
        )
