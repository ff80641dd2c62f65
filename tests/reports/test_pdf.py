"""The PDF: its text can be searched and copied, its bytes are the same every time, it holds no more than it should."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from eventdesk.reports.attendance import AttendanceFacts, NoShow, SlotFact, build
from eventdesk.reports.document import ReportDocument
from eventdesk.reports.exporters.pdf import export
from eventdesk.reports.exporters.rows import call, define
from eventdesk.reports.glyphs import Glyphs
from eventdesk.reports.phrases import shown
from resources.words import LANGUAGES, Words
from tests.reports.made import NASTY, SLOTS, ZONE, any_facts, crowd, facts

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils are not installed")
NO_SHOWS = tuple(NoShow("林**", f"138****{n:04d}", 1, 1, ("KANG",)) for n in range(60))


def printed(document: ReportDocument, folder: Path, language: str = "zh") -> Path:
    return export(document, folder=folder, words=Words(language), zone=ZoneInfo(ZONE), name=document.stem)


def text_of(file: Path, *options: str) -> str:
    tool = shutil.which("pdftotext")
    assert tool is not None
    done = subprocess.run([tool, *options, str(file), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def packed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@needs_poppler
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_can_be_found_and_copied(language: str, tmp_path: Path) -> None:
    document = build(facts(crowd(), no_shows=NO_SHOWS))
    words = Words(language)
    text = packed(text_of(printed(document, tmp_path, language), "-raw"))
    for figure in document.figures:
        for part in (figure.key, call(figure, words), define(figure, words), shown(figure.value, figure.kind, words)):
            assert packed(part) in text, figure.key
    for part in ("落叶运动会", "青禾社区中心", "小禾苗亲子社", "袋鼠跳", "138****0059"):
        assert part in text


@needs_poppler
def test_each_page_says_which_it_is_and_of_what(tmp_path: Path) -> None:
    document = build(facts(crowd(), no_shows=NO_SHOWS))
    pages = text_of(printed(document, tmp_path)).split("\f")[:-1]
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"第{number}/{len(pages)}页" in packed(page)
        assert document.sha256 in packed(page)
        assert "第2版" in packed(page)


@needs_poppler
def test_markup_in_a_name_is_only_text(tmp_path: Path) -> None:
    missing = tuple(NoShow(text, "138****1234", 1, 0, ()) for text in NASTY)
    document = build(facts(crowd(), event_title="<b>&amp;", venue="</para>", no_shows=missing))
    text = packed(text_of(printed(document, tmp_path), "-raw"))
    assert "<b>&amp;" in text
    assert "</para>" in text
    assert "=cmd|'/Ccalc'!A0" in text


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    document = build(facts(crowd(), no_shows=NO_SHOWS))
    first = printed(document, tmp_path / "a").read_bytes()
    again = printed(build(facts(crowd(), no_shows=NO_SHOWS)), tmp_path / "b").read_bytes()
    assert first == again


@needs_poppler
def test_fonts_are_embedded_and_can_be_copied_from(tmp_path: Path) -> None:
    tool = shutil.which("pdffonts")
    assert tool is not None
    file = printed(build(facts(crowd())), tmp_path)
    listed = subprocess.run([tool, str(file)], capture_output=True, check=True).stdout.decode().splitlines()[2:]
    fonts = [line.split() for line in listed if "NotoSansSC" in line]
    assert fonts
    # ... emb sub uni object ID
    assert all(line[-5:-2] == ["yes", "yes", "yes"] for line in fonts), "embedded, a subset, with its characters"
    assert file.stat().st_size < 400_000


def test_what_the_file_says_of_itself_names_nobody(tmp_path: Path) -> None:
    document = build(facts(crowd(), no_shows=NO_SHOWS))
    raw = printed(document, tmp_path).read_bytes()
    info = re.findall(rb"/(Author|Creator|Subject|Title|Keywords|Producer) \(((?:[^()\\]|\\.)*)\)", raw)
    assert dict(info)[b"Creator"] == b"EventDesk"
    assert b"138****" not in b"".join(value for _, value in info)


def test_a_hundred_slots_fit(tmp_path: Path) -> None:
    slots = (*SLOTS, *(SlotFact(f"S{n}", f"第 {n} 场 " * 12, 10, SLOTS[0].unit) for n in range(100)))
    assert printed(build(facts(crowd(), slots=slots, event_title="很长的名字" * 30)), tmp_path).stat().st_size > 1000


@needs_poppler
def test_what_the_typeface_lacks_leaves_no_empty_boxes(tmp_path: Path) -> None:
    slots = (SlotFact("A", "气球\U0001f388场", 10, SLOTS[0].unit),)
    document = build(facts(crowd(), event_title="秋天\U0001f388聚会", slots=slots))
    text = packed(text_of(printed(document, tmp_path), "-raw"))
    assert "秋天聚会" in text
    assert "气球场" in text


@needs_poppler
@settings(max_examples=8, deadline=None)
@given(any_facts())
def test_any_event_prints_the_figures_of_its_document(made: AttendanceFacts) -> None:
    document = build(made)
    clean = Glyphs().printable
    with tempfile.TemporaryDirectory() as folder:
        text = packed(text_of(printed(document, Path(folder)), "-raw"))
    for figure in document.figures:
        parts = [clean(shown(figure.value, figure.kind, Words("zh")))]
        parts += [str(part) for part in (figure.numerator, figure.denominator) if part is not None]
        name = clean(call(figure, Words("zh")))
        assert packed(name + "".join(parts)) in text, figure.key
