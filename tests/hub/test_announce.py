"""A hub says on the network that it is here, and is found; what is found is an address and nothing to trust."""

import threading
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import pytest

from eventdesk.cli.nearby import moved
from eventdesk.errors import NotFound
from eventdesk.hub.announce import announced
from eventdesk.hub.hub import open_hub
from eventdesk.hub.serve import Place, running
from eventdesk.sync.invitation import Invitation, read_invitation
from eventdesk.sync.nearby import Nearby, find_nearby, read_nearby, watch_nearby

LOOPBACK = ("127.0.0.1",)
HUB = "0198c000-0000-7000-8000-00000000000a"


def test_a_hub_is_found_by_its_id_and_authority(tmp_path: Path) -> None:
    with (
        open_hub(tmp_path / "hub", f"sqlite:///{tmp_path / 'hub' / 'hub.db'}") as hub,
        running(hub, Place("127.0.0.1", 0)) as serving,
        announced(serving, name="小禾苗 · 会场", interfaces=LOOPBACK),
    ):
        (found,) = find_nearby(20, interfaces=LOOPBACK, enough=1)
        assert found == Nearby(serving.place.url, hub.epoch.hub_id, "小禾苗 · 会场", serving.office.certificates.ca_sha256)
    assert find_nearby(0.2, interfaces=LOOPBACK) == (), "it said good-bye"


def test_whoever_watches_hears_that_a_hub_comes_and_goes(tmp_path: Path) -> None:
    heard, over = SimpleQueue[tuple[Nearby, ...]](), threading.Event()
    watch = threading.Thread(target=watch_nearby, args=(heard.put, over), kwargs={"interfaces": LOOPBACK})
    watch.start()
    with (
        open_hub(tmp_path / "hub", f"sqlite:///{tmp_path / 'hub' / 'hub.db'}") as hub,
        running(hub, Place("127.0.0.1", 0)) as serving,
        announced(serving, name="会场", interfaces=LOOPBACK),
    ):
        assert [one.hub_id for one in heard.get(timeout=20)] == [hub.epoch.hub_id]
    assert heard.get(timeout=20) == (), "it said good-bye"
    over.set()
    watch.join(timeout=20)
    assert not watch.is_alive() and heard.empty()


# The library leaves a socket to the collector where it can't begin.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_where_there_is_no_network_nothing_is_found_and_nothing_breaks() -> None:
    assert find_nearby(0.1, interfaces=("192.0.2.77",)) == ()


GOOD = {"id": HUB, "ca": "ab" * 32, "name": "会场", "v": "1", "tls": "1"}


@pytest.mark.parametrize(
    ("told", "addresses", "port"),
    [
        ({}, ["10.0.0.7"], 8440),
        (GOOD | {"id": "x"}, ["10.0.0.7"], 8440),
        (GOOD | {"ca": "ab"}, ["10.0.0.7"], 8440),
        (GOOD, [], 8440),
        (GOOD, ["not an address"], 8440),
        (GOOD, ["10.0.0.7"], None),
    ],
)
def test_what_no_hub_would_say_is_no_hub(told: dict[str, str], addresses: list[str], port: int | None) -> None:
    assert read_nearby(told, addresses, port) is None


def test_the_address_that_others_reach_comes_first_and_a_name_is_one_line() -> None:
    told = GOOD | {"name": "会\n场\x1b[2J" + "x" * 200}
    found = read_nearby(told, ["127.0.0.1", "fe80::1", "10.0.0.7"], 8440)
    assert found is not None and found.url == "https://10.0.0.7:8440"
    assert found.name.startswith("会场[2J") and len(found.name) == 80


def test_an_invitation_goes_to_the_address_that_its_own_hub_is_found_at() -> None:
    invited = Invitation("https://10.0.0.7:8440", "ab" * 32, "code", 1_800_000_000, "station")
    stranger, own = Nearby("https://10.0.0.9:8440", HUB, "x", "cd" * 32), Nearby("https://10.0.0.8:8440", HUB, "x", "ab" * 32)
    assert read_invitation(moved(invited.text(), [stranger, own])) == replace(invited, url=own.url)
    with pytest.raises(NotFound, match="nearby_missing"):
        moved(invited.text(), [stranger])
