"""Reports from desks to a real hub: each revision once, what was sent, and nothing of persons without an agreement."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.family import Role
from eventdesk.domain.handing_in import figures_only, rows_about_persons
from eventdesk.domain.right import OperatorRole, Right
from eventdesk.errors import Conflict, HubTrouble, NotAllowed, NotFound
from eventdesk.hub.hub import Hub, open_hub
from eventdesk.hub.relay import Relay
from eventdesk.hub.serve import Place, Serving, running
from eventdesk.joining import join_hub
from eventdesk.reports.document import canonical
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.services.report_sending import SendState, SentView, report_id
from eventdesk.store import sync_tables as s
from eventdesk.sync.enrol import enrol
from eventdesk.sync.hand_in import AT_VENUE
from eventdesk.sync.invitation import Invitation
from eventdesk.sync.protocol import Scope
from tests.conftest import ZONE
from tests.desks import create_desk, lay, made_once
from tests.sync.test_cycle import move


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with _hub(tmp_path) as made:
        yield made


@contextmanager
def _hub(folder: Path, *, new_epoch: bool = False) -> Iterator[Hub]:
    with open_hub(folder / "hub", f"sqlite:///{folder / 'hub' / 'hub.db'}", new_epoch=new_epoch) as made:
        yield made


@contextmanager
def served(hub: Hub) -> Iterator[Serving]:
    with running(hub, Place("127.0.0.1", 0, plain=True)) as made:
        yield made


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    lay(_made(), tmp_path / "desk")
    with open_desk(tmp_path / "desk", clock=SetClock(datetime.now(ZONE))) as made:
        yield made


@cache
def _made() -> bytes:
    def make(folder: Path) -> None:
        start = datetime(2026, 3, 7, 9, tzinfo=ZONE)
        with create_desk(folder, name="小禾苗亲子社", passphrase=None, clock=SetClock(start)) as desk:
            for code, families in (("SPRING", 7), ("FEW", 2), ("SUMMER", 1), ("AUTUMN", 1)):
                desk.events.add(title=code, start=start, end=start + timedelta(hours=3), code=code)
                for n in range(families):
                    people = (BookedPerson(Role.GUARDIAN, f"家长{n}", phone=f"138{n:08d}", phone_type="mobile"),)
                    one = desk.registrations.add(code, people=people, adults=1, children=1, consent_method="paper")
                    desk.checkins.scan(code, Scan(registration=one.id))

    return made_once(make)


def invite(serving: Serving, *, branch: str | None = None) -> Invitation:
    code = serving.office.hub.stations.invite(Scope.STATION, branch=branch)
    return Invitation(serving.place.url, "", code.code, code.expires, code.scope.value)


def held(hub: Hub) -> dict[tuple[str, int], dict[str, Any]]:
    """The reports at the hub, read."""
    return {(one.report, one.revision): json.loads(hub.reports.body(one.report, one.revision) or b"") for one in hub.reports.list()}


def one(desk: Desk, subject: str = "SPRING") -> SentView:
    (found,) = [view for view in desk.report_sending.list(subject) if view.state is not SendState.MADE]
    return found


def waits(desk: Desk, *columns: Any) -> Any:
    with desk.house.store.reading() as connection:
        return connection.execute(sa.select(*columns or (s.hand_in.c.body,))).scalars().all()


def test_a_revision_waits_goes_out_with_a_round_and_is_received_once(desk: Desk, hub: Hub) -> None:
    sending = desk.report_sending
    asked = sending.send("SPRING", "event")
    assert (asked.state, asked.number, asked.persons) == (SendState.WAITING, 1, False)
    assert "tables.people" in asked.left_out
    with served(hub) as serving:
        enrol(desk.house, invite(serving))
        assert one(desk).state is SendState.WAITING, "asked before there was a hub, it waits"
        assert "reports" in desk.sync.run().changes
        done = one(desk)
        assert done.state is SendState.RECEIVED and done.received_at is not None and done.reason == ""
        ((key, document),) = held(hub).items()
        body = hub.reports.body(*key)
        assert body is not None and hashlib.sha256(body).hexdigest() == done.sha256 and len(body) == done.bytes
        assert rows_about_persons(document) == () and document["revision"] == 1
        assert hub.reports.list()[0].at == done.received_at.isoformat(timespec="milliseconds").replace("+08:00", "+00:00")
        # Asked again, and sent again by whoever got no answer: nothing changes, at neither side.
        audited = len(_audit(desk))
        assert sending.send("SPRING", "event") == done and len(_audit(desk)) == audited
        _forget_answers(desk)
        desk.sync.run()
        assert one(desk).state is SendState.RECEIVED and one(desk).received_at == done.received_at
        assert len(held(hub)) == 1
    (entry,) = [row for row in _audit(desk) if row[0] == "report.handed_in"]
    assert json.loads(entry[1])["sha256"] == done.sha256 and "count" not in json.loads(entry[1])


def _audit(desk: Desk) -> list[tuple[str, str]]:
    with desk.house.store.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT action, details FROM audit ORDER BY seq")]


def _forget_answers(desk: Desk) -> None:
    with desk.house.store.unit(actor=desk.actor, clock=desk.clock, action="test") as unit:
        unit.execute(s.hand_in.update().values(state="waiting", answered_at=None, received_at=None))
        unit.keep()


def test_offline_it_waits_and_nothing_is_marked(desk: Desk, hub: Hub) -> None:
    with served(hub) as serving:
        enrol(desk.house, invite(serving))
    desk.report_sending.send("2026", "year")
    with pytest.raises(HubTrouble, match="hub_offline"):
        desk.sync.run()
    assert one(desk, "2026").state is SendState.WAITING and one(desk, "2026").answered_at is None
    with served(hub) as serving:
        move(desk, serving.place.url, plain=True)
        desk.sync.run()
        assert one(desk, "2026").state is SendState.RECEIVED


def test_another_body_under_the_number_is_a_conflict_and_the_next_number_mends_it(desk: Desk, hub: Hub) -> None:
    desk.report_sending.send("FEW", "attendance")
    with served(hub) as serving:
        enrol(desk.house, invite(serving))
        with desk.house.store.reading() as connection:
            organisation = connection.exec_driver_sql("SELECT id FROM organisation").scalar()
        report = report_id(str(organisation), "attendance", "FEW", persons=False)
        hub.reports.put(report, 1, b'{"of":"another desk"}', station=report)
        desk.sync.run()
        view = one(desk, "FEW")
        assert (view.state, view.reason) == (SendState.CONFLICT, "hub_other_revision") and view.answered_at is not None
        assert hub.reports.body(report, 1) == b'{"of":"another desk"}'
        again = desk.report_sending.send("FEW", "attendance")
        assert (again.number, again.state) == (2, SendState.WAITING)
        desk.sync.run()
        states = {v.number: v.state for v in desk.report_sending.list("FEW")}
        assert states == {1: SendState.CONFLICT, 2: SendState.RECEIVED}


def test_rows_about_persons_need_the_right_the_agreement_and_an_entry(desk: Desk, hub: Hub) -> None:
    branch = hub.branches.add("HZ", "杭州")
    owner = desk.house.actor
    desk.house.actor = replace(owner, role=OperatorRole.READER)
    with pytest.raises(NotAllowed):
        desk.report_sending.send("SPRING", "attendance", persons=True)
    assert waits(desk) == []
    desk.house.actor = owner
    with served(hub) as serving:
        enrol(desk.house, invite(serving, branch=branch.id))
        for subject in ("SPRING", "SUMMER"):
            desk.report_sending.send(subject, "attendance", persons=subject == "SPRING")
        desk.sync.run()
        assert (one(desk).state, one(desk).reason) == (SendState.REFUSED, "hub_persons")
        assert one(desk, "SUMMER").state is SendState.RECEIVED, "what is refused holds up no other"
        hub.branches.agree("HZ", persons=True)
        assert desk.report_sending.send("SPRING", "attendance", persons=True).state is SendState.WAITING
        desk.report_sending.send("SPRING", "attendance")
        desk.sync.run()
    both = {view.persons: view for view in desk.report_sending.list("SPRING")}
    assert {view.state for view in both.values()} == {SendState.RECEIVED} and set(both) == {True, False}
    (whole,) = [document for document in held(hub).values() if rows_about_persons(document)]
    assert len(whole["tables"]["people"]) > 10
    (revision,) = [view for view in desk.reports.revisions("SPRING") if view.kind == "attendance"]
    assert both[True].sha256 == revision.sha256, "all of it is the revision itself, to the byte"
    entries = [json.loads(details) for action, details in _audit(desk) if action == "report.persons_sent"]
    assert len(entries) == 2 and all(entry["count"] > 10 for entry in entries)


def test_the_audit_is_never_handed_in_as_figures(desk: Desk, hub: Hub) -> None:
    """Its exact counts less those of the families report would tell of few. It goes whole, under an agreement, or not at all."""
    with pytest.raises(Conflict) as refused:
        desk.report_sending.send("2026", "audit")
    assert refused.value.code == "report_stays_here" and waits(desk) == []
    branch = hub.branches.add("HZ", "杭州")
    with served(hub) as serving:
        enrol(desk.house, invite(serving, branch=branch.id))
        desk.report_sending.send("SPRING", "event")
        # As a program sends it that knows nothing of this: the hub knows.
        body = canonical(figures_only(desk.reports.look("2026", "audit").document.payload()))
        with desk.house.writing(Right.EXPORT, "sync.noted") as unit:
            unit.execute(s.hand_in.update().values(body=body.decode(), sha256=hashlib.sha256(body).hexdigest()))
            unit.keep()
        desk.sync.run()
        assert (one(desk).state, one(desk).reason, held(hub)) == (SendState.REFUSED, "hub_persons", {})
        hub.branches.agree("HZ", persons=True)
        desk.report_sending.send("2026", "audit", persons=True)
        desk.sync.run()
    assert [document["report"] for document in held(hub).values()] == ["audit"]


def test_no_hub_without_a_branch_takes_rows_about_persons(desk: Desk, hub: Hub) -> None:
    with served(hub) as serving:
        enrol(desk.house, invite(serving))
        desk.report_sending.send("SPRING", "attendance", persons=True)
        desk.sync.run()
    assert (one(desk).state, one(desk).reason, held(hub)) == (SendState.REFUSED, "hub_persons", {})


def test_a_hub_that_was_set_back_gets_reports_again(desk: Desk, tmp_path: Path) -> None:
    with _hub(tmp_path) as hub, served(hub) as serving:
        enrol(desk.house, invite(serving))
        desk.report_sending.send("SPRING", "satisfaction")
        desk.sync.run()
        with hub.database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM report_revision")
    with _hub(tmp_path, new_epoch=True) as hub, served(hub) as serving:
        move(desk, serving.place.url, plain=True)
        desk.sync.run()
        assert len(held(hub)) == 1 and one(desk).state is SendState.RECEIVED


def test_two_desks_hand_in_one_revision_as_the_same(desk: Desk, hub: Hub, tmp_path: Path) -> None:
    desk.report_sending.send("AUTUMN", "event")
    with served(hub) as serving:
        enrol(desk.house, invite(serving))
        desk.sync.run()
        with join_hub(tmp_path / "b", invite(serving), passphrase=None, station="西门", clock=desk.clock) as other:
            assert other.report_sending.send("AUTUMN", "event", number=1).state is SendState.WAITING
            other.sync.run()
            assert one(other, "AUTUMN").state is SendState.RECEIVED
            assert one(other, "AUTUMN").sha256 == one(desk, "AUTUMN").sha256 and len(held(hub)) == 1
            with pytest.raises(NotFound):
                other.report_sending.send("AUTUMN", "event", number=7)


def test_a_report_at_a_venues_hub_is_not_said_to_be_at_head_office(desk: Desk, hub: Hub, tmp_path: Path) -> None:
    with open_hub(tmp_path / "office", f"sqlite:///{tmp_path / 'office' / 'hub.db'}") as office, served(office) as above:
        relay = Relay(hub)
        with served(hub) as serving:
            serving.office.relay = relay
            code = office.stations.invite(Scope.RELAY)
            relay.upstreams.join(hub.folder, Invitation(above.place.url, "", code.code, code.expires, "relay"), name="会场")
            enrol(desk.house, invite(serving))
            desk.report_sending.send("SPRING", "event")
            desk.sync.run()
            assert (one(desk).state, one(desk).reason) == (SendState.RECEIVED, AT_VENUE)
            assert not desk.sync.run().changes, "asked again, it is as it was"
            relay.round()
            assert "reports" in desk.sync.run().changes
            assert (one(desk).state, one(desk).reason) == (SendState.RECEIVED, "")
            assert held(office) == held(hub) and len(held(office)) == 1
