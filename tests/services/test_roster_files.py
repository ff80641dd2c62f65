"""Rosters on paper and as workbooks, calendars, cards and certificates."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.errors import InvalidInput, NotFound, StoreProblem
from eventdesk.exchange.codes import read_codes
from eventdesk.services.checkins import Scan
from resources.words import Words
from tests.services.duty_ground import NAMES, at, ids, staffed

ZH = Words("zh")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(at(8, 30))


@pytest.fixture
def desk(tmp_path: Path, clock: SetClock) -> Iterator[Desk]:
    with staffed(tmp_path / "desk", clock) as made:
        yield made


def text_of(file: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout


@needs_poppler
def test_a_roster_is_read_by_time_role_and_person(desk: Desk, tmp_path: Path) -> None:
    made = desk.roster_files.write("FAIR", tmp_path / "班表.pdf", words=ZH)
    text = text_of(made.files[0])
    pages = text.split("\f")[:-1]
    assert [next(word for word in ("按时间", "按岗位", "按人") if word in page) for page in pages] == ["按时间", "按岗位", "按人"]
    assert "09:00–12:00" in text
    assert "周敏、何嘉禾" in text.replace(" ", "")
    assert "138****0001" in text
    assert "13800000001" not in text
    assert "暂无班次" in pages[2]
    fonts = subprocess.run(["pdffonts", made.files[0]], check=True, capture_output=True, text=True).stdout
    assert all(line.split()[-5] == "yes" for line in fonts.splitlines()[2:])
    assert b"/Lang (zh-CN)" in made.files[0].read_bytes()
    about = subprocess.run(["pdfinfo", made.files[0]], check=True, capture_output=True, text=True).stdout
    assert "班表 秋日亲子工坊日" in about


@needs_poppler
def test_what_is_missing_is_said(desk: Desk, tmp_path: Path) -> None:
    desk.rosters.withdraw("FAIR", ["VOL004"], reason="生病")
    text = text_of(desk.roster_files.write("FAIR", tmp_path / "r.pdf", words=ZH, by="time").files[0])
    assert "还缺 1 人" in text
    assert "缺 1" in text
    assert text.count("\f") == 1


def test_a_workbook_has_typed_cells_and_nothing_that_runs(desk: Desk, tmp_path: Path) -> None:
    file = desk.roster_files.write("FAIR", tmp_path / "r.xlsx", words=ZH).files[0]
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["按时间", "按岗位", "按人"]
    page = book["按时间"]
    head = [cell.value for cell in page[1]]
    first = dict(zip(head, page[2], strict=True))
    assert first["开始"].value == at(9).replace(tzinfo=None)
    assert (first["开始"].number_format, first["日期"].number_format) == ("hh:mm", "yyyy-mm-dd")
    assert (first["姓名"].value, first["手机"].value, first["时长（分钟）"].value) == ("周敏", "138****0001", 150)
    assert (first["备注"].value, first["备注"].data_type) == ("=1+1", "s")
    assert (page.freeze_panes, page.auto_filter.ref) == ("B2", "A1:M5")
    assert [row[0].value for row in book["按人"].iter_rows(min_row=2)] == list(NAMES)


def test_whole_phones_need_the_right_and_are_audited(desk: Desk, tmp_path: Path) -> None:
    desk.roster_files.write("FAIR", tmp_path / "r.xlsx", words=ZH, by="person", unmasked=True)
    values = [cell.value for row in openpyxl.load_workbook(tmp_path / "r.xlsx")["按人"].iter_rows() for cell in row]
    assert "13800000001" in values
    with desk.house.store.reading() as connection:
        last = connection.exec_driver_sql("SELECT action, details FROM audit ORDER BY seq DESC LIMIT 1").one()
    assert last.action == "roster.written"
    assert '"unmasked": true' in last.details


@pytest.mark.parametrize(("file", "by", "code"), [("r.doc", None, "bad_roster_format"), ("r.pdf", "colour", "bad_roster_view")])
def test_what_no_roster_can_be_is_said(desk: Desk, tmp_path: Path, file: str, by: str | None, code: str) -> None:
    with pytest.raises(InvalidInput, match=code):
        desk.roster_files.write("FAIR", tmp_path / file, words=ZH, by=by)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreProblem, match="roster_not_written"):
        desk.roster_files.write("FAIR", tmp_path / "file" / "r.pdf", words=ZH)


def test_each_person_has_a_calendar_of_their_shifts(desk: Desk, tmp_path: Path) -> None:
    import icalendar

    made = desk.roster_files.calendars("FAIR", tmp_path, words=ZH)
    assert [file.name for file in made.files] == [f"FAIR-VOL00{n}.ics" for n in range(1, 5)]
    calendar = icalendar.Calendar.from_ical(made.files[0].read_bytes())
    (entry,) = calendar.walk("VEVENT")
    assert (entry["SUMMARY"], entry["LOCATION"]) == ("签到台 · 秋日亲子工坊日", "青禾社区中心 正门")
    assert (entry.decoded("DTSTART"), entry.decoded("DTEND")) == (at(9), at(12))
    assert all(name not in made.files[0].read_text(encoding="utf-8") for name in NAMES)
    with pytest.raises(NotFound, match="no_shifts_given"):
        desk.roster_files.calendars("FAIR", tmp_path, words=ZH, only=["VOL005"])


@needs_poppler
def test_the_code_on_a_card_is_what_the_door_reads(desk: Desk, tmp_path: Path) -> None:
    made = desk.roster_files.cards("FAIR", tmp_path / "cards.pdf", words=ZH, only=["VOL001"])
    assert "周敏" in text_of(made.files[0])
    subprocess.run(["pdftoppm", "-r", "150", "-png", made.files[0], tmp_path / "card"], check=True)
    (code,) = read_codes(next(tmp_path.glob("card*.png"))).codes
    assert code == desk.roster_files.codes("FAIR")[ids(desk)["VOL001"]]
    found = desk.checkins.scan("FAIR", Scan(text=code, at=at(9)))
    assert found.volunteer is not None
    assert found.volunteer.code == "VOL001"


@needs_poppler
def test_a_certificate_thanks_for_what_was_worked(desk: Desk, clock: SetClock, tmp_path: Path) -> None:
    person = next(one.id for one in desk.volunteers.list("周敏"))
    clock.at = at(13)
    with pytest.raises(NotFound, match="no_hours"):
        desk.roster_files.certificate(person, tmp_path / "c.pdf", words=ZH)
    desk.checkins.scan("FAIR", Scan(text=desk.roster_files.codes("FAIR")[ids(desk)["VOL001"]], at=at(9)))
    text = text_of(desk.roster_files.certificate(person, tmp_path / "c.pdf", words=ZH).files[0]).replace(" ", "")
    for part in ("志愿服务证书", "周敏", "2小时30分钟", "2026年11月28日", "秋日亲子工坊日", "签到台", "小禾苗亲子社"):
        assert part in text
    with pytest.raises(NotFound, match="no_hours"):
        desk.roster_files.certificate(person, tmp_path / "c.pdf", words=ZH, last=at(9).date().replace(day=27))
