"""Makes the roles that services work under, none of which owns a table or passes by row-level security.

Roles belong to the whole server: another database's migration may have made them, or be making them right now.
"""

from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from dutiful_shared.service.tenancy import JOURNAL_ROLE, REQUEST_ROLE, SERVICE_ROLE

ROLES: Final = (REQUEST_ROLE, SERVICE_ROLE, JOURNAL_ROLE)

_MAKE: Final = """
    DO $$
    BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
            CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
        END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END
    $$
"""
_LET_OWNER_ACT_AS: Final = """
    DO $$
    BEGIN
        IF NOT pg_has_role(current_user, '{role}', 'SET') THEN
            EXECUTE format('GRANT {role} TO %I WITH SET TRUE, INHERIT FALSE', current_user);
        END IF;
    EXCEPTION WHEN unique_violation THEN NULL;
    END
    $$
"""
_UNSAFE: Final = text(
    "SELECT rolname FROM pg_roles WHERE rolname = ANY(:roles) AND (rolsuper OR rolbypassrls) ORDER BY rolname"
)
_INSUFFICIENT_PRIVILEGE: Final = "42501"


class RolesMissingError(Exception):
    """The roles are not as they must be, and the role that logs in may not make them so."""


def make_roles(connection: Connection) -> None:
    """Make sure that the roles are there and that the current user may act as each of them.

    Raises:
        RolesMissingError: somebody with more rights must do it; the text is what to run.
    """
    try:
        with connection.begin_nested():
            for role in ROLES:
                connection.execute(text(_MAKE.format(role=role)))
                connection.execute(text(_LET_OWNER_ACT_AS.format(role=role)))
    except DBAPIError as exc:
        if getattr(exc.orig, "sqlstate", None) != _INSUFFICIENT_PRIVILEGE:
            raise
        user = connection.execute(text("SELECT quote_ident(current_user)")).scalar_one()
        raise RolesMissingError(_what_to_run(user)) from exc
    unsafe = connection.execute(_UNSAFE, {"roles": list(ROLES)}).scalars().all()
    if unsafe:
        raise RolesMissingError(
            f"{', '.join(unsafe)} may pass by row-level security: ALTER ROLE ... NOSUPERUSER NOBYPASSRLS"
        )


def _what_to_run(user: str) -> str:
    made = " ".join(f"CREATE ROLE {role} NOLOGIN;" for role in ROLES)
    return (
        f"The role {user} may not make the roles {', '.join(ROLES)}. Let an administrator of the server run this, "
        f"without what is there already, and repeat: {made} GRANT {', '.join(ROLES)} TO {user} "
        "WITH SET TRUE, INHERIT FALSE;"
    )
