"""The audit report: what is held and by whose consent, what operators did, and that nobody else is named in it."""

import ast
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.consent import Purpose
from eventdesk.domain.family import Role
from eventdesk.domain.right import OperatorRole
from eventdesk.reports.document import ReportDocument
from eventdesk.services import audit_reading
from eventdesk.services.booking import BookedPerson
from resources.words import Words
from tests.catalogues import ROOT
from tests.conftest import ZONE
from tests.desks import create_desk, lay, made_once

NOW = datetime(2026, 12, 20, 9, tzinfo=ZONE)
OLD = datetime(2024, 5, 1, 9, tzinfo=ZONE)


def _family(desk: Desk, number: int, *, method: str | None = "paper") -> str:
    people = [
        BookedPerson(Role.GUARDIAN, f"家长{number}", phone=f"138{number:08d}", phone_type="mobile"),
        BookedPerson(Role.CHILD, f"孩子{number}", birthdate=date(2022, 5, 1)),
    ]
    return desk.registrations.add("FAIR", people=people, adults=1, children=1, consent_method=method).family


def _handled() -> bytes:
    """Twelve families: nine agreed, one withdrew, one was erased, two were never asked; one event long ago."""

    def make(folder: Path) -> None:
        clock = SetClock(OLD)
        with create_desk(folder, name="小禾苗亲子社", passphrase=None, station="东门", clock=clock) as desk:
            desk.operators.rename(desk.actor.operator, "周负责")
            start = OLD + timedelta(days=1)
            desk.events.add(title="旧市集", start=start, end=start + timedelta(hours=2), code="OLD")
            guardian = BookedPerson(Role.GUARDIAN, "旧家长", phone="13999999999", phone_type="mobile")
            people = [guardian, BookedPerson(Role.CHILD, "旧孩子")]
            desk.registrations.add("OLD", people=people, adults=1, children=1, consent_method="paper")
            clock.at = NOW - timedelta(days=20)
            desk.operators.add("小陈", OperatorRole.DOOR)
            start = NOW + timedelta(days=5)
            desk.events.add(title="市集", start=start, end=start + timedelta(hours=3), code="FAIR")
            families = [_family(desk, number) for number in range(10)]
            for number in (10, 11):
                _family(desk, number, method=None)
            for family in families[:4]:
                desk.consents.give(family, {Purpose.PHOTO: True, Purpose.PARTNERS: False}, method="screen")
            desk.consents.withdraw(families[0], Purpose.PARTICIPATION)
            desk.consents.withdraw(families[1], Purpose.PHOTO)
            desk.privacy.erase(families[9], reason="asked by the guardian")
            desk.families.show(families[2], unmasked=True)
            desk.families.show(families[3], unmasked=True)

    return made_once(make)


@pytest.fixture(scope="module")
def kept() -> bytes:
    """A desk with a year of consents, packed."""
    return _handled()


@pytest.fixture
def desk(kept: bytes, tmp_path: Path) -> Iterator[Desk]:
    """That desk, open."""
    lay(kept, tmp_path / "audit")
    with open_desk(tmp_path / "audit", clock=SetClock(NOW)) as found:
        yield found


def _document(desk: Desk, year: str = "2026") -> ReportDocument:
    return desk.reports.look(year, "audit").document


def _value(document: ReportDocument, key: str) -> Any:
    figure = document.figure(key)
    return figure.value if figure.denominator is None else (figure.numerator, figure.denominator)


def test_children_are_counted_with_whose_consent_holds_them(desk: Desk) -> None:
    document = _document(desk)
    # Twelve of the fair and one of long ago, less the erased one; of the one whose guardian withdrew only that there is a child.
    assert _value(document, "children") == 12
    assert _value(document, "children.known") == (11, 12)
    assert _value(document, "state.participation.granted") == (9, 12)
    assert _value(document, "state.participation.withdrawn") == (1, 12)
    assert _value(document, "state.participation.not_asked") == (2, 12)
    assert _value(document, "state.photo.granted") == (3, 12)
    assert _value(document, "state.partners.refused") == (4, 12)
    assert _value(document, "no_consent.children") == 2


