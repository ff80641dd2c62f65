"""How long the reports of a big event take, beside the least that the same library needs for the same cells."""

import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk.domain.attendance import Attender, Heads
from eventdesk.domain.event import Unit
from eventdesk.reports.attendance import AttendanceFacts, NoShow, SlotFact, build
from eventdesk.reports.document import ReportDocument
from resources.words import Words

_ZONE = "Asia/Shanghai"
_START = datetime(2026, 11, 28, 1, 30, tzinfo=UTC)
_SLOTS = tuple(SlotFact(f"S{n}", f"第 {n} 场", 1000, Unit.PERSONS) for n in range(1, 9))


def big_event(people: int = 10_000, seed: int = 7) -> AttendanceFacts:
    """Facts of an event of this many persons in families of two to four, made from a seed."""
    chance = random.Random(seed)
    attenders: list[Attender] = []
    missing: list[NoShow] = []
    family = 0
    while len(attenders) < people:
        size = min(chance.choice((2, 3, 3, 4)), people - len(attenders))
        came = chance.random() < 0.9
        slots = (chance.choice(_SLOTS).code,)
        attenders += [_attender(chance, family, member, came=came, slots=slots) for member in range(size)]
        if not came:
            missing.append(NoShow("林**", f"138****{family:04d}", min(size, 2), max(size - 2, 0), slots))
        family += 1
    return AttendanceFacts(
        organisation="小禾苗亲子社", zone=_ZONE, event_code="20261128-BENCH", event_title="秋日大会",
        starts=_START, ends=_START + timedelta(hours=6), venue="青禾社区中心", capacity=people,
        capacity_unit=Unit.PERSONS, people=tuple(attenders), cancelled=Heads(0, 0, 0),
        journal_entries=family, digest="0" * 64, journal_position="bench", computed_at=_START + timedelta(hours=7),
        revision=1, slots=_SLOTS, no_shows=tuple(missing),
    )  # fmt: skip


def _attender(chance: random.Random, family: int, member: int, *, came: bool, slots: tuple[str, ...]) -> Attender:
    child = member >= 2
    return Attender(
        person=f"0193a5c0-{family:08x}-{member}",
        registration=f"0193a5c0-0000-7000-8000-{family:012x}",
        child=child,
        counted=True,
        at_door=False,
        first_in=_START + timedelta(minutes=chance.gauss(0, 30)) if came else None,
        station=chance.choice(("1 号门", "2 号门")) if came else None,
        inside=came,
        age_months=chance.randrange(84) if child else None,
        slots=slots,
    )


def xlsx(people: int = 10_000, rounds: int = 3) -> dict[str, Any]:
    """Our workbook beside openpyxl's write-only mode writing the same cells plainly; medians of rounds in turn."""
    from eventdesk.reports.exporters.xlsx import export

    document = build(big_event(people))
    words = Words("zh")
    ours: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)

        def write() -> None:
            export(document, folder=place, words=words, zone=ZoneInfo(_ZONE), name="ours")

        write()
        cells = _cells(place / "ours.xlsx")
        for _ in range(rounds):
            ours.append(_seconds(write))
            bare.append(_seconds(lambda: _write_bare(place / "bare.xlsx", cells)))
    return _beside(len(document.table("people").rows), ours, bare)


def pdf(people: int = 10_000, rounds: int = 3) -> dict[str, Any]:
    """Our PDF beside reportlab drawing the same number of text lines on bare pages."""
    from eventdesk.reports.exporters.pdf import export

    document = build(big_event(people))
    words = Words("zh")
    ours: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)

        def write() -> None:
            export(document, folder=place, words=words, zone=ZoneInfo(_ZONE), name="ours")

        write()
        for _ in range(rounds):
            ours.append(_seconds(write))
            bare.append(_seconds(lambda: _draw_bare(place / "bare.pdf", document)))
    rows = len(document.figures) + len(document.table("no_shows").rows)
    return _beside(rows, ours, bare)


def _beside(rows: int, ours: list[float], bare: list[float]) -> dict[str, Any]:
    seconds, limit = sorted(ours)[len(ours) // 2], sorted(bare)[len(bare) // 2]
    ratio = round(seconds / limit, 2)
    return {"rows": rows, "seconds": round(seconds, 3), "limit_seconds": round(limit, 3), "ratio": ratio}


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _cells(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every cell's value of a workbook, by sheet."""
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True)
    cells = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    book.close()
    return cells


def _write_bare(file: Path, cells: dict[str, list[tuple[Any, ...]]]) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, rows in cells.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(file)


def _draw_bare(file: Path, document: ReportDocument) -> None:
    from reportlab.pdfgen.canvas import Canvas

    from eventdesk.reports.fonts import REGULAR

    canvas = Canvas(str(file))
    lines = [(figure.key, str(figure.value), figure.definition) for figure in document.figures]
    lines += [(str(row[0]), str(row[1]), str(row[4])) for row in document.table("no_shows").rows]
    for first in range(0, len(lines), 50):
        canvas.setFont(REGULAR, 8)
        for index, line in enumerate(lines[first : first + 50]):
            for column, text in enumerate(line):
                canvas.drawString(40 + 170 * column, 800 - 15 * index, text)
        canvas.showPage()
    canvas.save()
