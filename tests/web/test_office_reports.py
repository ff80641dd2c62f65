"""Reports as they were handed in: read back only where they say the same, byte for byte, and mean what they meant."""

import json
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from eventdesk.domain.handing_in import figures_only
from eventdesk.hub.audit import Audit
from eventdesk.reports import EXPORTERS
from eventdesk.reports.attendance import build as attendance
from eventdesk.reports.document import ReportDocument, canonical
from eventdesk.reports.year_report import build as year
from eventdesk.web.office.rebuilt import HandedIn, figure_lines, rebuilt
from resources.words import Words
from tests.reports.made import facts as attendance_facts
from tests.reports.test_event_report_files import event
from tests.reports.years import year_facts
from tests.web.office_hub import NASTY, OfficeHub, hand_in

DOCUMENTS = {"attendance": lambda: attendance(attendance_facts()), "event": event, "year": lambda: year(year_facts())}


def handed(document: ReportDocument) -> HandedIn:
    return HandedIn.read(canonical(figures_only(document.payload())))


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_what_is_read_back_says_the_same_and_means_the_same(kind: str, tmp_path: Path) -> None:
    document = DOCUMENTS[kind]()
    again = rebuilt(handed(document))
    assert again is not None and again.canonical() == handed(document).raw
    meant = {one.key: (one.definition, one.kind, one.subject) for one in document.figures if one.value is not None}
    found = {one.key: (one.definition, one.kind, one.subject) for one in again.figures if one.value is not None}
    assert found == {key: of for key, of in meant.items() if key in found} and found
    columns = {(table.key, column.key): column.kind for table in document.tables if table.rows for column in table.columns}
    assert {(table.key, c.key): c.kind for table in again.tables if table.rows for c in table.columns}.items() <= columns.items()
    for exporter in EXPORTERS:
        file = exporter.export(again, folder=tmp_path, words=Words("en"), zone=ZoneInfo("Asia/Shanghai"), name=kind)
        assert file.stat().st_size > 100
    lines, _ = figure_lines(handed(document), Words("en"))
    assert all(line.name and line.definition for line in lines)


@pytest.mark.parametrize("change", [
    {"figures": [{"key": "total.attended", "value": 3, "numerator": None, "denominator": None, "more": 1}]},
    {"figures": [{"key": "no.such.figure", "value": 3, "numerator": None, "denominator": None}]},
    {"tables": {"year_events": [{"a": 1}, {"b": 2}]}}, {"tables": []}, {"about": {"kind": "week"}}, {"computed_at": 3}, {"figures": 7},
])  # fmt: skip
def test_what_is_not_as_the_program_writes_it_is_not_read_back(change: dict[str, object]) -> None:
    of = handed(year(year_facts()))
    raw = json.dumps({**of.document, **change}).encode()
    assert rebuilt(HandedIn.read(raw)) is None
    figure_lines(HandedIn.read(raw), Words("zh"))


def test_a_page_of_a_report_has_every_figure_with_its_fraction(office: OfficeHub) -> None:
    of = handed(year(year_facts()))
    report = hand_in(office, of.document, station=office.stations["HZ"], branch=office.hub.branches.find("HZ").id)
    owner = office.signed()
    try:
        text = owner.get(f"/office/reports/{report}/1?lang=en").text
        for one in of.document["figures"]:
            if one["denominator"]:
                assert f"{'–' if one['numerator'] is None else one['numerator'] or '0'} / {one['denominator']}" in text, one
        assert "Registered persons who came ÷ registered persons, over all events" in text
        taken = owner.get(f"/office/reports/{report}/1/json")
        assert taken.content == of.raw and "attachment" in taken.headers["content-disposition"]
        shown = re.search(r'<dd class="code">([0-9a-f]{64})', text)
        assert shown is not None and shown.group(1) == office.hub.reports.list(report)[0].sha256
        assert owner.get(f"/office/reports/{report}/1/pdf").content.startswith(b"%PDF")
    finally:
        office.close_browsers()


def test_rows_about_persons_are_for_officers_and_written_down(office: OfficeHub) -> None:
    document = {"report": "event", "event": {"code": NASTY, "title": NASTY}, "tables": {"people": [{"person": NASTY, "phone": "1"}]}}
    report = hand_in(office, document, station=office.stations["HZ"], branch=None)
    reader, officer, audit = office.signed("reader"), office.signed("officer"), Audit(office.hub.database, office.clock)
    try:
        page = reader.get(f"/office/reports/{report}/1")
        assert page.status_code == 200 and "<script" not in page.text and f"/{report}/1/json" not in page.text
        assert reader.get(f"/office/reports/{report}/1/json").status_code == 403
        assert (audit.list(limit=1)[0].account, audit.list(limit=1)[0].action) == ("reader", "refused")
        assert officer.get(f"/office/reports/{report}/1/json").status_code == 200
        assert (audit.list(limit=1)[0].account, audit.list(limit=1)[0].action) == ("officer", "report_taken")
        assert officer.get(f"/office/reports/{report}/1/pdf").status_code == 404
        assert officer.get(f"/office/reports/{report}/1/exe").status_code == 404
    finally:
        office.close_browsers()
