"""Rosters, cards and certificates as pages: whatever is on them, nothing is lost and nothing runs off the page."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventdesk.reports.hours_certificate import CertificateFacts, Helped, write_certificate
from eventdesk.reports.roster_facts import By, RosterFacts, RosterPerson, RosterShift, sections
from eventdesk.reports.roster_pages import write_roster
from eventdesk.reports.volunteer_cards import CardEvent, VolunteerCardFace, write_cards
from resources.words import Words
from tests.conftest import ZONE
from tests.reports.plans import pages_of, sizes_of

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
DAY = datetime(2026, 11, 28, 9, 0, tzinfo=ZONE)
ZH = Words("zh")


def person(number: int, name: str = "") -> RosterPerson:
    return RosterPerson(f"p{number}", f"VOL{number:03}", name or f"志愿{number}", "138****0001")


def facts(*shifts: RosterShift, idle: tuple[RosterPerson, ...] = ()) -> RosterFacts:
    return RosterFacts("小禾苗亲子社", "FAIR", "秋日亲子工坊日", "青禾社区中心", DAY, DAY, shifts, idle)


def shift(code: str, at: int, minutes: int, people: tuple[RosterPerson, ...], *, role: str = "引导", need: int = 1) -> RosterShift:
    start = DAY + timedelta(minutes=at)
    return RosterShift(code, role, "彩虹厅", start, start + timedelta(minutes=minutes), need, people)


PEOPLE = st.lists(st.integers(1, 60), max_size=9, unique=True).map(lambda found: tuple(person(n) for n in sorted(found)))
SHIFTS = st.lists(
    st.builds(
        lambda at, minutes, people, role, need: shift("S", at, minutes, people, role=role, need=need),
        st.integers(0, 3000), st.integers(30, 600), PEOPLE, st.sampled_from(("引导", "签到台", "很长的岗位名字" * 3)),
        st.integers(0, 8),
    ),
    max_size=5,
)  # fmt: skip


@needs_poppler
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shifts=SHIFTS)
def test_everybody_stands_at_each_of_their_shifts(tmp_path: Path, shifts: list[RosterShift]) -> None:
    made = facts(*sorted(shifts, key=lambda one: one.start))
    for by in By:
        pages = pages_of(write_roster(made, ZH, file=tmp_path / "r.pdf", by=[by]))
        text = "".join(pages)
        assert len(pages) == int(pages[-1].rpartition("/")[2])
        for one in {person.code: person for shift in shifts for person in shift.people}.values():
            here = sum(one in shift.people for shift in shifts)
            assert text.count(one.code if by is By.PERSON else one.name) >= (1 if by is By.PERSON else here)


@needs_poppler
def test_no_name_is_parted_by_the_end_of_a_line(tmp_path: Path) -> None:
    names = [f"欧阳{sign}{sign}" for sign in "天地玄黄宇宙洪荒日月盈昃辰宿列张"]
    crowd = tuple(person(number, name) for number, name in enumerate(names))
    file = write_roster(facts(shift("S01", 0, 60, crowd)), ZH, file=tmp_path / "r.pdf", by=[By.TIME])
    text = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout
    assert [name for name in names if name not in text] == []


@needs_poppler
def test_a_roster_that_passes_midnight_and_lasts_days_says_so(tmp_path: Path) -> None:
    made = facts(shift("S01", 0, 60, (person(1),)), shift("S02", 24 * 60 + 840, 120, (person(1),)))
    by_time, by_role, by_person = pages_of(write_roster(made, ZH, file=tmp_path / "r.pdf"))
    assert "2026年11月28日" in by_time
    assert "2026年11月29日" in by_time
    for page in (by_role, by_person):
        assert "11/2809:00–10:00" in page
        assert "11/2923:00–次日01:00" in page


@needs_poppler
def test_a_roster_without_a_shift_is_a_page_that_says_so(tmp_path: Path) -> None:
    (page,) = pages_of(write_roster(facts(), ZH, file=tmp_path / "r.pdf", by=[By.TIME]))
    assert "还没有班次" in page


def test_what_is_missing_is_counted_and_who_is_too_many_fills_no_place() -> None:
    crowd = shift("S01", 0, 60, (person(1), person(2), person(3)), need=2)
    (one,) = sections(facts(crowd, shift("S02", 60, 60, (), need=2)), By.TIME, ZH)
    assert one.right == "2/4 人"
    assert [line.missing for line in one.lines] == [0, 2]


@needs_poppler
def test_cards_fit_whatever_they_say(tmp_path: Path) -> None:
    ticket = "ED1" + "A7Q2" * 43 + "B"
    long = VolunteerCardFace("阿" * 30, "VOL001", ticket, tuple(f"11/28 09:00–12:00 岗位{n} · 彩虹厅" for n in range(20)))
    event = CardEvent("小禾苗亲子社" * 5, "FAIR", "秋日亲子工坊日" * 6, DAY)
    faces = [long, *(VolunteerCardFace(f"志愿{n}", f"V{n}", ticket, ()) for n in range(8))]
    file = write_cards(faces, event, ZH, file=tmp_path / "c.pdf")
    first, second = pages_of(file)
    assert "其余班次见班表" in first
    assert "V7" in second
    assert all(round(wide) == 595 and round(high) == 842 for wide, high in sizes_of(file))


@needs_poppler
def test_a_certificate_goes_on_to_a_second_page(tmp_path: Path) -> None:
    events = tuple(Helped(date(2026, 1, 1) + timedelta(days=n), f"活动{n}", "引导", 90) for n in range(20))
    made = CertificateFacts("小禾苗亲子社", "何嘉禾", DAY, events)
    first, second = pages_of(write_certificate(made, ZH, file=tmp_path / "c.pdf"))
    assert "20场活动" in first
    assert "30小时" in first
    assert "活动12" in first
    assert "活动13" in second
    one = pages_of(write_certificate(CertificateFacts("A", "B", DAY, events[:1]), Words("en"), file=tmp_path / "c.pdf"))
    assert "1hour30minutes" in one[0]
    english = subprocess.run(["pdfinfo", tmp_path / "c.pdf"], check=True, capture_output=True, text=True).stdout
    assert "Certificate of volunteering" in english


@needs_poppler
def test_an_event_of_several_days_is_headed_by_its_first_and_last(tmp_path: Path) -> None:
    one = facts(shift("S1", 0, 60, (person(1),)))
    (page,) = pages_of(write_roster(one, ZH, file=tmp_path / "r.pdf", by=[By.TIME]))
    assert "2026年11月28日（周六）按时间" in page
    long = replace(one, ends=DAY + timedelta(days=2))
    (page,) = pages_of(write_roster(long, ZH, file=tmp_path / "l.pdf", by=[By.TIME]))
    assert "2026年11月28日（周六）\u20132026年11月30日（周一）按时间" in page
