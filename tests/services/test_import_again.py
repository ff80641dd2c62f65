"""Importing again: a growing export brings only what is new, a dry run keeps nobody waiting, pasted lists are files too."""

import threading
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.consent import Purpose
from eventdesk.domain.family import Role
from eventdesk.errors import UnreadableFile
from eventdesk.exchange.workbook import Cell, Sheet, Workbook
from eventdesk.services import events
from eventdesk.services.booking import BookedPerson
from eventdesk.services.import_digests import KEY, Digests
from eventdesk.services.import_rows import seen_before
from eventdesk.services.import_views import ImportResult
from eventdesk.store import tables as t
from eventdesk.store.engine import IMMEDIATE
from tests.conftest import ZONE, Register
from tests.desks import create_desk

HEADINGS = ("家长姓名", "手机号", "孩子姓名", "小名", "出生日期", "人数", "备注")
FIRST: tuple[Cell, ...] = ("孙萍", "13812345670", "周子安", "豆豆", "3岁", "2大1小", "早到")
SECOND: tuple[Cell, ...] = ("魏勇", "13812345671", "魏可", None, "2021-03-05", "1大1小", None)
THIRD: tuple[Cell, ...] = ("戚芳", "13812345672", "戚乐", None, "2022-03-05", "1大1小", None)


def bring(desk: Desk, *rows: Sequence[Cell], day: date = date(2026, 11, 1), **how: Any) -> ImportResult:
    book = Workbook("xlsx", (Sheet("S", (HEADINGS, *(tuple(row) for row in rows))),))
    return desk.imports.run("FAIR", Path("a.xlsx"), workbook=book, as_of=day, **how)


def test_a_growing_export_brings_only_what_is_new(fair: Desk) -> None:
    bring(fair, FIRST, SECOND)
    before = {view.id: view for view in fair.registrations.list("FAIR", unmasked=True)}
    again = bring(fair, THIRD, FIRST, SECOND, day=date(2026, 11, 9))
    assert again.counts | {"rows": 3} == again.counts
    assert (again.counts["accepted"], again.counts["updated"], again.counts["unchanged"]) == (1, 2, 2)
    assert [row.warnings[-1:] for row in again.rows] == [(), ("unchanged",), ("unchanged",)]
    assert {row.fate for row in again.rows} == {"ok"}
    after = {view.id: view for view in fair.registrations.list("FAIR", unmasked=True)}
    assert len(after) == 3
    assert {id: after[id] for id in before} == before


def test_an_old_row_does_not_undo_what_was_put_right_by_hand(fair: Desk) -> None:
    bring(fair, FIRST, SECOND)
    child = fair.registrations.list("FAIR")[0].children[0].id
    fair.profiles.change_person(child, name="周子晏", allergies="花生")
    bring(fair, FIRST, SECOND)
    shown = fair.registrations.list("FAIR", unmasked=True)[0].children
    assert [(one.name, one.allergies) for one in shown] == [("周子晏", "花生")]


def test_who_cancelled_stays_away_when_the_form_is_exported_again(fair: Desk) -> None:
    bring(fair, FIRST, SECOND)
    fair.registrations.cancel(fair.registrations.list("FAIR")[0].id)
    assert [row.fate for row in bring(fair, FIRST, SECOND).rows] == ["cancelled", "ok"]
    assert sorted(view.state.value for view in fair.registrations.list("FAIR")) == ["cancelled", "confirmed"]


def test_a_family_that_answers_anew_changes_its_registration(fair: Desk) -> None:
    bring(fair, FIRST)
    changed = (*FIRST[:5], "3大1小", "素食")
    result = bring(fair, FIRST, changed)
    assert [row.fate for row in result.rows] == ["ok", "duplicate_of:2"]
    view = fair.registrations.list("FAIR", unmasked=True)[0]
    assert (view.adults, view.notes) == (3, "素食")


