"""The outbox tells everything: who applies its items, in their order, holds what this desk holds."""

import base64
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.age import AgeBand
from eventdesk.domain.capacity import LimitKind
from eventdesk.domain.consent import Purpose
from eventdesk.domain.family import Role
from eventdesk.domain.fee import PaymentKind, PersonKind
from eventdesk.domain.message import Channel
from eventdesk.domain.message import Purpose as MessagePurpose
from eventdesk.domain.money import LineKind, Side
from eventdesk.domain.partner import PartnerKind
from eventdesk.domain.question import QuestionKind
from eventdesk.domain.volunteer import Assigned, Response, Rule, Skill, StaffingRules
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.services.message_people import Wording
from eventdesk.store import tables as t
from resources.words import Words
from tests.conftest import SAMPLES, ZONE, Register
from tests.sync.meeting import check_told

Rows = dict[Any, dict[str, Any]]

# What only this desk needs: its keys, its indexes, its own logs, and what an undo of its own imports reads.
LOCAL = {
    "meta", "search_key", "outbox", "audit", "import_batch", "import_memory", "registration_member", "slot_choice",
    "revoked_ticket", "feedback_batch",
    "device", "foreign_item", "item_record", "clash", "hub", "hub_cursor", "refused_item", "hand_in",
}  # fmt: skip

PLAIN = ("organisation", "operator", "station", "event", "slot", "person", "consent", "report", "ticket_key", "journal")
PLANNED = (
    "venue", "room", "resource", "closure", "schedule_release", "task", "partner", "contribution", "budget_line", "proposal",
    "vote", "announcement", "call", "calendar_item",
)  # fmt: skip

ABOUT_FAMILIES = (
    "family_tag", "member_level", "membership", "follow_up", "opt_out", "family_merge", "not_duplicate", "signature", "notice",
    "place_limit", "offer", "price", "payment", "question", "answer", "message", "message_recipient",
)  # fmt: skip

ABOUT_FEEDBACK = (
    "survey", "survey_version", "survey_response", "survey_answer", "comment_theme", "survey_invitation", "feedback_case",
    "report_template",
)  # fmt: skip

ABOUT_VOLUNTEERS = (
    "volunteer", "volunteer_skill", "training", "training_attendance", "engagement", "pairing", "shift", "shift_template",
    "assignment", "shift_attendance", "roster_notice",
)  # fmt: skip


def key_of(table: str, values: Any) -> Any:
    """The key of a row: its id, or what its primary key holds instead."""
    columns = [column.name for column in t.metadata.tables[table].primary_key.columns]
    if table in ("person", "journal"):
        columns = ["id"]
    return tuple(values[name] for name in columns)


FAMILY_AS_NEW = {"district": "", "notes": "", "merged_into": None}
"""What a family has of which its first item says nothing."""


