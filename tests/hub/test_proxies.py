"""Behind a proxy: for whom it asks is believed of those that were named, and of nobody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from eventdesk.errors import InvalidInput
from eventdesk.hub.hub import open_hub
from eventdesk.hub.pace import FAILURES
from eventdesk.hub.serve import Place, running

WRONG = {"Authorization": "Bearer wrong"}


@contextmanager
def asked(tmp_path: Path, *proxies: str) -> Iterator[httpx.Client]:
    """A client on this computer, which may be a proxy."""
    with (
        open_hub(tmp_path / "hub", f"sqlite:///{tmp_path / 'hub' / 'hub.db'}") as hub,
        running(hub, Place("127.0.0.1", 0, plain=True, proxies=proxies)) as serving,
        httpx.Client(base_url=serving.place.url, trust_env=False) as client,
    ):
        yield client


def emptied(client: httpx.Client, address: str) -> bool:
    """Whether whoever is at this address has asked too often by now."""
    answer = client.get("/v1/events", headers=WRONG | {"X-Forwarded-For": address})
    return answer.status_code == 429


def use_up(client: httpx.Client, address: str) -> None:
    assert [emptied(client, address) for _ in range(FAILURES.burst)] == [False] * FAILURES.burst
    assert emptied(client, address)


@pytest.mark.parametrize("proxy", ["127.0.0.1", "127.0.0.0/8"])
def test_families_behind_one_proxy_have_a_bucket_each(tmp_path: Path, proxy: str) -> None:
    with asked(tmp_path, proxy) as client:
        use_up(client, "203.0.113.7")
        assert not emptied(client, "203.0.113.8")
        # Whatever a family writes itself stands left of what the proxy adds.
        assert emptied(client, "198.51.100.1, 203.0.113.7")


@pytest.mark.parametrize("proxies", [(), ("10.0.0.0/8",)])
def test_of_anybody_else_nothing_is_believed(tmp_path: Path, proxies: tuple[str, ...]) -> None:
    with asked(tmp_path, *proxies) as client:
        use_up(client, "203.0.113.7")
        assert emptied(client, "203.0.113.8"), "it is one address that asks"


def test_what_is_no_address_is_refused() -> None:
    for wrong in ("", "proxy", "10.0.0.1/99", "*"):
        with pytest.raises(InvalidInput, match="hub_proxy"):
            replace(Place("127.0.0.1", 8440, plain=True), proxies=(wrong,))
