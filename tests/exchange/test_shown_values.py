"""What a preview shows of a row: the phone and the day of birth as they were understood, not as they were typed."""

from datetime import date
from pathlib import Path

import pytest

from eventdesk.exchange.plan import ImportContext
from eventdesk.exchange.questionnaire import plan_import
from eventdesk.exchange.reader import read_workbook

CONTEXT = ImportContext(as_of=date(2026, 11, 1), event_date=date(2026, 11, 28))


@pytest.mark.parametrize(
    ("phone", "birth", "shown"),
    [
        ("１３８１２３４５６７８", "44287", ("13812345678", "2021-04-01")),
        ("+86 138-1234-5678", "2021.4.1", ("13812345678", "2021-04-01")),
        ("13812345678.0", "210401", ("13812345678", "2021-04-01")),
        ("13812345678", "3岁2个月", ("13812345678", "3岁2个月")),
        ("1381234567", "待定", ("1381234567", "待定")),
    ],
)
def test_what_was_understood_is_shown(tmp_path: Path, phone: str, birth: str, shown: tuple[str, str]) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"家长姓名,手机号,孩子姓名,出生日期\n林梅,{phone},林安,{birth}\n", encoding="utf-8")
    row = plan_import(read_workbook(file), CONTEXT).rows[0]
    assert (row.cells.phone, row.cells.birth) == shown