class Replica:
    """Applies items to plain rows: a second desk, without anything of the first but its outbox."""

    def __init__(self) -> None:
        self.rows: dict[str, Rows] = {}
        self.members: dict[str, list[list[Any]]] = {}
        self.slots: dict[str, dict[str, str]] = {}
        self.revoked: set[str] = set()

    def apply(self, kind: str, body: dict[str, Any]) -> None:
        special: dict[str, Callable[[dict[str, Any]], None]] = {
            "family": self._family, "registration": self._registration,
            "import.undone": self._undone, "family.changed": self._family_changed, "family.erased": self._erased,
            **{f"{name}.removed": self._removed(name) for name in ("event", "slot", "person", *PLANNED)},
            **{f"{name}.removed": self._removed(name) for name in (*ABOUT_FAMILIES, *ABOUT_FEEDBACK, *ABOUT_VOLUNTEERS)},
            "survey_response": self._response, "survey_response.removed": self._response_removed,
        }  # fmt: skip
        if kind in special:
            special[kind](body)
        elif kind in (*PLAIN, *PLANNED, *ABOUT_FAMILIES, *ABOUT_FEEDBACK, *ABOUT_VOLUNTEERS):
            table = {"report": "report_revision"}.get(kind, kind)
            self._put(table, key_of(table, body), {name: value for name, value in body.items() if name != "base"})

    def _removed(self, table: str) -> Callable[[dict[str, Any]], None]:
        return lambda body: self._drop(table, [key_of(table, body)])

    def _put(self, table: str, key: Any, values: dict[str, Any]) -> None:
        self.rows.setdefault(table, {}).setdefault(key, {}).update(values)

    def _drop(self, table: str, ids: list[tuple[Any, ...]]) -> None:
        for id in ids:
            del self.rows[table][id]

    def _response(self, body: dict[str, Any]) -> None:
        """A new response brings its answers; a changed one says what differs, or all of them anew."""
        if body.get("whole"):
            self._drop("survey_answer", [key for key in self.rows.get("survey_answer", {}) if key[0] == body["id"]])
        for question, subject, value, invalid in body.get("answers", ()):
            answer = {"response": body["id"], "question": question, "subject": subject, "value": value, "invalid": invalid}
            self._put("survey_answer", key_of("survey_answer", answer), answer)
        said = {name: value for name, value in body.items() if name not in ("answers", "base", "whole")}
        self._put("survey_response", (body["id"],), said)

    def _response_removed(self, body: dict[str, Any]) -> None:
        self._drop("survey_response", [(body["id"],)])
        for table in ("survey_answer", "comment_theme"):
            self._drop(table, [key for key in self.rows.get(table, {}) if key[0] == body["id"]])

    def _family(self, body: dict[str, Any]) -> None:
        if body["new"]:
            given = {name: body[name] for name in ("id", "at", "batch", "revision")}
            self._put("family", (body["id"],), FAMILY_AS_NEW | given)
        for table, key in (("person", "people"), ("consent", "consents")):
            for row in body[key]:
                self._put(table, (row["id"],), row)

    def _erased(self, body: dict[str, Any]) -> None:
        """The people go with all that stands under the family's name; what counts stays, without a word about anybody."""
        families = [body["id"], *body["merged"]]
        self._drop("person", [(id,) for id in body["people"]])
        consents = {key[0] for key, row in self.rows.get("consent", {}).items() if row["family"] in families}
        gone = {
            "signature": ("consent", consents), "answer": ("registration", body["registrations"]),
            "call": ("registration", body["registrations"]),
            **dict.fromkeys(("family_tag", "membership", "follow_up", "opt_out"), ("family", families)),
        }
        for table, (column, ids) in gone.items():
            self._drop(table, [key for key, row in self.rows.get(table, {}).items() if row[column] in ids])
        for id in body["registrations"]:
            self._put("registration", (id,), {"source_rows": []})
        for row in self.rows.get("payment", {}).values():
            row["note"] = "" if row["registration"] in body["registrations"] else row["note"]
        for row in self.rows.get("family_merge", {}).values():
            row |= {} if {row["kept"], row["gone"]}.isdisjoint(families) else {"moved": {}}
        for id in families:
            self._put("family", (id,), {"district": "", "notes": ""})

    def _family_changed(self, body: dict[str, Any]) -> None:
        assert body["base"] == self.rows["family"][(body["id"],)]["revision"]
        self._put("family", (body["id"],), {name: value for name, value in body.items() if name != "base"})

    def _registration(self, body: dict[str, Any]) -> None:
        body = dict(body)
        if "members" in body:
            self.members[body["id"]] = body.pop("members")
        if "slots" in body:
            self.slots[body["id"]] = body.pop("slots")
        if "base" in body:
            assert body.pop("base") == self.rows["registration"][(body["id"],)]["revision"]
        self._put("registration", (body["id"],), body)

    def _undone(self, body: dict[str, Any]) -> None:
        for id in body["registrations"]:
            self._drop("registration", [(id,)])
            del self.members[id]
            self.slots.pop(id, None)
        self.revoked |= set(body["registrations"])
        for table, key in (("person", "people"), ("consent", "consents"), ("family", "families")):
            self._drop(table, [(id,) for id in body[key]])


def plain(row: Any) -> dict[str, Any]:
    """A stored row as items hold it, but for what is this file's own."""
    values = {name: value for name, value in row._mapping.items() if name not in ("no", "seq")}
    values = {name: base64.b64encode(value).decode() if isinstance(value, bytes) else value for name, value in values.items()}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def same(name: str, stored: Any, told: Any) -> bool:
    """Moments are kept in whole milliseconds and may be told in another zone."""
    moment = name in ("at", "start", "end", "since", "until", "done_at", "decided_at", "undone_at")
    if moment and isinstance(stored, str) and isinstance(told, str):
        apart = datetime.fromisoformat(told) - datetime.fromisoformat(stored)
        return 0 <= apart.total_seconds() < 0.001
    return bool(stored == told)


