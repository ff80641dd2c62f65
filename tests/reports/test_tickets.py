"""Tickets: what is printed and sent can be read at the door, and names nobody."""

import csv
import shutil
import subprocess
import time
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.errors import InvalidInput, NotFound, StoreProblem
from eventdesk.exchange.codes import read_codes
from eventdesk.reports.glyphs import MISSING, Glyphs
from eventdesk.reports.tickets import TicketCard, TicketEvent, clock, face, short_code, when
from eventdesk.reports.tickets_picture import SIZE
from eventdesk.reports.wrapping import cut, wrapped
from eventdesk.services.booking import BookedPerson
from resources.words import LANGUAGES, Words
from tests.desks import create_desk

ZONE = ZoneInfo("Asia/Shanghai")
CODE = "20261017-FAIR"
GUARDIAN, PHONE, NICKNAME = "冷清秋", "15400001234", "安安🐰"

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    at = SetClock(datetime(2026, 10, 1, 12, tzinfo=ZONE))
    desk = create_desk(tmp_path / "desk", name="小禾苗亲子社", passphrase=None, clock=at)
    desk.events.add(
        title="秋日亲子工坊日", code=CODE, venue="青禾社区中心", capacity=9,
        start=datetime(2026, 10, 17, 9, tzinfo=ZONE), end=datetime(2026, 10, 17, 12, tzinfo=ZONE),
    )  # fmt: skip
    desk.events.add_slot(CODE, title="落叶拓印", code="LEAF")
    for number in range(4):
        people = [
            BookedPerson(role=Role.GUARDIAN, name=GUARDIAN, phone=f"{int(PHONE) + number}"),
            BookedPerson(role=Role.CHILD, name="冷小禾", nickname=NICKNAME if number % 2 == 0 else None),
        ]
        desk.registrations.add(CODE, people=people, adults=2, children=1, slots=["LEAF"])
    return desk


def words(language: str = "zh") -> Words:
    return Words(language)


def rows_of(file: Path) -> list[list[str]]:
    return list(csv.reader(file.read_bytes().decode("utf-8-sig").splitlines()))


