"""A file on a stick: whole or not taken, changed by nobody, and nobody else's."""

import gzip
import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.digests import canonical
from eventdesk.domain.family import Role
from eventdesk.errors import Conflict, DeskError, UnreadableFile
from eventdesk.joining import join_desk
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.sync.apply import receive
from eventdesk.sync.bundle import read_bundle
from tests.desks import create_desk
from tests.sync.meeting import carry, differences, join


@pytest.fixture
def stick(fair: Desk, tmp_path: Path) -> Path:
    file = tmp_path / "stick.bundle"
    fair.sync.bundle_out(file)
    return file


def lines(file: Path) -> list[bytes]:
    with gzip.open(file) as unfolded:
        return unfolded.read().splitlines(keepends=True)


def write(file: Path, content: list[bytes]) -> Path:
    file.write_bytes(gzip.compress(b"".join(content)))
    return file


def test_what_was_heard_twice_is_known(fair: Desk, stick: Path, clock: SetClock, tmp_path: Path) -> None:
    with join(fair, tmp_path / "b", "西门", clock) as other:
        other.sync.bundle_in(stick)
        before = other.sync.status().pending
        for _ in range(10):
            done = other.sync.bundle_in(stick)
            assert (done.new, done.refused) == (0, ())
        assert other.sync.status().pending == before, "what changes nothing needs telling nobody"


@pytest.mark.parametrize("cut", [1, 20, 200, -30, -1])
def test_half_a_file_is_not_taken(stick: Path, tmp_path: Path, cut: int) -> None:
    (tmp_path / "half").write_bytes(stick.read_bytes()[:cut])
    with pytest.raises(UnreadableFile) as refused:
        read_bundle(tmp_path / "half")
    assert refused.value.code in ("bundle_cut", "bundle_not_one")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "bundle_not_one"), (b"hello", "bundle_not_one"), (b"{}\n", "bundle_not_one"), (b"[" * 5000, "bundle_not_one"),
        (b'{"format": "eventdesk-bundle-1"}\n', "bundle_not_one"), (b"x" * (4 * 1024 * 1024 + 2), "bundle_large"),
    ],
)  # fmt: skip
def test_what_is_no_bundle_is_said_to_be_none(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "file").write_bytes(gzip.compress(content))
    with pytest.raises(UnreadableFile, match=code):
        read_bundle(tmp_path / "file")


def test_lines_that_are_missing_or_doubled_are_seen(stick: Path, tmp_path: Path) -> None:
    head, *items, foot = lines(stick)
    for wrong in ([head, *items[1:], foot], [head, *items, items[0], foot], [head, *items], [head, *items[::-1], foot]):
        with pytest.raises(UnreadableFile, match="bundle_cut"):
            read_bundle(write(tmp_path / "wrong", wrong))


def test_an_item_that_somebody_changed_on_the_way_is_left_out(fair: Desk, stick: Path, clock: SetClock, tmp_path: Path) -> None:
    with join(fair, tmp_path / "b", "西门", clock) as other:
        fair.events.plan("FAIR", owner="李静")
        fair.sync.bundle_out(stick)
        head, *items, foot = lines(stick)
        changed = [line.replace("李静".encode(), "王强".encode()) for line in items]
        assert changed != items
        body = b"".join([head, *changed])
        foot = json.dumps({"items": len(changed), "sha256": hashlib.sha256(body).hexdigest()}).encode() + b"\n"
        done = other.sync.bundle_in(write(tmp_path / "forged", [head, *changed, foot]))
        assert [one.reason for one in done.refused] == ["broken"]
        assert other.events.show("FAIR").owner == ""


@pytest.mark.parametrize("first", [0, 1])
def test_two_that_joined_at_once_under_one_name_are_told_apart_alike(
    fair: Desk, clock: SetClock, tmp_path: Path, first: int
) -> None:  # fmt: skip
    guardian = BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile")
    ticket = fair.registrations.add("FAIR", people=(guardian,), consent_method="paper").ticket
    with join(fair, tmp_path / "b", "西门", clock) as one, join(fair, tmp_path / "c", "西门", clock) as other:
        assert one.checkins.scan("FAIR", Scan(text=ticket, at=clock.at)).journal is not None
        pair = (one, other)[:: -1 if first else 1]
        for number, (source, target) in enumerate([
            (pair[0], fair), (pair[1], fair), (fair, one), (fair, other), (one, fair), (other, fair), (fair, one), (fair, other),
        ]):  # fmt: skip
            carry(source, target, tmp_path / f"{number}.bundle")
        assert differences(fair, one) == differences(fair, other) == {}
        assert [desk.sync.status().waiting for desk in (fair, one, other)] == [0, 0, 0]
        assert sorted(fair.operators.stations()) == ["东门", "西门", "西门 2"]
        assert {one.operators.own_stations(), other.operators.own_stations()} == {("西门",), ("西门 2",)}
        with fair.house.store.reading() as connection:
            assert len(set(connection.exec_driver_sql("SELECT prefix FROM station").scalars())) == 3