def check(desk: Desk) -> None:
    replica = Replica()
    with desk.house.store.reading() as connection:
        for item in connection.execute(sa.select(t.outbox).order_by(t.outbox.c.device_seq)):
            replica.apply(item.type, json.loads(item.body))
        for table in t.metadata.tables.values():
            if table.name in LOCAL:
                continue
            stored = {key_of(table.name, row): row for row in map(plain, connection.execute(sa.select(table)))}
            told = replica.rows.get(table.name, {})
            assert set(stored) == set(told), table.name
            for id, row in stored.items():
                wrong = {n: (v, told[id].get(n)) for n, v in row.items() if not same(n, v, told[id].get(n))}
                assert wrong == {}, (table.name, wrong)
        members: dict[str, list[list[Any]]] = {}
        for row in connection.execute(sa.select(t.registration_member).order_by(t.registration_member.c.position)):
            members.setdefault(row.registration, []).append([row.person, row.role, row.counted])
        assert members == replica.members
        slots: dict[str, dict[str, str]] = {}
        for row in connection.execute(sa.select(t.slot_choice)):
            slots.setdefault(row.registration, {})[row.slot] = row.state
        assert slots == {id: chosen for id, chosen in replica.slots.items() if chosen}
        assert replica.revoked == set(connection.execute(sa.select(t.revoked_ticket.c.registration)).scalars())


def bring(desk: Desk, folder: Path, *rows: str) -> str:
    file = folder / "signups.csv"
    file.write_text("\n".join(("家长姓名,手机号,宝宝姓名,到场成人数,到场儿童数,报名场次", *rows)), encoding="utf-8")
    batch = desk.imports.run("FAIR", file, as_of=date(2026, 11, 20)).batch
    assert batch is not None
    return batch


def plan_money_and_ideas(desk: Desk, folder: Path) -> None:
    """Everything that is written of partners, budgets, tasks, ideas and votes."""
    partner = desk.partners.add(name="青禾", kind=PartnerKind.SPONSOR, phone="13800007777").id
    desk.partners.change(partner, contact="李经理", notes="面谈过")
    gift = desk.partners.pledge(partner, title="赞助", pledged_fen=5000, event="FAIR").contributions[0].id
    desk.partners.change_pledge(gift, received_fen=4000, event=None)
    desk.partners.change_pledge(gift, event="FAIR", in_kind=True)
    desk.partners.put_pledge_back(desk.partners.remove_pledge(gift))
    other = desk.partners.add(name="书店").id
    desk.partners.put_back(desk.partners.remove(other))
    desk.partners.remove(other)
    line = desk.budgets.add("FAIR", side=Side.COST, kind=LineKind.PRINT, title="海报", planned_fen=900).lines[0].id
    desk.budgets.change(line, actual_fen=880, title="大海报")
    desk.budgets.put_back(desk.budgets.remove(line))
    for title, days in (("报备", -30), ("总结", 7), ("布置", 0)):
        desk.checklists.add("FAIR", title=title, due_days=days)
    desk.checklists.add_all("FAIR", [("发通知", -21), ("感谢", 1)])
    first, *_, last = desk.checklists.show("FAIR").tasks
    desk.checklists.move(last.id, to=0)
    desk.checklists.change(first.id, owner="小王", due=date(2026, 11, 1))
    desk.checklists.done(first.id)
    desk.checklists.done(last.id)
    desk.checklists.done(last.id, done=False)
    desk.checklists.put_back(desk.checklists.remove(first.id))
    walk, play = (desk.proposals.add(title=title).id for title in ("森林徒步", "亲子话剧"))
    desk.proposals.change(walk, text="看红叶")
    desk.proposals.vote(walk, voter="13800001234")
    desk.proposals.vote(walk, voter="王老师")
    desk.proposals.take_vote_back(desk.proposals.votes(walk)[0].id)
    votes = folder / "votes.csv"
    votes.write_text("投票给,手机号\n森林徒步,13500001111\n亲子话剧,13500001111\n亲子话剧,x", encoding="utf-8")
    assert desk.proposals.import_votes(votes).counted == 2
    desk.proposals.close(walk)
    desk.proposals.reopen(walk)
    desk.proposals.make_event(walk)
    desk.proposals.close(play)
    desk.proposals.put_back(desk.proposals.remove(desk.proposals.add(title="x").id))


