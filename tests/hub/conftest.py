"""A hub on each of its databases, and stations that speak to it."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from eventdesk.hub.hub import Hub, open_hub
from eventdesk.hub.serve import Place, running
from tests.hub.postgres import postgres
from tests.hub.station import Served

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL for the whole session."""
    with postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on."""
    return str(request.param)


@pytest.fixture
def database_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of this kind."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'hub' / 'hub.db'}"
    server = request.getfixturevalue("server")
    name = f"hub_{next(_NUMBERS)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return str(server).replace("/postgres?", f"/{name}?")


Open = Callable[..., Hub]


@pytest.fixture
def hub(database_url: str, tmp_path: Path) -> Iterator[Hub]:
    """A hub that nobody knows yet."""
    with open_hub(tmp_path / "hub", database_url) as made:
        yield made


@pytest.fixture
def served(hub: Hub) -> Iterator[Served]:
    """A hub that listens on the loopback interface."""
    with running(hub, Place("127.0.0.1", 0, plain=True)) as serving:
        yield Served(hub, serving)
