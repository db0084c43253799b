"""Real servers: a stale pid file, a second command, a kill, a stop that leaves nothing."""

import json
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from launcher.places import Places
from launcher.processes import birth
from launcher.say import Refusal
from launcher.servers import servers


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> Iterator[Places]:
    """An empty instance, its path short enough for a socket."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL"):
        monkeypatch.delenv(name, raising=False)
    with tempfile.TemporaryDirectory(prefix="vigie-") as folder:
        yield Places(var=Path(folder))


def pids(places: Places) -> dict[str, int]:
    told = json.loads((places.run / "pids.json").read_text())
    return {name: int(one["pid"]) for name, one in told.items()}


def test_servers_when_started_answer_and_when_left_are_gone(places: Places) -> None:
    with servers(places) as running:
        with psycopg.connect(running.urls.app) as link:
            version = link.info.server_version // 10_000
            roles = link.execute(
                "select rolname, rolsuper, rolinherit, rolcanlogin from pg_roles"
                " where rolname like 'vigie%' order by rolname"
            ).fetchall()
        broker = redis.Redis.from_url(running.urls.redis)
        durable = broker.config_get("appendonly"), broker.config_get("maxmemory-policy")
        broker.close()
        started = pids(places)

    assert version == 17
    assert roles == [
        ("vigie_app", False, False, True),
        ("vigie_clock", False, True, False),
        ("vigie_door", False, True, False),
        ("vigie_owner", False, True, True),
        ("vigie_tenant", False, True, False),
        ("vigie_web", False, True, False),
    ]
    assert durable == ({"appendonly": "yes"}, {"maxmemory-policy": "noeviction"})
    assert sorted(started) == ["postgres", "valkey"]
    assert [birth(pid) for pid in started.values()] == [None, None]


def test_servers_when_the_portal_signs_in_it_owns_and_inherits_nothing(places: Places) -> None:
    with servers(places) as running:
        with psycopg.connect(running.urls.owner) as link:
            link.execute("create table secret (id int)")
            link.execute("grant select on secret to vigie_web")
        with psycopg.connect(running.urls.app, autocommit=True) as link:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                link.execute("select * from public.secret")
            link.execute("set role vigie_web")
            seen = link.execute("select count(*) from public.secret").fetchone()
            link.execute("reset role")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                link.execute("create table public.mine (id int)")
            limit = link.execute("show statement_timeout").fetchone()

    assert seen == (0,)
    assert limit == ("30s",)


def test_servers_when_a_pid_file_lies_start_and_keep_the_data(places: Places) -> None:
    with servers(places) as running, psycopg.connect(running.urls.owner) as link:
        link.execute("create table kept as select 17 as number")
    # This very process: alive, and no PostgreSQL.
    (places.postgres / "postmaster.pid").write_text(f"{os.getpid()}\n{places.postgres}\n")
    (places.valkey / "valkey.pid").write_text(f"{os.getpid()}\n")

    with servers(places) as running, psycopg.connect(running.urls.owner) as link:
        kept = link.execute("select number from kept").fetchone()

    assert kept == (17,)


def test_servers_when_postgres_is_killed_start_again_with_the_data(places: Places) -> None:
    with servers(places) as running:
        assert running.supervisor is not None
        with psycopg.connect(running.urls.owner) as link:
            link.execute("create table kept as select 17 as number")
        killed = pids(places)["postgres"]
        os.kill(killed, signal.SIGKILL)
        limit = time.monotonic() + 30
        kept = None
        while kept is None and time.monotonic() < limit:
            pause = time.monotonic() + 0.3
            running.supervisor.tend(until=lambda end=pause: time.monotonic() > end)  # type: ignore[misc]
            kept = _kept(running.urls.owner)

    assert kept == (17,)


def test_servers_when_another_command_holds_them_are_shared_but_not_for_up(places: Places) -> None:
    with servers(places) as first:
        with servers(places) as second:
            shared = second.urls == first.urls and second.supervisor is None
        with pytest.raises(Refusal) as refused, servers(places, is_alone=True):
            pass

    assert shared is True
    assert str(refused.value) == (
        f"Une autre commande de Vigie se sert de {places.var}\u00a0:"
        " attendez sa fin ou donnez un autre dossier par --var."
    )


def test_servers_when_the_persons_database_is_silent_say_which(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        monkeypatch.setenv(name, "postgresql://compte:motdepasse@127.0.0.1:1/vigie")
    monkeypatch.setenv("VIGIE_OURS", "")

    with pytest.raises(Refusal) as refused, servers(places):
        pass

    assert str(refused.value) == (
        "PostgreSQL ne répond pas à DATABASE_URL\u00a0: vérifiez la machine, le port, la base,"
        " le compte et le mot de passe."
    )


def _kept(url: str) -> tuple[object, ...] | None:
    try:
        with psycopg.connect(url, connect_timeout=2) as link:
            return link.execute("select number from kept").fetchone()
    except psycopg.OperationalError:
        return None