def change_registrations(desk: Desk, registration: str, folder: Path) -> None:
    """Everything that is written of a registration after it was made: prices, money, questions, answers, edits."""
    desk.fees.set_prices("FAIR", {("", PersonKind.ADULT): 3000, ("", PersonKind.FAMILY): 100})
    desk.fees.set_prices("FAIR", {("", PersonKind.ADULT): 3100, ("", PersonKind.FAMILY): None})
    desk.fees.work_out("FAIR")
    desk.edits.change(registration, adults=2, notes="推车", photo_consent=True, slots=["S2"], source_note="群里")
    desk.payments.waive(registration, 100, note="找零")
    entry = desk.payments.pay(registration, 100, method="cash").payments
    desk.payments.take_back(next(one.id for one in entry if one.kind is PaymentKind.PAID))
    entry = desk.payments.pay(registration, method="cash").payments
    desk.payments.receipt(next(one.id for one in entry if one.kind is PaymentKind.PAID), folder, Words("zh"))
    desk.payments.refund(registration, 200, method="cash")
    desk.fees.into_budget("FAIR")
    for text in ("怎么来", "吃什么"):
        desk.questions.add("FAIR", text=text, kind=QuestionKind.MULTIPLE, options=["甲", "乙"])
    first, second = desk.questions.list("FAIR").questions
    desk.questions.answer(registration, {"q1": "甲、乙", "q2": "乙"})
    desk.questions.answer(registration, {"q1": "甲", "q2": None})
    desk.questions.change(first.id, required=True, text="怎么到")
    desk.questions.move(second.id, to=0)
    desk.questions.put_back(desk.questions.remove(first.id))
    desk.lists.export("FAIR", folder, Words("zh"), formats=("csv",))
    desk.edits.wait(registration)
    desk.registrations.promote(registration)


@pytest.fixture(autouse=True)
def joined(desk: Desk, tmp_path: Path) -> Iterator[None]:
    """After each of these lives: a real desk that is made of what was told holds the same."""
    yield
    check_told(desk, tmp_path / "joined")


def test_a_new_desk_is_told_of(desk: Desk) -> None:
    check(desk)


