"""Mail to the families of an event: who gets it, who does not and why, and what a second run does."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest
import sqlalchemy as sa

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.message import Channel, Outcome, Purpose
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import OperatorRole
from eventdesk.errors import Conflict, InvalidInput, NotAllowed, StoreProblem
from eventdesk.exchange.mail import MailServer, Security
from eventdesk.services.mailing import Folder, Mail, Mailing, MailResult, Sent
from eventdesk.services.message_people import Standing, Wording
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t
from eventdesk.store.engine import IMMEDIATE
from resources.words import Words
from tests.desks import create_desk
from tests.fakes.mail_server import MailServerFake, serving
from tests.services.message_ground import PLAIN, enrol

ZH = Words("zh")


def use(desk: Desk, fake: MailServerFake) -> None:
    desk.mailing.set_server(MailServer("127.0.0.1", fake.port, Security.NONE, "", "desk@example.org", "小禾苗"))


def send(
    desk: Desk, *, purpose: Purpose = Purpose.REMINDER, wording: Wording = PLAIN, tickets: bool = False, **more: object
) -> MailResult:
    line = desk.mailing.connect()
    line.open()
    mail = desk.mailing.prepare("FAIR", purpose=purpose, words=ZH, wording=wording, tickets=tickets, **more)  # type: ignore[arg-type]
    return desk.mailing.send(mail, line, ZH)


@pytest.fixture
def ground(fair: Desk) -> Iterator[tuple[Desk, MailServerFake]]:
    enrol(fair, 1, nickname="豆豆")
    enrol(fair, 2)
    enrol(fair, 3, email=None)
    fair.messages.opt_out(enrol(fair, 4).family, (Channel.EMAIL,))
    enrol(fair, 5, email="not an address")
    with serving() as fake:
        use(fair, fake)
        yield fair, fake


def test_everybody_gets_their_own_and_a_ticket(ground: tuple[Desk, MailServerFake]) -> None:
    desk, fake = ground
    result = send(desk, tickets=True)
    assert result.outcomes == {Outcome.SENT: 2}
    assert result.left == {Standing.OPTED_OUT: 1, Standing.NO_ADDRESS: 2}
    assert (result.unsent, result.stopped) == (0, None)
    assert fake.to() == ["f1@example.org", "f2@example.org"]
    first = fake.letters[0][1]
    assert first["Subject"] == "提醒：秋日亲子工坊日"
    text, picture = first.iter_parts()
    said = text.get_content()
    assert "豆豆家长，2026年11月28日" in said
    assert "09:30–12:00" in said
    assert "青禾社区中心" in said
    assert "{" not in said
    assert picture.get_filename() == "FAIR.png"
    assert cast("bytes", picture.get_content()).startswith(b"\x89PNG")
    (listed,) = desk.messages.list("FAIR")
    assert listed.outcomes == {Outcome.SENT: 2, Outcome.OPTED_OUT: 1, Outcome.NO_ADDRESS: 2}


def test_a_second_run_writes_to_those_alone_who_have_nothing(ground: tuple[Desk, MailServerFake]) -> None:
    desk, fake = ground
    fake.manners.replies["f2@example.org"] = "550 no"
    assert send(desk).outcomes == {Outcome.SENT: 1, Outcome.FAILED: 1}
    assert desk.messages.list("FAIR")[0].troubles == {"mail_refused": 1}
    enrol(desk, 6)
    fake.manners.replies.clear()
    result = send(desk)
    assert (result.outcomes, result.left[Standing.REACHED]) == ({Outcome.SENT: 2}, 1)
    assert fake.to() == ["f1@example.org", "f2@example.org", "f6@example.org"]
    assert send(desk).outcomes == {}
    assert send(desk, again=True).outcomes == {Outcome.SENT: 3}


def test_another_purpose_and_another_notice_are_other_messages(ground: tuple[Desk, MailServerFake]) -> None:
    desk, _ = ground
    assert send(desk).outcomes == {Outcome.SENT: 2}
    assert send(desk, purpose=Purpose.CONFIRMATION).outcomes == {Outcome.SENT: 2}
    parking, weather = Wording("通知", "停车场关了。"), Wording("通知", "会下雨。")
    assert send(desk, purpose=Purpose.NOTICE, wording=parking).outcomes == {Outcome.SENT: 2}
    assert send(desk, purpose=Purpose.NOTICE, wording=weather).outcomes == {Outcome.SENT: 2}
    assert send(desk, purpose=Purpose.NOTICE, wording=parking).outcomes == {}


def test_a_server_that_goes_away_leaves_the_rest_for_the_next_run(ground: tuple[Desk, MailServerFake]) -> None:
    desk, fake = ground
    line = desk.mailing.connect()
    line.open()
    mail = desk.mailing.prepare("FAIR", purpose=Purpose.REMINDER, words=ZH, wording=PLAIN)
    fake.manners.sender_reply = "553 not today"
    result = desk.mailing.send(mail, line, ZH)
    assert result.stopped is not None
    assert (result.stopped.code, result.outcomes, result.unsent) == ("mail_sender", {}, 2)
    fake.manners.sender_reply = "250 ok"
    assert send(desk).outcomes == {Outcome.SENT: 2}


def test_what_was_sent_before_a_cancel_is_noted(fair: Desk) -> None:
    for number in range(1, 26):
        enrol(fair, number)

    class Enough(Exception):
        pass

    def progress(done: int, total: int) -> None:
        assert total == 25
        if done == 20:
            raise Enough

    with serving() as fake:
        use(fair, fake)
        line = fair.mailing.connect()
        line.open()
        mail = fair.mailing.prepare("FAIR", purpose=Purpose.REMINDER, words=ZH, wording=PLAIN, tickets=False)
        with pytest.raises(Enough):
            fair.mailing.send(mail, line, ZH, progress=progress)
        assert len(fake.letters) == 20
        assert send(fair).outcomes == {Outcome.SENT: 5}
        assert len(set(fake.to())) == 25


def test_a_test_writes_files_without_names_and_reaches_nobody(fair: Desk, tmp_path: Path) -> None:
    made = [enrol(fair, number, nickname="豆豆") for number in (1, 2)]
    folder = Folder(tmp_path / "letters")
    folder.open()
    mail = fair.mailing.prepare("FAIR", purpose=Purpose.CONFIRMATION, words=ZH, wording=PLAIN, test=True)
    result = fair.mailing.send(mail, folder, ZH)
    assert result.outcomes == {Outcome.WRITTEN: 2}
    assert sorted(file.name for file in (tmp_path / "letters").iterdir()) == sorted(f"{one.id}.eml" for one in made)
    letter = message_from_bytes(folder.files[0].read_bytes(), policy=policy.default)
    assert isinstance(letter, EmailMessage)
    assert "f1@" not in letter["To"]
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "image/png"]
    plan = fair.messages.plan("FAIR", purpose=Purpose.CONFIRMATION, channel=Channel.EMAIL)
    assert plan.counts == {Standing.READY: 2}
    whole = fair.mailing.prepare("FAIR", purpose=Purpose.CONFIRMATION, words=ZH, wording=PLAIN, test=True, unmasked=True)
    assert [one.address for one in whole.letters] == ["f1@example.org", "f2@example.org"]


def test_a_folder_that_takes_nothing_says_so_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreProblem, match="mail_not_written"):
        Folder(tmp_path / "file" / "letters").open()


def test_the_log_and_the_audit_hold_no_person(ground: tuple[Desk, MailServerFake]) -> None:
    desk, _ = ground
    desk.messages.opt_in(desk.registrations.list("FAIR")[3].family)
    send(desk)
    with desk.house.store.reading() as connection:
        logged = [*connection.execute(sa.select(t.audit.c.details)).scalars()]
        logged += connection.execute(sa.select(t.outbox.c.body).where(t.outbox.c.type.like("message%"))).scalars()
    assert logged
    assert not [text for text in logged for private in ("example.org", "豆豆", "家长1", "13900000001") if private in text]


def test_a_waiting_family_gets_what_is_for_those_who_wait(fair: Desk) -> None:
    event = fair.events.show("FAIR")
    fair.events.change(
        "FAIR", title=event.title, start=event.start, end=event.end, venue=event.venue, capacity=2,
        capacity_unit=event.capacity_unit, band=None,
    )  # fmt: skip
    enrol(fair, 1)
    enrol(fair, 2, wait=True)
    for purpose, to in ((Purpose.CONFIRMATION, ["家**"]), (Purpose.WAITLIST, ["家**"])):
        plan = fair.messages.plan("FAIR", purpose=purpose, channel=Channel.EMAIL)
        assert [one.label for one in plan.recipients] == to
    both = fair.messages.plan("FAIR", purpose=Purpose.CANCELLED, channel=Channel.EMAIL).recipients
    assert [one.state for one in both] == [RegistrationState.CONFIRMED, RegistrationState.WAITLISTED]


def test_a_password_is_kept_in_an_encrypted_file_alone(tmp_path: Path, clock: SetClock) -> None:
    server = MailServer("smtp.example.org", 465, Security.TLS, "desk", "desk@example.org")
    with create_desk(tmp_path / "a", name="x", passphrase="long enough", clock=clock) as desk:
        view = desk.mailing.set_server(server, password="very-secret")
        assert (view.has_password, view.keeps, view.server) == (True, "desk", server)
        assert "very-secret" not in repr(view)
        assert desk.mailing.set_server(server).has_password
        assert desk.mailing.connect() is not None
        with desk.house.store.reading() as connection:
            told = [text for log in (t.audit.c.details, t.outbox.c.body) for text in connection.execute(sa.select(log)).scalars()]
        assert not [text for text in told if "very-secret" in text]
    assert b"very-secret" not in (tmp_path / "a" / "desk.db").read_bytes()
    with open_desk(tmp_path / "a", passphrase="long enough") as desk:
        assert not desk.mailing.set_server(server, password="").has_password


def test_a_password_has_no_place_in_a_plain_file(desk: Desk) -> None:
    server = MailServer("smtp.example.org", 465, Security.TLS, "desk", "desk@example.org")
    # Whether this computer has a keyring or not: a desk's file that is not encrypted must not hold the word.
    with suppress(Conflict):
        desk.mailing.set_server(server, password="very-secret")
        desk.mailing.set_server(server, password="")
    with desk.house.store.reading() as connection:
        assert not [value for value in connection.execute(sa.select(t.meta.c.value)).scalars() if "very-secret" in value]
    desk.mailing.set_server(server)
    with pytest.raises(Conflict, match="mail_password_missing"):
        desk.mailing.connect()
    assert desk.mailing.connect(password="given now") is not None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"host": ""}, "bad_mail_host"), ({"host": "a b"}, "bad_mail_host"), ({"host": "x\r\ny"}, "bad_mail_host"),
        ({"port": 0}, "bad_mail_port"), ({"port": 70000}, "bad_mail_port"), ({"sender": "x"}, "bad_mail_sender"),
        ({"sender": "a@b.c\nBcc: d@e.f"}, "bad_mail_sender"), ({"security": Security.NONE}, "password_in_the_open"),
    ],
)  # fmt: skip
def test_settings_that_cannot_work_are_refused(desk: Desk, change: dict[str, object], code: str) -> None:
    values = {"host": "smtp.example.org", "port": 465, "security": Security.TLS, "user": "u", "sender": "d@example.org"} | change
    with pytest.raises(InvalidInput, match=code):
        desk.mailing.set_server(MailServer(**values))  # type: ignore[arg-type]
    assert desk.mailing.settings().server is None


def test_only_who_may_send_sends(ground: tuple[Desk, MailServerFake]) -> None:
    desk, fake = ground
    desk.operators.add("门口", OperatorRole.DOOR)
    desk.operators.add("策划", OperatorRole.PLANNER)
    desk.operators.begin_as("门口")
    for verb in (
        lambda: desk.mailing.prepare("FAIR", purpose=Purpose.REMINDER, words=ZH, wording=PLAIN),
        desk.mailing.connect,
        lambda: desk.mailing.set_server(MailServer("h", 25, Security.NONE, "", "d@example.org")),
    ):
        with pytest.raises(NotAllowed):
            verb()
    desk.operators.begin_as("策划")
    assert send(desk).outcomes == {Outcome.SENT: 2}
    with pytest.raises(NotAllowed):
        desk.mailing.prepare("FAIR", purpose=Purpose.REMINDER, words=ZH, wording=PLAIN, test=True, unmasked=True)
    assert len(fake.letters) == 2


def test_reminders_are_due_until_everybody_has_one(ground: tuple[Desk, MailServerFake], clock: SetClock) -> None:
    desk, _ = ground
    (due,) = desk.messages.due(days=3)
    assert (due.event, due.families, due.waiting) == ("FAIR", 5, 5)
    send(desk)
    assert desk.messages.due(days=3)[0].waiting == 3
    left = [one.family for one in desk.messages.plan("FAIR", purpose=Purpose.REMINDER, channel=Channel.WECHAT).recipients]
    desk.messages.copied("FAIR", left, purpose=Purpose.REMINDER, wording=PLAIN)
    assert desk.messages.due(days=3)[0].waiting == 0
    clock.at += timedelta(hours=2)
    assert desk.messages.due(days=3) == ()


def test_no_letter_without_a_subject(fair: Desk) -> None:
    with pytest.raises(InvalidInput, match="subject_missing"):
        fair.mailing.prepare("FAIR", purpose=Purpose.NOTICE, words=ZH, wording=Wording(" ", "x"))


def test_the_desk_takes_another_way_for_letters(fair: Desk) -> None:
    enrol(fair, 1)
    asked: list[tuple[str, str]] = []
    fair.mailing.set_server(MailServer("smtp.example.org", 465, Security.TLS, "u", "desk@example.org"))

    def way(server: MailServer, password: str) -> Folder:
        asked.append((server.host, password))
        return Folder(fair.folder)

    Mailing(fair.house, transport=way).connect(password="p")
    assert asked == [("smtp.example.org", "p")]


def prepared(desk: Desk, **more: object) -> Mail:
    return desk.mailing.prepare("FAIR", purpose=Purpose.REMINDER, words=ZH, wording=PLAIN, tickets=False, **more)  # type: ignore[arg-type]


def test_two_windows_never_write_to_one_family_twice(ground: tuple[Desk, MailServerFake]) -> None:
    desk, fake = ground
    line = desk.mailing.connect()
    line.open()
    mine = prepared(desk)
    plan = desk.messages.plan("FAIR", purpose=Purpose.REMINDER, channel=Channel.EMAIL)
    assert plan.counts[Standing.SENDING] == 2 and Standing.READY not in plan.counts
    other = send(desk)
    assert (other.outcomes, other.left[Standing.SENDING]) == ({}, 2)
    assert send(desk, again=True).outcomes == {}
    assert {one.id: one.outcomes[Outcome.SENDING] for one in desk.messages.list("FAIR")}[mine.message] == 2
    assert desk.mailing.send(mine, line, ZH).outcomes == {Outcome.SENT: 2}
    assert fake.to() == ["f1@example.org", "f2@example.org"]
    shown = {one.id: one.outcomes for one in desk.messages.list("FAIR")}[mine.message]
    assert shown == {Outcome.SENT: 2, Outcome.OPTED_OUT: 1, Outcome.NO_ADDRESS: 2}


def test_who_was_made_ready_in_two_windows_at_once_is_written_to_by_one(ground: tuple[Desk, MailServerFake]) -> None:
    """The list is read again in the step that writes: what another window began meanwhile counts."""
    desk, _ = ground
    families = [one.family for one in prepared(desk, test=True).letters]
    event = desk.events.show("FAIR")
    engine = desk.house.store.engine.execution_options(**{IMMEDIATE: True})
    made: list[Mail] = []
    with engine.connect() as writer, writer.begin() as held:
        begun = {"channel": "email", "purpose": "reminder", "subject": PLAIN.subject, "text": PLAIN.text, "at": desk.clock.now()}
        writer.execute(f.message.insert(), begun | {"id": "other", "event": event.id, "operator": desk.actor.operator})
        rows = [{"message": "other", "family": one, "state": "sending", "trouble": "", "at": desk.clock.now()} for one in families]
        writer.execute(f.message_recipient.insert(), rows)
        runner = threading.Thread(target=lambda: made.append(prepared(desk)))
        runner.start()
        runner.join(0.3)
        held.commit()
    runner.join(10)
    assert (len(families), made[0].letters, made[0].left[Standing.SENDING]) == (2, (), 2)


def test_a_sender_that_died_gives_its_families_free_again(ground: tuple[Desk, MailServerFake], clock: SetClock) -> None:
    desk, _ = ground
    mail = prepared(desk)
    desk.mailing.record(mail, [Sent(mail.letters[0].family, Outcome.SENT)])
    clock.at += timedelta(minutes=9)
    assert send(desk).outcomes == {}
    clock.at += timedelta(minutes=1)
    assert desk.messages.list("FAIR")[-1].outcomes[Outcome.LOST] == 1
    result = send(desk)
    assert (result.outcomes, result.left[Standing.REACHED]) == ({Outcome.SENT: 1}, 1)


def test_what_the_server_refused_to_begin_with_is_free_at_once(ground: tuple[Desk, MailServerFake]) -> None:
    desk, _ = ground
    mail = prepared(desk)
    desk.mailing.finish(mail)
    assert desk.messages.plan("FAIR", purpose=Purpose.REMINDER, channel=Channel.EMAIL).counts[Standing.READY] == 2
    assert desk.messages.list("FAIR")[0].outcomes == {Outcome.OPTED_OUT: 1, Outcome.NO_ADDRESS: 2}
