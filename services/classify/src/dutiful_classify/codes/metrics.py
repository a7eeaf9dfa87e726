"""What nomenclatures tell Prometheus."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Gauge

from dutiful_classify.codes.code_tree import CodeTree


class NomenclatureMetrics:
    """Which editions a process answers by, and how long ago it looked for others."""

    def __init__(self, registry: CollectorRegistry, age: Callable[[], float]) -> None:
        self._lines = Gauge(
            "dutiful_nomenclature_lines",
            "Lines of the imported edition that is answered by.",
            ("system", "edition"),
            registry=registry,
        )
        Gauge(
            "dutiful_nomenclature_pointer_age_seconds",
            "Time since the pointers to the active nomenclatures were last read.",
            registry=registry,
        ).set_function(age)

    def show(self, tree: CodeTree) -> None:
        """Say that `tree` answers from now on, in place of the one before."""
        self._lines.remove_by_labels({"system": tree.info.system})
        self._lines.labels(tree.info.system, tree.info.edition).set(len(tree.lines))