def test_a_whole_life_is_told_of(fair: Desk, clock: SetClock, tmp_path: Path) -> None:
    at = datetime(2026, 11, 28, 9, 20, tzinfo=ZONE)
    for code in ("S1", "S2", "S3"):
        fair.events.add_slot("FAIR", title=code, code=code, capacity=3)
    fair.events.change_slot("FAIR", "S2", title="下午", capacity=9)
    fair.events.remove_slot("FAIR", "S3")
    fair.events.set_rule("FAIR", "soft_limit", "200")
    guardian = BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile")
    child = BookedPerson(Role.CHILD, "安安", birthdate=date(2023, 2, 28))
    first = fair.registrations.add(
        "FAIR", people=(guardian, child), slots=("S1",), photo_consent=True, consent_method="paper"
    )
    check(fair)
    kept = bring(
        fair,
        tmp_path,
        "林小梅,13800001234,乐乐,2,1,S2",
        "单小明,13900005678,单可,1,1,S1",
        "曾林,13700001111,曾一,1,2,S1",
    )
    taken = bring(fair, tmp_path, "单小明,13900005678,单可,2,2,S2", "查理,13600001111,查一,1,1,S2")
    check(fair)
    fair.imports.undo(taken)
    check(fair)
    waiting = next(view for view in fair.registrations.list("FAIR") if ("S1", "waitlisted") in view.slot_status)
    fair.registrations.cancel(first.id)
    assert fair.registrations.promote_waiting("FAIR") == (waiting.id,)
    fair.registrations.restore(first.id)
    fair.registrations.give_consent(first.id, method="screen")
    fair.operators.sit_at("南门")
    came = fair.checkins.scan("FAIR", Scan(text=first.ticket, at=at))
    assert came.journal
    fair.checkins.undo("FAIR", came.journal, reason="点错了")
    fair.checkins.scan("FAIR", Scan(text=first.ticket, at=at))
    fair.checkins.scan("FAIR", Scan(text=first.ticket, at=at, out=True))
    check(fair)
    change_registrations(fair, first.id, tmp_path)
    check(fair)
    fair.venues.put("青禾社区中心", capacity=300)
    room = fair.venues.put_room("青禾社区中心", "彩虹厅", capacity=40).rooms[0]
    fair.venues.close(room.id, start=at, end=at.replace(hour=11), reason="粉刷")
    fair.venues.put_resource("投影仪", 1)
    fair.venues.put_resource("投影仪", 2)
    fair.events.plan("FAIR", owner="李静", changeover=15)
    schedule = fair.schedules.load("FAIR").schedule
    fair.schedules.save("FAIR", schedule.move(schedule.slots[0].id, room="积木教室", start=at))
    fair.schedules.release("FAIR")
    fair.schedules.save("FAIR", schedule.change(schedule.slots[1].id, capacity=1).move(schedule.slots[0].id, room="", start=at))
    fair.schedules.release("FAIR")
    plan_money_and_ideas(fair, tmp_path)
    check(fair)
    fair.events.clone("FAIR", start=at.replace(year=2027))
    fair.events.repeat("FAIR", "FREQ=WEEKLY;COUNT=2")
    fair.events.publish("FAIR")
    fair.events.cancel("FAIR", reason="雨")
    fair.calls.done(fair.calls.list("FAIR")[0].id)
    check(fair)
    fair.venues.remove_room("青禾社区中心", "彩虹厅")
    fair.venues.remove_resource("投影仪")
    check(fair)
    fair.imports.undo(kept)
    fair.reports.make("attendance", "FAIR", folder=tmp_path, formats=("json",), words=Words("zh"))
    check(fair)


def test_answers_and_what_became_of_them_are_told_of(fair: Desk, clock: SetClock, tmp_path: Path) -> None:
    head, file = "提交时间,手机号,总体满意度,喜欢的环节（多选）,建议", tmp_path / "answers.csv"

    def bring(*lines: str) -> str:
        file.write_text("\n".join((head, *lines)), encoding="utf-8")
        batch = fair.feedback_imports.run("FAIR", file).batch
        assert batch is not None
        return batch

    first = bring("2026-11-28 13:00:00,13800001234,5,手工┋歌,好", "2026-11-28 13:01:00,,9,手工,")
    check(fair)
    second = bring("2026-11-28 13:00:00,13800001234,5,手工┋歌,好", "2026-11-28 13:09:00,13800001234,4,歌┋其他〖饭〗,")
    check(fair)
    for batch in (first, second):
        fair.feedback_imports.undo(batch)
        check(fair)


def test_what_was_agreed_to_and_who_was_erased_is_told_of(fair: Desk, clock: SetClock) -> None:
    guardian = BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile")
    child = BookedPerson(Role.CHILD, "安安", birthdate=date(2023, 2, 28), allergies="花生")
    family = fair.registrations.add("FAIR", people=(guardian, child), notes="靠窗", consent_method="paper").family
    fair.notices.add("2", "我们这样处理信息。")
    fair.notices.use("2")
    picture = b"\x89PNG\r\n\x1a\n and the rest"
    fair.consents.give(family, {Purpose.PHOTO: True, Purpose.PARTNERS: False}, method="screen", signature=picture)
    check(fair)
    fair.consents.withdraw(family, Purpose.PHOTO)
    fair.consents.withdraw(family, Purpose.PARTICIPATION)
    check(fair)
    fair.privacy.erase(family, reason="来信要求")
    check(fair)


def test_what_families_were_told_and_want_no_more_is_told_of(fair: Desk, register: Register) -> None:
    first, second = register().family, register().family
    wording = Wording("提醒", "{nickname}家长，明天见。")
    fair.messages.keep_template(MessagePurpose.REMINDER, Words("zh"), subject="a", text="b", group="c")
    fair.messages.copied("FAIR", [first, second], purpose=MessagePurpose.REMINDER, wording=wording)
    fair.messages.opt_out(first)
    fair.messages.opt_in(first, (Channel.EMAIL,))
    fair.mailing.prepare("FAIR", purpose=MessagePurpose.NOTICE, words=Words("zh"), wording=wording, test=True)
    check(fair)