def test_a_group_list_knows_a_child_by_its_nickname(fair: Desk) -> None:
    bring(fair, FIRST)
    result = fair.imports.run_text("FAIR", "#接龙\n1. 豆豆妈妈 2大1小 13812345670\n2. 果果妈妈 1大1小 13812345679")
    assert result.source == "jielong"
    assert [row.fate for row in result.rows] == ["ok", "ok"]
    views = fair.registrations.list("FAIR", unmasked=True)
    assert [[(c.name, c.nickname) for c in view.children] for view in views] == [[("周子安", "豆豆")], [("果果", None)]]
    whole = ("孙萍", "13812345679", "孙小果", "果果", "2021-03-05", "1大1小", None)
    bring(fair, whole)
    views = fair.registrations.list("FAIR", unmasked=True)
    assert [(c.name, c.nickname) for c in views[1].children] == [("孙小果", "果果")]


def test_pasted_text_without_entries_gets_a_sentence(fair: Desk) -> None:
    with pytest.raises(UnreadableFile):
        fair.imports.run_text("FAIR", "今天天气真好")
    with pytest.raises(UnreadableFile):
        fair.imports.run_text("FAIR", "  \n")


def test_a_dry_run_works_while_somebody_else_writes(fair: Desk) -> None:
    """At the door they write all the time; a preview of a large file must not make them wait, nor wait for them."""
    engine = fair.house.store.engine.execution_options(**{IMMEDIATE: True})
    seen: list[ImportResult] = []
    with engine.connect() as writer, writer.begin() as held:
        writer.execute(sa.update(t.event).values(venue="别处"))
        runner = threading.Thread(target=lambda: seen.append(bring(fair, FIRST, dry_run=True)))
        runner.start()
        runner.join(8)
        assert not runner.is_alive()
        held.rollback()
    assert seen[0].batch is None
    assert seen[0].counts["accepted"] == 1
    assert fair.families.count() == (0, 0)


def test_the_only_slot_needs_no_column(fair: Desk) -> None:
    start = datetime(2026, 11, 28, 10, tzinfo=ZONE)
    fair.events.add_slot("FAIR", title="工坊", code="A", start=start, end=start.replace(hour=11))
    assert bring(fair, SECOND).rows[0].warnings == ()
    assert [code for code, _ in fair.registrations.list("FAIR")[0].slot_status] == ["A"]


def dated(desk: Desk, *rows: tuple[str, Sequence[Cell]], code: str = "FAIR") -> ImportResult:
    """Rows of a form that says when each was filled in."""
    book = Workbook("xlsx", (Sheet("S", (("提交时间", *HEADINGS), *((at, *row) for at, row in rows))),))
    return desk.imports.run(code, Path("a.xlsx"), workbook=book, as_of=date(2026, 11, 1))


EARLY, LATE = "2026-11-01 10:00:00", "2026-12-01 10:00:00"
"""Before and after the morning of the tests."""


def test_who_was_erased_does_not_come_back_with_an_old_row(fair: Desk) -> None:
    dated(fair, (EARLY, FIRST), (EARLY, SECOND))
    fair.privacy.erase(fair.registrations.list("FAIR")[0].family, reason="家长来信要求")
    again = dated(fair, (EARLY, FIRST), (EARLY, SECOND), (EARLY, THIRD))
    assert [row.fate for row in again.rows] == ["cancelled", "ok", "ok"]
    assert fair.families.search("孙萍") == ()
    # Whoever signs up anew is welcome, with the same answers too.
    assert [row.fate for row in dated(fair, (LATE, FIRST)).rows] == ["ok"]
    assert len(fair.families.search("孙萍")) == 1


