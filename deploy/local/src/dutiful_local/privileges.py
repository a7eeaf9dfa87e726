"""How to start a program that refuses to run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dutiful_local.errors import PrivilegeError

UNPRIVILEGED_USER = "nobody"


@dataclass(frozen=True, slots=True)
class Launch:
    """How a command is started: words put before it, and the user and group to change to (None: stay)."""

    prefix: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None
    owner: tuple[int, int] | None = None

    def own(self, path: Path) -> None:
        """Give `path`, which must be inside our own state folder, to the user that the command will run as."""
        if self.owner is not None:
            os.chown(path, *self.owner)


def unprivileged_launch(paths: Iterable[Path]) -> Launch:
    """How to start a program that refuses root and must reach all `paths`.

    An ordinary user starts it as themselves. Root starts it as `nobody`; where `nobody` may not walk to the
    paths (a project below /root), `setpriv` leaves it the one capability to do so, and no permissions are
    loosened. Raises PrivilegeError when neither is possible.
    """
    if os.geteuid() != 0:
        return Launch()
    try:
        nobody = pwd.getpwnam(UNPRIVILEGED_USER)
    except KeyError as error:
        raise PrivilegeError(
            "PostgreSQL refuses to run as root and there is no user 'nobody' to run it as. "
            "Run as an ordinary user, or set DATABASE_URL to a server of yours"
        ) from error
    owner = (nobody.pw_uid, nobody.pw_gid)
    blocked = [path for path in paths if not reachable_by_others(path, nobody.pw_uid)]
    if not blocked:
        return Launch(user=nobody.pw_uid, group=nobody.pw_gid, owner=owner)
    prefix = _setpriv_prefix(*owner)
    if prefix is None:
        raise PrivilegeError(
            f"PostgreSQL refuses to run as root, and the user 'nobody' may not enter {blocked[0]}. "
            "Run as an ordinary user, move the project to a folder that others may enter, install setpriv "
            "(util-linux), or set DATABASE_URL to a server of yours"
        )
    return Launch(prefix=prefix, owner=owner)


def reachable_by_others(path: Path, uid: int) -> bool:
    """Whether user `uid`, member of no group of ours, may walk to `path` and enter or execute it."""
    path = path.resolve()
    return all(_may_pass(step, uid) for step in (path, *path.parents))


def _may_pass(step: Path, uid: int) -> bool:
    status = step.stat()
    bit = stat.S_IXUSR if status.st_uid == uid else stat.S_IXOTH
    return bool(status.st_mode & bit)


def _setpriv_prefix(uid: int, gid: int) -> tuple[str, ...] | None:
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return None
    identity = (f"--reuid={uid}", f"--regid={gid}", "--clear-groups")
    prefix = (setpriv, *identity, "--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--")
    # A container may withhold the capability; better to learn it here than from a half-made data folder.
    works = subprocess.run([*prefix, "/bin/true"], capture_output=True, check=False).returncode == 0  # noqa: S603
    return prefix if works else None
