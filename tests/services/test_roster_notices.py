"""Telling volunteers of their shifts, and what changed since."""

from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import icalendar
import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.message import Channel, Outcome
from eventdesk.domain.volunteer import Assigned, Response
from eventdesk.errors import MailTrouble, NotFound
from eventdesk.services.mailing import Folder
from eventdesk.services.roster_notices import Standing
from resources.words import Words
from tests.services.duty_ground import NAMES, at, ids, staffed

ZH = Words("zh")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(at(8, 30))


@pytest.fixture
def desk(tmp_path: Path, clock: SetClock) -> Iterator[Desk]:
    with staffed(tmp_path / "desk", clock) as made:
        yield made


def standings(desk: Desk) -> list[Standing]:
    return [one.standing for one in desk.roster_notices.list("FAIR", ZH)]


def told(desk: Desk) -> list[bool | None]:
    return [one.told for one in desk.rosters.show("FAIR").people]


class Post:
    """Takes letters; the third one, and each after it, finds the server gone."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    def open(self) -> None:
        """Nothing to open."""

    def send(self, letter: EmailMessage) -> None:
        """Takes two."""
        if len(self.letters) == 2:
            raise MailTrouble("mail_unreachable", stops=True, host="mail", port=25)
        self.letters.append(letter)

    def close(self) -> None:
        """Nothing to close."""


def test_each_gets_a_text_of_their_own_shifts(desk: Desk) -> None:
    first = desk.roster_notices.list("FAIR", ZH, only=["VOL001"])[0]
    assert (first.standing, first.shifts, first.has_email) == (Standing.NEW, 1, True)
    assert first.text.splitlines() == [
        "周敏，您好：", "秋日亲子工坊日 2026年11月28日（周六） 请您帮忙，共 1 班：", "· 09:00–12:00 签到台 · 正门",
        "地点：青禾社区中心", "能来请回复“能来”；来不了请尽早告诉我们，好另找人。",
    ]  # fmt: skip
    assert all(name not in first.text for name in NAMES[1:])


def test_a_text_for_everybody_has_names_and_no_phones(desk: Desk) -> None:
    desk.rosters.withdraw("FAIR", ["VOL004"], reason="生病")
    text = desk.roster_notices.group_text("FAIR", ZH)
    assert "09:00–12:00 签到台（正门）：周敏、何嘉禾" in text
    assert "10:00–12:00 急救（彩虹厅）：还没有人 （还缺 1 人）" in text
    assert "138" not in text


def test_who_was_told_waits_to_answer_and_what_changes_since_shows(desk: Desk, clock: SetClock) -> None:
    assert standings(desk) == [Standing.NEW] * 4 + [Standing.NONE] * 2
    desk.roster_notices.copied("FAIR", ["VOL001", "VOL003"])
    assert standings(desk)[:3] == [Standing.TOLD, Standing.NEW, Standing.TOLD]
    assert told(desk)[:3] == [True, None, True]
    by = ids(desk)
    roster = desk.rosters.respond("FAIR", [(by["S01"], by["VOL001"])], Response.ACCEPTED)
    answers = {one.volunteer: one.response for one in roster.assignments}
    assert [answers[by[f"VOL00{n}"]] for n in (1, 2, 3)] == [Response.ACCEPTED, Response.OPEN, Response.ASKED]
    desk.shifts.change(by["S02"], room="草坪")
    assert standings(desk)[2] is Standing.CHANGED
    assert told(desk)[2] is False
    clock.at = at(8, 40)
    desk.roster_notices.copied("FAIR", ["VOL003"], channel=Channel.PHONE)
    seen = desk.roster_notices.list("FAIR", ZH)[2]
    assert (seen.standing, seen.channel, seen.told_at) == (Standing.TOLD, "phone", at(8, 40))


def test_who_lost_the_last_shift_is_told_so(desk: Desk) -> None:
    desk.roster_notices.copied("FAIR", ["VOL003"])
    by = ids(desk)
    desk.rosters.change("FAIR", remove=[(by["S02"], by["VOL003"])])
    seen = desk.roster_notices.list("FAIR", ZH)[2]
    assert (seen.standing, seen.shifts) == (Standing.CHANGED, 0)
    assert "暂时不用您来值班" in seen.text
    mail = desk.roster_notices.prepare("FAIR", ZH, only=["VOL003"], test=True)
    (entry,) = icalendar.Calendar.from_ical(mail.letters[0].calendar).walk("VEVENT")
    assert entry["STATUS"] == "CANCELLED"


def test_letters_as_files_tell_nobody_anything(desk: Desk, tmp_path: Path) -> None:
    mail = desk.roster_notices.prepare("FAIR", ZH, test=True)
    assert (len(mail.letters), mail.no_address) == (3, 1)
    folder = Folder(tmp_path / "post")
    folder.open()
    result = desk.roster_notices.send(mail, folder)
    assert result.outcomes == {Outcome.WRITTEN: 3}
    letter = BytesParser(policy=policy.default).parsebytes(folder.files[0].read_bytes())
    assert letter["Subject"] == "秋日亲子工坊日：您的志愿者班次"
    assert letter["To"] == "v***@example.org"
    (attached,) = list(letter.iter_attachments())
    assert (attached.get_content_type(), attached.get_filename()) == ("text/calendar", "FAIR-VOL001.ics")
    (entry,) = icalendar.Calendar.from_ical(attached.get_payload(decode=True)).walk("VEVENT")  # type: ignore[arg-type]  # bytes
    assert entry.decoded("DTSTART") == at(9)
    assert all(name not in file.name for file in folder.files for name in NAMES)
    assert standings(desk)[0] is Standing.NEW


def test_what_went_out_before_the_line_broke_is_noted(desk: Desk) -> None:
    post = Post()
    mail = desk.roster_notices.prepare("FAIR", ZH)
    result = desk.roster_notices.send(mail, post)
    assert (result.outcomes, result.unsent, result.no_address) == ({Outcome.SENT: 2}, 1, 1)
    assert result.stopped is not None
    assert [str(letter["To"]) for letter in post.letters] == ["v1@example.org", "v3@example.org"]
    assert standings(desk)[:4] == [Standing.TOLD, Standing.NEW, Standing.TOLD, Standing.NEW]
    left = desk.roster_notices.prepare("FAIR", ZH)
    assert [letter.code for letter in left.letters] == ["VOL004"]


def test_nobody_is_told_twice_unless_asked(desk: Desk) -> None:
    desk.roster_notices.copied("FAIR", ["VOL001", "VOL002", "VOL003", "VOL004"])
    with pytest.raises(NotFound, match="nobody_to_tell"):
        desk.roster_notices.prepare("FAIR", ZH)
    assert len(desk.roster_notices.prepare("FAIR", ZH, again=True).letters) == 3
    with pytest.raises(NotFound, match="nobody_listed"):
        desk.roster_notices.copied("FAIR", ["VOL005"])


def test_an_assignment_made_since_is_asked_about_anew(desk: Desk) -> None:
    desk.roster_notices.copied("FAIR", ["VOL004"])
    by = ids(desk)
    desk.shifts.add("FAIR", role="收拾", start=at(12), end=at(12, 30))
    by = ids(desk)
    desk.rosters.change("FAIR", add=[Assigned(by["S04"], by["VOL004"])])
    desk.roster_notices.copied("FAIR", ["VOL004"])
    answers = [one.response for one in desk.rosters.show("FAIR").assignments if one.volunteer == by["VOL004"]]
    assert answers == [Response.ASKED, Response.ASKED]