def test_what_is_given_and_kept_is_told_of(fair: Desk, clock: SetClock, tmp_path: Path) -> None:
    for code, places in (("S1", 2), ("S2", 9)):
        fair.events.add_slot("FAIR", title=code, code=code, capacity=places)
    band = fair.places.add_limit("FAIR", kind=LimitKind.BAND, slot="S1", band=AgeBand(0, 35), places=3, hard=True)
    (limit,) = (bar.limit for bar in band.bars if bar.limit)
    assert limit is not None
    fair.places.change_limit(limit, places=4)
    fair.places.put_back_limit(fair.places.remove_limit(limit))
    fair.places.add_limit("FAIR", kind=LimitKind.FAMILY, places=4)
    batch = bring(
        fair, tmp_path, "林晓梅,13800001234,安安,1,1,S1", "单小明,13900005678,单可,1,1,S1", "曾林,13700001111,曾一,1,1,S1",
        "查理,13600001111,查一,1,1,S1",
    )  # fmt: skip
    first, second, third, fourth = fair.registrations.list("FAIR")
    check(fair)
    fair.registrations.move(first.id, source="S1", target="S2")
    fair.offers.make(second.id, hours=1)
    clock.at += timedelta(hours=1)
    assert fair.offers.expire() == 1
    for answer in (fair.offers.withdraw, fair.offers.decline, fair.offers.accept):
        answer(fair.offers.make(second.id).id)
        check(fair)
    fair.registrations.promote(third.id, override="志愿者的孩子")
    fair.registrations.cancel(second.id)
    fair.registrations.cancel(third.id)
    fair.offers.make(fourth.id)
    fair.registrations.cancel(fourth.id)
    fair.events.clone("FAIR", start=clock.now() + timedelta(days=7), new_code="AGAIN")
    assert [bar.places for bar in fair.places.bars("AGAIN") if bar.limit] == [4, 4]
    check(fair)
    fair.imports.undo(batch)
    check(fair)


def test_what_volunteers_are_asked_and_given_is_told_of(fair: Desk) -> None:
    fair.events.add_slot("FAIR", title="a", code="A")
    people = [fair.volunteers.add(name=name, phone=f"1390000000{name}", skills=[Skill("急救")]).id for name in "123"]
    for person in people:
        fair.rosters.enlist("FAIR", person)
    view = fair.shifts.from_slots("FAIR", role="助教", need=2)
    shift, first, second = view.shifts[0], *view.people[:2]
    fair.shifts.change(shift.id, room="彩虹厅", band=AgeBand(12, 35), skills=["急救"])
    view = fair.rosters.change("FAIR", add=[Assigned(shift.id, first.id)])
    check(fair)
    fair.rosters.pin("FAIR", [(shift.id, first.id)])
    fair.rosters.respond("FAIR", [(shift.id, first.id)], Response.ACCEPTED)
    base = fair.rosters.question("FAIR")
    fair.rosters.keep("FAIR", [*base.assigned, Assigned(shift.id, second.id)], based_on=base)
    fair.rosters.change_engagement(second.id, max_minutes=60, wishes=["助教"], note="x")
    fair.rosters.change("FAIR", waive={(shift.id, second.id): [Rule.HOURS]}, reason="说好了")
    fair.rosters.set_rules("FAIR", StaffingRules(rest_minutes=30))
    check(fair)
    fair.shifts.put_back(fair.shifts.remove(shift.id))
    fair.rosters.withdraw("FAIR", ["VOL001", "VOL003"], reason="病了")
    fair.rosters.relist("FAIR", ["VOL003"])
    fair.shifts.keep_template("FAIR", "市集")
    fair.shifts.add("FAIR", role="签到", start=view.start, end=view.end)
    fair.shifts.keep_template("FAIR", "市集")
    fair.shifts.apply_template("FAIR", "市集")
    fair.shifts.put_back_template(fair.shifts.remove_template("市集"))
    fair.events.remove_slot("FAIR", "A")
    check(fair)
    fair.volunteer_imports.run("FAIR", SAMPLES / "volunteers_public.xlsx", SAMPLES / "shifts_public.csv")
    check(fair)
