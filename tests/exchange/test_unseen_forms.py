"""Files that nobody has seen before are read as well as the samples: other columns, wordings, orders and defects."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from eventdesk.exchange.plan import ImportPlan
from eventdesk.exchange.questionnaire import plan_import
from eventdesk.exchange.reader import read_workbook
from tests.exchange.forms import Family
from tests.exchange.services_sheets import english, jinshuju, tencent
from tests.exchange.sheets import Form, per_child, template, wjx

SEEDS = range(12)
KINDS: dict[str, Callable[[int], Form]] = {
    "wjx": wjx,
    "template": template,
    "template_on_sheets": lambda seed: template(seed, sheets=3),
    "per_child": per_child,
    "jinshuju": jinshuju,
    "tencent": tencent,
    "english": english,
}
CASES = [(kind, seed) for kind in KINDS for seed in SEEDS]


@pytest.mark.parametrize(("kind", "seed"), CASES)
def test_rows_and_families_come_out_as_meant(kind: str, seed: int) -> None:
    form = KINDS[kind](seed)
    plan = plan_import(form.workbook, form.maker.context)
    assert plan.source == form.source or not form.source
    check_rows(form, plan)
    check_families(form, plan)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_a_text_file_says_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    form = tencent(3)
    stream = io.StringIO()
    csv.writer(stream).writerows([["" if cell is None else cell for cell in row] for row in form.workbook.sheets[0].rows])
    file = tmp_path / "a.csv"
    file.write_bytes(stream.getvalue().encode(encoding))
    plan = plan_import(read_workbook(file), form.maker.context)
    check_rows(form, plan)
    check_families(form, plan)


def check_rows(form: Form, plan: ImportPlan) -> None:
    expected = {answer.ref: answer.fate for answer in form.answers}
    assert {row.ref: row.fate for row in plan.rows} == expected
    found = {row.ref: set(row.warnings) for row in plan.rows}
    for answer in form.answers:
        assert answer.warnings <= found[answer.ref] or answer.fate.startswith(("rejected", "duplicate_of")), answer


def check_families(form: Form, plan: ImportPlan) -> None:
    assert [family.refs for family in plan.families] == [tuple(family.refs) for family in form.families]
    for meant, found in zip(form.families, plan.families, strict=True):
        assert found.guardians[0].phone == meant.phone
        assert found.guardians[0].relation == meant.relation
        assert found.slots == meant.slots
        assert found.photo_consent == meant.consent
        assert found.notes == meant.notes
        assert (found.adults, found.children_count) == (meant.adults, meant.kids)
        assert sorted(children_of(found)) == sorted(children_of(meant))


def children_of(family: object) -> list[tuple[str, str, str, str, str]]:
    found = []
    for child in getattr(family, "children"):  # noqa: B009
        born = child.born if isinstance(family, Family) else child.birthdate
        found.append((child.name, child.nickname or "", child.sex or "", str(born), child.allergies or ""))
    return found
