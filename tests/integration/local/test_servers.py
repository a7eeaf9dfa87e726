"""The servers that the suite and `make run` stand on."""

from __future__ import annotations

import asyncpg
import pytest
import redis.asyncio

from dutiful_local.postgres import Postgres
from dutiful_local.stack import libpq_url

pytestmark = pytest.mark.integration


async def test_a_module_gets_a_database_of_its_own_whose_role_is_no_superuser(database_url: str) -> None:
    connection = await asyncpg.connect(libpq_url(database_url))
    try:
        row = await connection.fetchrow("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
    finally:
        await connection.close()
    assert tuple(row) == (False, False)


async def test_the_owner_of_an_older_server_may_make_roles_after_a_start(spare_postgres: Postgres) -> None:
    connection = await asyncpg.connect(spare_postgres.admin_url)
    await connection.execute("ALTER ROLE dutiful NOCREATEROLE")
    await connection.close()
    spare_postgres.stop()
    spare_postgres.launch()
    spare_postgres.wait_ready()

    connection = await asyncpg.connect(spare_postgres.url)
    try:
        assert await connection.fetchval("SELECT rolcreaterole FROM pg_roles WHERE rolname = current_user")
    finally:
        await connection.close()


async def test_an_empty_database_has_no_schema_but_public(empty_database_url: str) -> None:
    connection = await asyncpg.connect(libpq_url(empty_database_url))
    try:
        names = await connection.fetch("SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)'")
    finally:
        await connection.close()
    assert [row["nspname"] for row in names] == ["public"]


async def test_text_sorts_by_code_point_on_every_machine(database_url: str) -> None:
    connection = await asyncpg.connect(libpq_url(database_url))
    try:
        words = await connection.fetch("SELECT w FROM unnest(ARRAY['b', 'B', 'a', 'é']) AS w ORDER BY w")
    finally:
        await connection.close()
    assert [row["w"] for row in words] == ["B", "a", "b", "é"]


async def test_valkey_answers_those_who_know_the_password(redis_url: str) -> None:
    client = redis.asyncio.Redis.from_url(redis_url)
    try:
        await client.set("greeting", "hello")
        assert await client.get("greeting") == b"hello"
    finally:
        await client.aclose()


async def test_valkey_refuses_those_who_do_not_know_the_password(redis_url: str) -> None:
    client = redis.asyncio.Redis.from_url(redis_url.replace(":", ":wrong", 2).replace(":wrong", ":", 1))
    try:
        with pytest.raises(redis.exceptions.AuthenticationError):
            await client.ping()
    finally:
        await client.aclose()
