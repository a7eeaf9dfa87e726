"""The ports of the local stack."""

from __future__ import annotations

import pytest

from dutiful_local.errors import LocalError
from dutiful_local.ports import DEFAULTS, ports_from_environment


def test_without_variables_the_defaults_hold() -> None:
    assert ports_from_environment({}) == {port.name: port for port in DEFAULTS}


def test_a_variable_moves_its_port_alone() -> None:
    ports = ports_from_environment({"DUTIFUL_QUOTE_PORT": "9080"})
    assert (ports["quote"].number, ports["classify"].number) == (9080, 8081)


@pytest.mark.parametrize("text", ["0", "65536", "eighty", "-1", "80.5", "\uff18\uff10"], ids=ascii)
def test_what_is_no_port_is_refused_with_the_variable(text: str) -> None:
    with pytest.raises(LocalError, match="DUTIFUL_QUOTE_PORT must be a port"):
        ports_from_environment({"DUTIFUL_QUOTE_PORT": text})


def test_one_number_for_two_ports_is_refused_with_both_variables() -> None:
    with pytest.raises(LocalError, match="DUTIFUL_QUOTE_PORT and DUTIFUL_CLASSIFY_PORT are both 8081"):
        ports_from_environment({"DUTIFUL_QUOTE_PORT": "8081"})
