"""Every row of the samples gets its fate, every family its members, and nothing else becomes a registration."""

import pytest

from eventdesk.exchange.plan import ImportPlan
from eventdesk.exchange.questionnaire import plan_import
from eventdesk.exchange.reader import read_workbook
from tests.exchange.samples import FOLDER, SAMPLES, context_of, expected_family, planned_family, truth_of

# Decided when places are given out, not while the file is read.
LATER = {"waitlisted": "ok"}
LATER_WARNINGS = {"partly_waitlisted"}


@pytest.fixture(scope="module", params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def plan(sample: str) -> ImportPlan:
    return plan_import(read_workbook(FOLDER / sample), context_of(truth_of(sample)))


def test_every_row_gets_its_fate(sample: str, plan: ImportPlan) -> None:
    fates = {row.number: row.fate for row in plan.rows}
    wrong = {}
    for row in truth_of(sample)["rows"]:
        allowed = {LATER.get(fate, fate) for fate in [row["fate"], *row.get("alt_fates", [])]}
        if fates[row["row"]] not in allowed:
            wrong[row["row"]] = (row["fate"], fates[row["row"]])
    assert wrong == {}


def test_every_warning_is_raised_and_hardly_another(sample: str, plan: ImportPlan) -> None:
    warnings = {row.number: set(row.warnings) for row in plan.rows}
    expected = {row["row"]: set(row["warnings"]) - LATER_WARNINGS for row in truth_of(sample)["rows"]}
    assert {row: codes - warnings[row] for row, codes in expected.items() if codes - warnings[row]} == {}
    assert sum(len(warnings[row] - codes) for row, codes in expected.items()) == 0


def test_all_reasons_of_a_rejection_are_told(sample: str, plan: ImportPlan) -> None:
    reasons = {row.number: list(row.reasons) for row in plan.rows}
    told = {row["row"]: row["reasons"] for row in truth_of(sample)["rows"] if "reasons" in row}
    assert {row: reasons[row] for row in told} == told


def test_only_data_rows_are_rows(sample: str, plan: ImportPlan) -> None:
    assert [row.number for row in plan.rows] == sorted(row["row"] for row in truth_of(sample)["rows"])


def test_every_family_has_its_members_and_answers(sample: str, plan: ImportPlan) -> None:
    families = {family.refs: planned_family(family) for family in plan.families}
    truth = truth_of(sample)["families"]
    assert set(families) == {tuple(map(str, family["rows"])) for family in truth}
    for family in truth:
        expected = expected_family(family)
        found = families[tuple(map(str, family["rows"]))]
        open_questions = set(family["policy_dependent"])
        if "relation" in open_questions or "phone2" in open_questions:
            open_questions.add("guardians")
        if "allergies" in open_questions:
            open_questions.add("children")
        for name in set(expected) - open_questions:
            assert found[name] == expected[name], (family["rows"], name)


def test_families_stand_in_the_order_of_their_first_accepted_row(plan: ImportPlan) -> None:
    moments = [family.submitted_at for family in plan.families if family.submitted_at]
    assert moments == sorted(moments)
    rows = {row.ref: row for row in plan.rows}
    for place, family in enumerate(plan.families):
        assert all(rows[ref].family == place for ref in family.refs)


def test_columns_are_what_they_are(sample: str, plan: ImportPlan) -> None:
    for sheet in truth_of(sample)["layout"]["sheets"]:
        expected = {column["col"]: column["field"].split(" ")[0] for column in sheet["columns"]}
        assert plan.mapping[sheet["sheet"] or "csv"] == expected


def test_the_source_is_told(sample: str, plan: ImportPlan) -> None:
    assert plan.source == ("wjx" if "wjx" in sample else "template")
