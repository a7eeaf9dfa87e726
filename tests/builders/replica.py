"""A hot standby of a PostgreSQL of the tests, from the same programs, that follows it by streaming."""

import shutil
from pathlib import Path

from dutiful_local.binaries import postgres_program
from dutiful_local.home import Home
from dutiful_local.postgres import STOP_TURN, Postgres, _server_environment
from dutiful_local.privileges import Launch
from dutiful_local.processes import run_to_end, spawn
from dutiful_local.server import wait_until_ready


class Replica(Postgres):
    """A copy of `primary`, which must be running. Roles and passwords are the primary's."""

    name = "postgres-replica"

    def __init__(self, home: Home, port: int, primary: Postgres) -> None:
        super().__init__(home, port, durable=False)
        self._primary = primary

    def wait_ready(self) -> None:
        """Return when it takes connections; it has all that the primary has."""
        assert self._child is not None, "launch() comes first"
        wait_until_ready(self._child, self._answers)

    def _create_cluster(self, launch: Launch) -> None:
        draft = self._home.root / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        launch.own(draft)
        command: list[str | Path] = [postgres_program("pg_basebackup"), "-d", self._primary.admin_url, "-D", draft]
        command += ["--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync"]
        child = spawn(
            self._home,
            "pg_basebackup",
            command,
            launch=launch,
            environ=_server_environment(),
            folder=Path("/"),
            turn=STOP_TURN,
        )
        run_to_end(child)
        draft.rename(self._data)