def test_a_computer_that_nobody_has_met_is_asked_about(fair: Desk, clock: SetClock, tmp_path: Path) -> None:
    with join(fair, tmp_path / "b", "西门", clock) as other:
        shown = other.sync.status().fingerprint
        back = carried(other, tmp_path / "back")
        before = fair.sync.status()
        with pytest.raises(Conflict, match="bundle_strangers") as asked:
            fair.sync.bundle_in(back)
        assert str(asked.value.details["strangers"]) == f"西门 ({shown})"
        assert fair.sync.status() == before
        stick = fair.sync.read_stick(back)
        assert [(one.name, one.fingerprint) for one in stick.strangers] == [("西门", shown)]
        seen: list[tuple[int, int]] = []
        assert fair.sync.take_stick(stick, lambda *at: seen.append(at)).new == stick.strangers[0].items
        assert seen == [(0, len(stick.bundle.items)), (len(stick.bundle.items),) * 2]
        assert fair.sync.read_stick(back).strangers == () and fair.sync.bundle_in(back).new == 0


def test_another_organisation_s_stick_is_not_taken(fair: Desk, stick: Path, clock: SetClock, tmp_path: Path) -> None:
    with create_desk(tmp_path / "c", name="别家", passphrase=None, clock=clock) as stranger:
        before = stranger.sync.status()
        with pytest.raises(Conflict, match="other_organisation"):
            stranger.sync.bundle_in(stick)
        assert stranger.sync.status() == before


def test_joining_is_done_or_not_at_all(fair: Desk, stick: Path, clock: SetClock, tmp_path: Path) -> None:
    bundle = read_bundle(stick)

    def joined(folder: str, station: str, items: int = len(bundle.items)) -> Desk:
        return join_desk(
            tmp_path / folder, organisation=bundle.organisation, devices=bundle.devices, items=bundle.items[:items], passphrase=None,
            station=station, clock=clock,
        )  # fmt: skip

    for station, code, items in (("东门", "station_taken", 99), (" ", "bad_station", 99), ("西门", "nothing_to_join", 0)):
        with pytest.raises(DeskError, match=code):
            joined("no", station, items)
        assert not (tmp_path / "no" / "desk.db").exists()
    with joined("no", "西门") as made:
        assert set(differences(fair, made)) == {"station", "ticket_key"}
    with pytest.raises(Conflict, match="desk_exists"):
        joined("no", "北门")


def test_a_desk_sits_at_no_other_desk_s_door(fair: Desk, clock: SetClock, tmp_path: Path) -> None:
    """Two that wrote one door's journal would both write its first line, and one of the two would be lost."""
    early = SetClock(clock.at - timedelta(minutes=10))
    with join(fair, tmp_path / "b", "西门", early) as other:
        fair.sync.bundle_in(carried(other, tmp_path / "back"), trust=True)
        with open_desk(fair.folder, clock=clock) as again:
            assert again.actor.station_name == "东门", "the other's has the lower id: its clock is behind"
        for desk, own, name in ((fair, "东门", "西门"), (other, "西门", "东门")):
            assert desk.operators.own_stations() == (own,)
            with pytest.raises(Conflict, match="station_taken"):
                desk.operators.sit_at(name)
            assert desk.operators.sit_at(own).station_name == own


def carried(desk: Desk, file: Path) -> Path:
    desk.sync.bundle_out(file)
    return file


def test_a_family_that_was_erased_is_erased_where_it_is_heard(fair: Desk, clock: SetClock, tmp_path: Path) -> None:
    guardian = BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile")
    made = fair.registrations.add("FAIR", people=(guardian,), notes="靠窗的林家", consent_method="paper")
    with join(fair, tmp_path / "b", "西门", clock) as other:
        old = tmp_path / "old.bundle"
        other.edits.change(made.id, notes="林家坐前排")
        other.sync.bundle_out(old)
        fair.privacy.erase(made.family, reason="来信要求")
        stick = tmp_path / "erased.bundle"
        fair.sync.bundle_out(stick)
        other.sync.bundle_in(stick)
        fair.sync.bundle_in(old, trust=True)
        assert differences(fair, other).keys() <= {"station", "ticket_key"}
        for desk in (fair, other):
            assert desk.proofs.verify().ok
            with desk.house.store.reading() as connection:
                for table in ("outbox", "foreign_item"):
                    bodies = "".join(row[0] for row in connection.exec_driver_sql(f"SELECT body FROM {table}"))
                    assert not [word for word in ("林", "13800001234") if word in bodies], table


@pytest.mark.parametrize("kind", ["journal", "family.erased"])
def test_nobody_who_carries_a_stick_makes_an_arrival_or_an_erasure_of_what_another_signed(
    fair: Desk, stick: Path, clock: SetClock, tmp_path: Path, kind: str
) -> None:
    """An item says of itself that a person was taken out of it, and its digest can't be counted: its bytes could be anything."""
    guardian = BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile")
    with join(fair, tmp_path / "b", "西门", clock) as other:
        made = fair.registrations.add("FAIR", people=(guardian,), consent_method="paper")
        fair.sync.bundle_out(stick)
        bundle = read_bundle(stick)
        victim = bundle.items[-1]
        body = canonical({"id": made.family, "merged": [], "registrations": [made.id], "people": []}).decode()
        forged = replace(victim, type=kind, body=body, erased=True)
        done = receive(other.house, [*bundle.items[:-1], forged], bundle.devices)
        assert [(one.item, one.reason) for one in done.refused] == [(victim.id, "broken")]
        assert other.sync.bundle_in(stick).new == 1, "what was really signed is taken all the same"
        assert not differences(fair, other).keys() - {"station", "ticket_key"}