@pytest.mark.parametrize("says_when", [True, False])
def test_a_withdrawn_consent_is_not_overruled_by_an_older_form(fair: Desk, says_when: bool) -> None:
    start = datetime(2026, 12, 5, 9, tzinfo=ZONE)
    fair.events.add(title="冬日活动", start=start, end=start.replace(hour=17), code="WINTER")
    bring(fair, FIRST)
    family = fair.registrations.list("FAIR")[0].family
    fair.consents.withdraw(family, Purpose.PARTICIPATION)
    dated(fair, (EARLY, FIRST), code="WINTER") if says_when else bring(fair, (*FIRST[:-1], "晚到"))
    view = fair.registrations.list("WINTER" if says_when else "FAIR", unmasked=True)[0]
    assert (view.family, view.children_count, view.consent) == (family, 1, False)
    assert [(one.name, one.nickname, one.birthdate_range) for one in view.children] == ([] if says_when else [(None, None, None)])
    assert fair.families.search("周子安") == ()
    dated(fair, (LATE, (*FIRST[:-1], "素食")), code="WINTER")
    assert fair.consents.state(family).granted(Purpose.PARTICIPATION)
    assert [one.name for one in fair.registrations.list("WINTER", unmasked=True)[0].children] == ["周子安"]


def test_the_desk_keeps_nothing_of_a_child_until_somebody_agrees_again(fair: Desk, register: Register) -> None:
    made = register()
    fair.consents.withdraw(made.family, Purpose.PARTICIPATION)
    phone = fair.families.show(made.family, unmasked=True).people[0].phone
    people = (BookedPerson(Role.GUARDIAN, "家长1", phone=phone, phone_type="mobile"), BookedPerson(Role.CHILD, "孩子1之0"))
    fair.registrations.add("FAIR", people=people)
    assert fair.families.search("孩子1之0") == ()
    fair.registrations.add("FAIR", people=people, consent_method="paper")
    assert len(fair.families.search("孩子1之0")) == 1


def kept_hashes(desk: Desk) -> list[list[str | None]]:
    with desk.house.store.reading() as connection:
        return [[row[4] for row in rows] for rows in connection.execute(sa.select(t.import_batch.c.rows)).scalars()]


def test_what_a_form_said_is_kept_under_a_key_of_the_desk(fair: Desk, tmp_path: Path, clock: SetClock) -> None:
    """Else whoever has the file could try names and phones until one fits a family that was erased."""
    bring(fair, FIRST)
    with create_desk(tmp_path / "other", name="x", passphrase=None, clock=clock) as other:
        start = datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
        other.events.add(title="另一场", start=start, end=start.replace(hour=12), code="FAIR")
        bring(other, FIRST)
        assert kept_hashes(fair) != kept_hashes(other)
    assert [row.warnings[-1:] for row in bring(fair, FIRST).rows] == [("unchanged",)]
    with fair.house.store.reading() as connection:
        key = connection.execute(sa.select(t.meta.c.value).where(t.meta.c.key == KEY)).scalar_one()
        assert not any(key in body for body in connection.execute(sa.select(t.outbox.c.body)).scalars())


def test_what_was_kept_without_a_key_still_tells_and_is_locked_by_an_erasure(fair: Desk) -> None:
    bring(fair, FIRST)
    bare = "0123456789abcdef01234567"
    with fair.house.store.engine.begin() as connection:
        old = t.import_batch.update().values(rows=[["2", "ok", [], None, bare], ["3", "ok", [], None]])
        connection.execute(old)
        locked = Digests(bytes.fromhex(connection.execute(sa.select(t.meta.c.value).where(t.meta.c.key == KEY)).scalar_one()))
        event = events.view(connection, "FAIR")
        view = fair.registrations.list("FAIR")[0]
        connection.execute(t.import_batch.update().values(rows=[["2", "ok", [], view.id, bare]]))
        assert seen_before(connection, event, locked).answer(locked.locked(bare)) is not None
    fair.privacy.erase(view.family, reason="家长来信要求")
    assert kept_hashes(fair) == [[locked.locked(bare)]]


def test_a_notice_whose_wording_is_not_kept_is_told_and_counts(fair: Desk) -> None:
    fair.notices.add("2027-1", "我们这样处理信息。")
    for dry_run in (True, False):
        assert not bring(fair, FIRST, notice="2072-1", dry_run=dry_run).known_notice
    assert fair.consents.state(fair.registrations.list("FAIR")[0].family).lines[0].notice == "2072-1"
    for known in ("2027-1", "2072-1", None):
        assert bring(fair, FIRST, notice=known, dry_run=True).known_notice