def test_the_list_has_every_code(desk: Desk, tmp_path: Path) -> None:
    made = desk.tickets.write(CODE, folder=tmp_path, pdf=False, png=False, csv=True, words=words())
    (file,) = made.files
    assert file.read_bytes().startswith(b"\xef\xbb\xbfregistration,ticket\r\n")
    stored = [[r.id, r.ticket] for r in desk.registrations.list(CODE)]
    assert rows_of(file)[1:] == stored
    assert made.count == len(stored) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_is_read_after_a_messenger_shrank_it(desk: Desk, tmp_path: Path, language: str) -> None:
    made = desk.tickets.write(CODE, folder=tmp_path, pdf=False, png=True, csv=False, words=words(language))
    stored = {r.id: r.ticket for r in desk.registrations.list(CODE)}
    assert {file.stem for file in made.files} == set(stored)
    for file in made.files:
        assert read_codes(file).codes == (stored[file.stem],)
        with Image.open(file) as picture:
            assert picture.size == SIZE
            small = picture.resize((SIZE[0] // 2, SIZE[1] // 2))
        shrunk = tmp_path / "shrunk.jpg"
        small.save(shrunk, "JPEG", quality=40)
        assert read_codes(shrunk).codes == (stored[file.stem],)


@needs_poppler
def test_the_sheet_is_read_in_print_order(desk: Desk, tmp_path: Path) -> None:
    made = desk.tickets.write(CODE, folder=tmp_path, pdf=True, png=False, csv=False, words=words())
    prefix = tmp_path / "page"
    subprocess.run(["pdftoppm", "-r", "120", "-gray", "-png", made.files[0], prefix], check=True)
    (page,) = sorted(tmp_path.glob("page*.png"))
    assert set(read_codes(page).codes) == {r.ticket for r in desk.registrations.list(CODE)}


@needs_poppler
def test_the_sheet_can_be_searched(desk: Desk, tmp_path: Path) -> None:
    made = desk.tickets.write(CODE, folder=tmp_path, pdf=True, png=False, csv=False, words=words())
    text = subprocess.run(["pdftotext", made.files[0], "-"], check=True, capture_output=True, text=True).stdout
    for said in ("小禾苗亲子社", "秋日亲子工坊日", "2026年10月17日（周六）", "9:00–12:00", "青禾社区中心", "落叶拓印"):
        assert text.count(said) == 4
    # The narrow spaces that the extractor drops are there in the picture.
    assert "2大1小" in text.replace(" ", "")
    assert "安安一家" in text
    # Nine places, four families of three: the last one waits.
    assert text.replace("候补：", "").count("候补") == 1
    fonts = subprocess.run(["pdffonts", made.files[0]], check=True, capture_output=True, text=True).stdout
    lines = [line.split() for line in fonts.splitlines()[2:]]
    assert lines
    assert all("NotoSansSC" in line[0] and line[3:6] == ["yes", "yes", "yes"] for line in lines)


@needs_poppler
def test_nothing_names_a_person(desk: Desk, tmp_path: Path) -> None:
    made = desk.tickets.write(CODE, folder=tmp_path / "out", pdf=True, png=True, csv=True, words=words())
    sheet = next(file for file in made.files if file.suffix == ".pdf")
    text = subprocess.run(["pdftotext", sheet, "-"], check=True, capture_output=True, text=True).stdout
    listed = next(file for file in made.files if file.suffix == ".csv").read_text(encoding="utf-8-sig")
    for shown in (text, listed, *(file.name for file in made.files)):
        assert GUARDIAN not in shown
        assert "冷小禾" not in shown
        assert PHONE[-4:] not in shown
    assert "冷**一家" in text  # without a nickname
    assert sorted(made.files) == sorted((tmp_path / "out").iterdir())  # and nothing is left over


def test_cancelled_registrations_get_none(desk: Desk, tmp_path: Path) -> None:
    gone = desk.registrations.list(CODE)[1].id
    desk.registrations.cancel(gone)
    made = desk.tickets.write(CODE, folder=tmp_path, pdf=False, png=True, csv=False, words=words())
    assert made.count == 3
    assert gone not in {file.stem for file in made.files}


def test_progress_counts_to_the_end(desk: Desk, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    desk.tickets.write(
        CODE, folder=tmp_path, pdf=True, png=True, csv=True, words=words(), progress=lambda *at: seen.append(at)
    )
    assert seen == [(number, 6) for number in range(1, 7)]


def test_that_tickets_were_made_is_audited_once_they_are(desk: Desk, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(StoreProblem) as problem:
        desk.tickets.write(CODE, folder=blocked, pdf=True, png=False, csv=False, words=words())
    assert problem.value.code == "tickets_not_written"
    assert blocked.read_text() == "in the way"
    assert desk.proofs.verify().ok


def test_what_cannot_be_made_is_said(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as problem:
        desk.tickets.write(CODE, folder=tmp_path / "none", pdf=False, png=False, csv=False, words=words())
    assert problem.value.code == "no_ticket_format"
    empty = desk.events.add(
        title="Empty", start=datetime(2026, 12, 1, 9, tzinfo=ZONE), end=datetime(2026, 12, 1, 10, tzinfo=ZONE)
    )
    with pytest.raises(NotFound) as missing:
        desk.tickets.write(empty.code, folder=tmp_path / "none", pdf=True, png=True, csv=True, words=words())
    assert missing.value.code == "no_tickets"
    assert not (tmp_path / "none").exists()


def a_card(number: int) -> TicketCard:
    return TicketCard(
        registration=f"019a0000-0000-7000-8000-{number:012x}", ticket="ED1" + f"{number:06d}".replace("0", "A") + "B" * 167,
        label="豆豆", adults=2, children=1, slots=("落叶拓印",), waitlisted=number % 9 == 0,
    )  # fmt: skip


def an_event(**changes: object) -> TicketEvent:
    values: dict[str, object] = {
        "organisation": "小禾苗亲子社", "code": CODE, "title": "秋日亲子工坊日", "venue": "青禾社区中心",
        "starts": datetime(2026, 10, 17, 9, tzinfo=ZONE), "ends": datetime(2026, 10, 17, 12, tzinfo=ZONE),
    }  # fmt: skip
    return TicketEvent(**(values | changes))  # type: ignore[arg-type]  # the fields' own types


def test_three_hundred_take_seconds(tmp_path: Path) -> None:
    from eventdesk.reports.tickets_sheet import write_sheet

    started = time.perf_counter()
    file = write_sheet([a_card(n) for n in range(300)], an_event(), words(), folder=tmp_path, name="many")
    assert time.perf_counter() - started < 15  # 2 s on an idle laptop
    assert file.stat().st_size < 2_000_000


def test_long_words_stay_on_the_card(tmp_path: Path) -> None:
    from eventdesk.reports.tickets_picture import write_pictures

    long = "名字很长的社区亲子活动" * 12
    event = an_event(title=long, venue=long, organisation=long, ends=datetime(2026, 10, 18, 12, tzinfo=ZONE))
    card = TicketCard("a" * 36, a_card(1).ticket, long, 99, 99, (long, long), waitlisted=True)
    (file,) = write_pictures([card], event, words("en"), folder=tmp_path)
    with Image.open(file) as picture:
        beside = picture.crop((SIZE[0] - 31, 0, SIZE[0], SIZE[1]))
    assert len(beside.getcolors(256) or ()) == 1  # the margin is one colour: nothing runs over it
    assert read_codes(file).codes == (card.ticket,)


def test_a_card_in_words() -> None:
    said = face(a_card(1), words())
    assert (said.family, said.party, said.code) == ("豆豆一家", "2 大 1 小", "0000-0001")
    alone = TicketCard("b" * 36, "ED1", "", 1, 0, (), waitlisted=False)
    assert (face(alone, words("en")).family, face(alone, words("en")).party) == ("", "1 adult")
    assert when(an_event(), words()) == "2026年10月17日（周六）9:00–12:00"
    assert when(an_event(), words("en")) == "Saturday 17 October 2026, 9:00–12:00"
    two_days = an_event(ends=datetime(2026, 10, 18, 16, 5, tzinfo=ZONE))
    assert when(two_days, words()) == "2026年10月17日（周六）9:00 – 2026年10月18日（周日）16:05"
    assert clock(datetime(2026, 1, 1, 0, 7, tzinfo=ZONE)) == "0:07"


def test_registrations_of_one_import_have_different_short_codes(desk: Desk) -> None:
    assert len({short_code(r.id) for r in desk.registrations.list(CODE)}) == 4


def test_what_the_typeface_lacks_is_left_out_or_marked() -> None:
    assert Glyphs().printable("安安🐰\n小熊👨‍👩‍👧") == "安安 小熊"
    assert Glyphs().printable("ᚠ豆") == f"{MISSING}豆"


@given(
    st.text(alphabet="ab 1–:,。（）中文字，", max_size=80),
    st.integers(min_value=1, max_value=30),
    st.integers(min_value=1, max_value=4),
)
@settings(max_examples=300, deadline=None)
def test_lines_fit_and_lose_nothing_but_the_end(text: str, room: int, lines: int) -> None:
    made = wrapped(text, len, room, lines=lines)
    assert len(made) <= lines
    assert all(len(line) <= room for line in made)
    kept, whole = "".join("".join(made).split()), "".join(text.split())
    assert kept == whole or (kept.endswith("…") and whole.startswith(kept.removesuffix("…")))


def test_lines_break_where_a_reader_would() -> None:
    assert wrapped("2026年10月17日（周六）9:00–12:00", len, 16, lines=3) == ["2026年10月17日（周六）", "9:00–12:00"]
    assert wrapped("读书，唱歌", len, 2, lines=4) == ["读", "书，", "唱歌"]
    assert cut("亲子工坊日", len, 4) == "亲子工…"


def test_a_damaged_picture_would_not_be_read(tmp_path: Path) -> None:
    """The reading above can fail: a ticket with its middle painted over gives nothing."""
    from eventdesk.reports.tickets_picture import write_pictures

    (file,) = write_pictures([a_card(2)], an_event(), words(), folder=tmp_path)
    with Image.open(BytesIO(file.read_bytes())) as picture:
        picture.paste((255, 255, 255), (200, 450, 550, 800))
        picture.save(file)
    assert read_codes(file).codes == ()
