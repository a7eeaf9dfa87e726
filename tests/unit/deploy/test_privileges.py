"""Who PostgreSQL runs as."""

from __future__ import annotations

import os
import pwd
import shutil
from pathlib import Path

import pytest

from dutiful_local.errors import PrivilegeError
from dutiful_local.privileges import Launch, reachable_by_others, unprivileged_launch

NOBODY = pwd.struct_passwd(("nobody", "x", 65534, 65534, "", "/", "/bin/false"))


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pwd, "getpwnam", lambda name: NOBODY)


def test_an_ordinary_user_starts_it_as_themselves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert unprivileged_launch([tmp_path]) == Launch()


@pytest.mark.usefixtures("as_root")
def test_root_becomes_nobody_where_nobody_may_walk() -> None:
    assert unprivileged_launch([Path("/")]) == Launch(user=65534, group=65534, owner=(65534, 65534))


@pytest.mark.usefixtures("as_root")
def test_a_closed_folder_without_setpriv_is_refused_and_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(PrivilegeError, match=f"may not enter {closed}.*setpriv"):
        unprivileged_launch([closed])


def test_root_without_a_user_nobody_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def unknown(name: str) -> pwd.struct_passwd:
        raise KeyError(name)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pwd, "getpwnam", unknown)
    with pytest.raises(PrivilegeError, match="no user 'nobody'"):
        unprivileged_launch([tmp_path])


def test_one_closed_step_on_the_way_makes_a_path_unreachable(tmp_path: Path) -> None:
    inner = tmp_path / "closed" / "inner"
    inner.mkdir(parents=True)
    inner.parent.chmod(0o700)
    assert not reachable_by_others(inner, 65534)


def test_the_owner_needs_no_rights_for_others(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir(mode=0o700)
    step = tmp_path / "own"
    others = reachable_by_others(step.parent, os.getuid())
    assert reachable_by_others(step, os.getuid()) == others