def test_acts_are_those_of_the_year_alone(desk: Desk) -> None:
    document = _document(desk)
    assert _value(document, "acts.participation.given") == 10
    assert _value(document, "acts.participation.withdrawn") == 1
    assert _value(document, "withdrawals.carried_out") == (2, 2)
    assert document.figure("withdrawals.slowest").value == 0.0
    assert _value(document, "erased.families") == 1
    assert _value(document, "erased.people") == 2
    before = _document(desk, "2024")
    assert _value(before, "acts.participation.given") == 1
    assert _value(before, "acts.participation.withdrawn") == 0
    assert _value(before, "erased.families") == 0


def test_operators_answer_for_what_they_saw(desk: Desk) -> None:
    document = _document(desk)
    assert _value(document, "seen") == 2
    rows = document.table("audit_seen").rows
    assert [(row[0], row[1], row[3]) for row in rows] == [("周负责", "role_owner", 2)]
    seats = {row[0]: row for row in document.table("audit_operators").rows}
    assert seats["小陈"][3] == 2
    assert _value(document, "rights.unmask") == 1
    assert _value(document, "rights.checkin") == 2


def test_what_is_kept_too_long_or_without_consent_is_a_finding(desk: Desk) -> None:
    document = _document(desk)
    assert _value(document, "overdue.contact") == (1, 11 + 1)
    found = {row[0]: (row[1], row[2]) for row in document.table("audit_findings").rows}
    assert found["rule_no_consent"] == (2, "finding")
    assert found["rule_overdue"] == (1, "finding")
    assert found["rule_withdrawal_late"] == (0, "kept")
    assert found["rule_withdrawal_left"] == (0, "kept")
    assert found["rule_photos_left"] == (0, "kept")
    assert found["rule_chains"] == (0, "kept")
    assert found["rule_encrypted"] == (1, "finding")


def test_a_log_that_was_changed_is_a_finding(kept: bytes, tmp_path: Path) -> None:
    lay(kept, tmp_path / "audit")
    with open_desk(tmp_path / "audit", clock=SetClock(NOW)) as found:
        with found.house.store.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE audit SET details = '{}' WHERE seq = 3")
        document = _document(found)
        assert document.figure("proof.audit_chain").value == "proof_broken"
        assert ("rule_chains", 1, "finding") in document.table("audit_findings").rows


def test_every_figure_with_records_opens_to_as_many(desk: Desk) -> None:
    document = _document(desk)
    opened = 0
    for figure in document.figures:
        records = desk.reports.behind("2026", figure.key, kind="audit")
        if records is not None:
            opened += 1
            count = figure.value if figure.denominator is None else figure.numerator
            assert len(records) == count, figure.key
    assert opened > 25


def test_no_child_no_guardian_and_no_phone_is_in_any_file(desk: Desk, tmp_path: Path) -> None:
    made = desk.reports.make("audit", "2026", folder=tmp_path, formats=("json", "csv", "xlsx"), words=Words("zh"))
    files = dict(made.files)
    for key in ("json", "csv"):
        text = files[key].read_text("utf-8")
        assert not [word for word in ("孩子0", "孩子1", "旧孩子", "家长1", "旧家长", "138000", "13999999999") if word in text]
    again = desk.reports.make("audit", "2026", folder=tmp_path / "again", formats=("json",), words=Words("zh"))
    assert (again.revision, again.sha256) == (1, made.sha256), "making it changed what it counts"
    assert dict(again.files)["json"].read_bytes() == files["json"].read_bytes()
    assert json.loads(files["json"].read_text("utf-8"))["audit"]["year"] == 2026


def test_every_act_of_exporting_is_counted() -> None:
    """Reads the services: a new way for data to leave must be known to the audit."""
    written = set()
    for file in (ROOT / "eventdesk" / "services").glob("*.py"):
        calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call) and len(node.args) == 2]
        for call in calls:
            right, action = call.args
            if isinstance(call.func, ast.Attribute) and call.func.attr == "writing" and ast.unparse(right) == "Right.EXPORT":
                written |= {str(leaf.value) for leaf in ast.walk(action) if isinstance(leaf, ast.Constant)}
    # A report's figures are nobody's data: to hand them in needs the right to export, and takes nothing of people out.
    assert written == {*audit_reading.EXPORTS, "report.handed_in"}
