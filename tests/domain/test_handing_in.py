"""What is handed in speaks of nobody, whatever a report holds; and what a report holds is known column by column."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from eventdesk.domain.handing_in import PERSONAL_NAMES, PERSONAL_TABLES, WHOLE_KINDS, figures_only, rows_about_persons
from eventdesk.reports.document import ReportDocument
from eventdesk.services.report_sources import KINDS
from tests.services.year_ground import opened

_OF_FIGURES = """
adults age age_months answer answered_count answers arrived attendance_share attended audit_active audit_children audit_children_of
audit_columns audit_families audit_field audit_found audit_given audit_granted audit_ground audit_keeping audit_kept audit_kept_for
audit_method audit_months audit_not_asked audit_of audit_operators audit_overdue audit_purpose audit_purpose_text audit_records
audit_refused audit_right audit_rights audit_role audit_rule audit_sha256 audit_since audit_times audit_unmasked audit_version
audit_what audit_whose audit_withdrawn came_count came_from capacity case_kind cases cases_done children children_in_family
circle_again circle_age circle_came circle_cohort circle_count circle_lapsed circle_new circle_new_share circle_returning
circle_share circle_told code cohort content_count day district duty_role entered event_title events_came fate fill filled
filled_share from gift goal helpers high hours_band inside kept kind late_count level low mean missed_count month needed nps
of_capacity partner persons promised quarter question range reached received registered role room share shift shift_count signal
slot slots so_far sort station target title told top2 trend_centre trend_high trend_low trend_value unit until verdict were_in
year_answered year_attended year_content year_cost year_families year_lapsed year_new year_partners year_rate year_registered
year_returning
"""
OF_FIGURES = frozenset(_OF_FIGURES.split())
"""Columns of tables whose rows are sums, or that stand beside one of PERSONAL_NAMES in every table that has them."""


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ReportDocument]:
    with opened(tmp_path_factory.mktemp("handing_in") / "desk") as desk:
        return {kind: desk.reports.look(desk.reports.subjects(kind)[-1].subject, kind).document for kind in KINDS}


def test_every_column_of_every_report_is_known_as_personal_or_not(documents: dict[str, ReportDocument]) -> None:
    for document in documents.values():
        for table in document.tables:
            columns = {column.key for column in table.columns}
            assert columns <= PERSONAL_NAMES | OF_FIGURES, (table.key, columns - PERSONAL_NAMES - OF_FIGURES)
            assert (table.key in PERSONAL_TABLES) == bool(columns & PERSONAL_NAMES), table.key


def test_no_column_is_added_in_the_source_without_a_word_here() -> None:
    named = {
        str(node.args[0].value)
        for file in Path("eventdesk/reports").glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Column" and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(named) > 60 and named <= PERSONAL_NAMES | OF_FIGURES, named - PERSONAL_NAMES - OF_FIGURES


def test_figures_alone_speak_of_nobody(documents: dict[str, ReportDocument]) -> None:
    for kind, document in documents.items():
        whole = document.payload()
        left = figures_only(whole)
        # The audit is known for what it is with its names taken out as well: the hub refuses it as it refuses names.
        refused = ("report",) if kind in WHOLE_KINDS else ()
        assert rows_about_persons(left) == refused
        assert rows_about_persons(json.loads(json.dumps(left))) == refused
        assert PERSONAL_TABLES.isdisjoint(left["tables"])
        kept = {key for key in whole["tables"] if key not in PERSONAL_TABLES}
        assert kept - set(left["tables"]) <= {"age_bands"}, kind
        left.pop("handed_in")
        for name, part in left.items():
            if name not in ("tables", "figures"):
                assert part == whole[name], "nothing else is altered"


def report(**parts: Any) -> dict[str, Any]:
    return {"report": "attendance", "event": {"title": "开放日"}, "tables": {}, "figures": []} | parts


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"tables": {"people": [{"role": "adult"}]}}, ("tables.people",)),
        ({"tables": {"people": []}}, ()),
        ({"tables": {"newer": [{"registration": "A1"}]}}, ("tables.newer",)),
        ({"attendance": {"incidents": [{"person": "x", "entries": []}]}}, ("attendance.incidents",)),
        ({"attendance": {"deep": {"deeper": [{"one": {"phone": ""}}]}}}, ("attendance.deep.deeper.one",)),
        ({"event": {"title": "咨询 13800001234"}}, ("event",)),
        ({"figures": [{"key": "by_station.门 13800001234", "value": 1}]}, ("figures",)),
        ({"attendance": {"digest": "ab13800001234cd", "amount": 13800001234}}, ()),
    ],
)  # fmt: skip
def test_a_row_about_a_person_is_found_wherever_it_hides(parts: dict[str, Any], found: tuple[str, ...]) -> None:
    document = report(**parts)
    assert rows_about_persons(document) == found
    assert rows_about_persons(figures_only(document)) == ()


def test_the_length_of_a_list_of_people_is_not_told_by_what_is_left() -> None:
    two, three = (report(attendance={"incidents": [{"person": str(n)} for n in range(count)]}) for count in (2, 3))
    assert figures_only(two) == figures_only(three)


@pytest.mark.parametrize(("counts", "told"), [((5, 9), True), ((0, 5), True), ((4, 9), False), ((9, 1), False)])
def test_ages_are_told_all_or_not_at_all(counts: tuple[int, int], told: bool) -> None:
    rows = [{"age": "3-3", "registered": counts[0], "attended": 0}, {"age": "4-4", "registered": 9, "attended": counts[1]}]
    figures = [{"key": "age_band.3-3.registered", "value": counts[0]}, {"key": "registered.children", "value": 20}]
    left = figures_only(report(tables={"age_bands": rows}, figures=figures))
    assert ("age_bands" in left["tables"]) is told
    assert [one["key"] for one in left["figures"]] == [one["key"] for one in figures][0 if told else 1 :]
