"""How fast a long registration file becomes registrations."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.big_desk import GIVEN, SURNAMES
from eventdesk.desk import create_desk


def import_rows(folder: Path, rows: int) -> dict[str, Any]:
    """Reads, plans and writes a workbook of so many rows. Limit: 1,000 rows a second."""
    file = folder / "long.xlsx"
    _write(file, rows)
    with create_desk(folder / "import", name="测量", passphrase=None) as desk:
        start = datetime(2026, 11, 28, 9, 30, tzinfo=desk.zone)
        desk.events.add(title="测量", start=start, end=start + timedelta(hours=3), code="LONG")
        started = time.perf_counter()
        result = desk.imports.run("LONG", file, as_of=date(2026, 11, 20))
        seconds = time.perf_counter() - started
    assert result.counts["accepted"] == rows, result.counts
    return {
        "rows": rows, "seconds": round(seconds, 3), "rows_per_s": round(rows / seconds), "limit_rows_per_s": 1000,
        "ratio": round(1000 / (rows / seconds), 3),
    }  # fmt: skip


def _write(file: Path, rows: int) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    sheet.append(["序号", "提交答卷时间", "1、家长姓名", "2、家长手机号码", "3、宝宝姓名", "4、宝宝出生日期", "5、参加人数"])
    for number in range(rows):
        name = SURNAMES[number % len(SURNAMES)] + GIVEN[number % len(GIVEN)] + GIVEN[number // 7 % len(GIVEN)]
        birth = date(2021, 1, 1) + timedelta(days=number % 1500)
        at = datetime(2026, 11, 1, 8, tzinfo=UTC) + timedelta(seconds=number)
        sheet.append([
            number + 1, at.strftime("%Y/%m/%d %H:%M:%S"), name, f"1{3 + number % 7}{number * 7919 % 10**9:09d}",
            name[0] + GIVEN[number * 3 % len(GIVEN)], birth.isoformat(), "2大1小",
        ])  # fmt: skip
    book.save(file)
