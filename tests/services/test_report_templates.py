"""Templates of reports: what files show of a revision, and reports that make themselves when an event is closed."""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.event import EventKind, EventState
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.reports.exporters.json import proves_itself
from eventdesk.reports.logo import cleaned
from eventdesk.reports.parts import extract, sections_of
from resources.words import Words
from tests.conftest import ZONE
from tests.desks import lay
from tests.services.test_report_event import CODES, NOW, _three_events


@pytest.fixture(scope="module")
def kept() -> bytes:
    """Three events with attendance, answers and money, packed."""
    return _three_events()


@pytest.fixture
def desk(kept: bytes, tmp_path: Path) -> Iterator[Desk]:
    """That desk, open a day after the last event."""
    lay(kept, tmp_path / "desk")
    with open_desk(tmp_path / "desk", clock=SetClock(NOW + timedelta(days=15))) as made:
        yield made


def picture(form: str, size: tuple[int, int] = (40, 20)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "#3A49C9").save(file, form)
    return file.getvalue()


def body_of(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def test_a_template_is_kept_changed_removed_and_put_back(desk: Desk) -> None:
    templates = desk.report_templates
    made = templates.add("Short", "event", sections=("comparison", "satisfaction"), logo=picture("JPEG"), formats=("pdf",))
    assert (made.sections, made.language, made.formats) == (("comparison", "satisfaction"), "zh", ("pdf",))
    assert made.logo is not None and made.logo.startswith(b"\x89PNG")
    assert templates.add("Whole", "event").sections == sections_of("event")
    with pytest.raises(Conflict):
        templates.add("Short", "attendance")
    changed = templates.change("Short", revision=1, language="both", new_name="Brief", logo=None)
    assert (changed.name, changed.language, changed.logo, changed.revision) == ("Brief", "both", None, 2)
    with pytest.raises(Conflict):
        templates.change("Brief", revision=1, language="en")
    removed = templates.remove("Brief")
    with pytest.raises(NotFound):
        templates.show("Brief")
    assert templates.put_back(removed).sections == ("comparison", "satisfaction")
    assert [one.name for one in templates.list()] == ["Brief", "Whole"]


@pytest.mark.parametrize(
    "fields",
    [
        {"sections": ("weather",)}, {"language": "fr"}, {"formats": ()}, {"formats": ("doc",)}, {"logo": b"GIF89a and more"},
        {"logo": picture("PNG", (5000, 10))}, {"logo": picture("GIF")}, {"logo": b"\x89PNG\r\n\x1a\n" + b"0" * 2_000_000},
    ],
)  # fmt: skip
def test_what_no_template_can_be_is_refused(desk: Desk, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        desk.report_templates.add("Short", "event", **fields)
    assert desk.report_templates.list() == ()


def test_a_logo_keeps_its_pixels_alone() -> None:
    file = BytesIO()
    Image.new("RGB", (2000, 1000), "#112233").save(file, "PNG", pnginfo=None, exif=b"Exif\x00\x00secret place")
    plain = cleaned(file.getvalue())
    assert b"secret" not in plain
    with Image.open(BytesIO(plain)) as shown:
        assert shown.size == (408, 204) and shown.getpixel((5, 5)) == (0x11, 0x22, 0x33, 255)


def test_files_hold_the_chosen_sections_alone_in_every_format(desk: Desk, tmp_path: Path) -> None:
    whole = desk.reports.make("event", "FAIR", folder=tmp_path, formats=["json"], words=Words("en"))
    every = ("json", "csv", "xlsx", "pdf")
    desk.report_templates.add("Short", "event", sections=("satisfaction", "money"), language="en", formats=every)
    made = desk.report_templates.make("Short", "FAIR", folder=tmp_path / "out")
    files = dict(made.files)
    assert (made.revision, made.sha256) == (1, whole.sha256)
    body, full = body_of(files["json"]), body_of(dict(whole.files)["json"])
    keys = [row["key"] for row in body["figures"]]
    assert keys and all(key.startswith(("satisfaction.", "money.")) for key in keys)
    assert keys == [row["key"] for row in full["figures"] if row["key"].startswith("satisfaction.")] + [
        row["key"] for row in full["figures"] if row["key"].startswith("money.")
    ]
    assert set(body["tables"]) == {"questions", "answers", "slot_answers"}
    assert "attendance" not in body and "volunteers" not in body
    assert body["extract"] == {"sections": ["satisfaction", "money"], "of": whole.sha256}
    assert proves_itself(files["json"].read_bytes()) and body["sha256"] != whole.sha256
    lines = files["csv"].read_text(encoding="utf-8-sig").splitlines()
    assert [line.partition(",")[0] for line in lines[1:]] == keys
    sheets = load_workbook(files["xlsx"]).sheetnames
    words = Words("en")
    assert words("report.table_people") not in sheets and words("report_feedback.table_questions") in sheets
    assert whole.sha256 not in {hashlib.sha256(file.read_bytes()).hexdigest() for file in files.values()}


def test_sections_part_a_document_without_rest(desk: Desk) -> None:
    document = desk.reports.look("FAIR", "event").document
    every = [extract(document, [key]) for key in sections_of("event")]
    assert sorted(f.key for part in every for f in part.figures) == sorted(f.key for f in document.figures)
    assert sorted(t.key for part in every for t in part.tables) == sorted(t.key for t in document.tables)
    assert sorted(c.key for part in every for c in part.charts) == sorted(c.key for c in document.charts)
    assert sorted(h.key for part in every for h in part.layout.highlights) == sorted(h.key for h in document.layout.highlights)
    assert set().union(*(part.sections for part in every)) == set(document.sections)
    assert extract(document, sections_of("event")) is document


def test_both_languages_are_two_files_each(desk: Desk, tmp_path: Path) -> None:
    desk.report_templates.add("Both", "attendance", language="both", formats=("csv", "pdf"), logo=picture("PNG"))
    steps: list[tuple[int, int]] = []
    made = desk.report_templates.make("Both", "FAIR", folder=tmp_path, progress=lambda done, of: steps.append((done, of)))
    assert sorted(file.name for _, file in made.files) == [
        "attendance-FAIR-r1-en.csv", "attendance-FAIR-r1-en.pdf", "attendance-FAIR-r1-zh.csv", "attendance-FAIR-r1-zh.pdf",
    ]  # fmt: skip
    assert steps[0] == (0, 5) and steps[-1] == (4, 5)
    assert b"/Image" in next(file for name, file in made.files if name == "pdf_zh").read_bytes()


def _close(desk: Desk, code: str) -> None:
    desk.events.publish(code)
    desk.events.advance(code, EventState.CLOSED)


def test_closing_an_event_makes_its_report(desk: Desk) -> None:
    templates = desk.report_templates
    templates.add("After", "event", formats=("json",), after_kinds=(desk.events.show("FAIR").kind,))
    assert templates.due() == ()
    _close(desk, "FAIR")
    assert desk.events.show("FAIR").state is EventState.CLOSED
    assert [(one.kind, one.subject, one.number) for one in desk.reports.revisions()] == [("event", "FAIR", 1)]
    assert [file.name for file in templates.folder.iterdir()] == ["event-FAIR-r1.json"]
    assert templates.due() == ()
    _close(desk, "SECOND")
    assert {one.subject for one in desk.reports.revisions()} == {"FAIR", "SECOND"}


def test_other_kinds_of_events_make_none(desk: Desk) -> None:
    other = next(kind for kind in EventKind if kind is not desk.events.show("FAIR").kind)
    desk.report_templates.add("After", "event", after_kinds=(other,))
    _close(desk, "FAIR")
    assert desk.reports.revisions() == () and desk.report_templates.due() == ()
    with pytest.raises(InvalidInput):
        desk.report_templates.add("Year", "year", after_kinds=(other,))


def test_a_report_that_fails_stops_no_closing_and_can_be_made_later(desk: Desk) -> None:
    templates = desk.report_templates
    templates.add("After", "attendance", formats=("csv",), after_kinds=(desk.events.show("FAIR").kind,))
    templates.folder.write_text("a file where the folder should be")
    _close(desk, "FAIR")
    assert desk.events.show("FAIR").state is EventState.CLOSED
    assert [(one.template, one.kind, one.subject) for one in templates.due()] == [("After", "attendance", "FAIR")]
    assert desk.reports.revisions() == ()
    templates.folder.unlink()
    assert [made.revision for made in templates.make_due()] == [1]
    assert templates.due() == () and [file.name for file in templates.folder.iterdir()] == ["attendance-FAIR-r1.csv"]


def test_old_events_are_not_due(desk: Desk) -> None:
    _close(desk, "FIRST")
    desk.report_templates.add("After", "event", after_kinds=(desk.events.show("FIRST").kind,))
    assert [one.subject for one in desk.report_templates.due()] == ["FIRST"]
    assert isinstance(desk.clock, SetClock)
    desk.clock.at += timedelta(days=40)
    assert desk.report_templates.due() == ()
    assert CODES[0] == "FIRST" and NOW.tzinfo is ZONE
