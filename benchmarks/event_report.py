"""How long the event report of a big event takes: 10,000 people who came, and 3,000 answers, read from a desk."""

import csv
import random
import resource
import sys
import tempfile
import time
import tracemalloc
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.big_desk import EVENT, build
from benchmarks.reports import _cells, _seconds, _write_bare
from eventdesk.desk import Desk
from eventdesk.domain.event import EventState
from eventdesk.services.checkins import Scan
from resources.words import Words

_HEADINGS = ("序号", "提交答卷时间", "1、您对活动总体满意吗", "2、活动内容", "3、组织", "4、您愿意推荐给朋友吗（0-10）", "5、您的建议")


def measure(people: int = 10_000, answers: int = 3_000, rounds: int = 3) -> dict[str, Any]:
    """Figures read and counted, PDF, and Excel beside openpyxl writing the same cells; the median of rounds. ``memory_mb`` is the most
    that Python held at once while all of it was made, measured apart because watching it slows it down.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with filled(place / "desk", people, answers) as desk:
            return _measure(desk, place, rounds) | {"people": people, "answers": answers}


def filled(folder: Path, people: int, answers: int) -> Desk:
    """A desk with one event that families of three came to, and answered."""
    desk = build(folder, people // 3, encrypted=False)
    event = desk.events.show(EVENT)
    if event.state is EventState.DRAFT:
        desk.events.publish(EVENT)
    chance = random.Random(3)
    for one in desk.registrations.list(EVENT):
        at = event.start + timedelta(minutes=min(chance.gauss(0, 25), 150))
        desk.checkins.scan(EVENT, Scan(registration=one.id, at=at))
    file = folder / "answers.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as sheet:
        writer = csv.writer(sheet)
        writer.writerow(_HEADINGS)
        for number in range(answers):
            at = datetime(2026, 11, 28, 13, tzinfo=desk.zone) + timedelta(seconds=number)
            marks = [chance.choice((3, 4, 4, 5, 5, 5)) for _ in range(3)]
            writer.writerow((number + 1, f"{at:%Y-%m-%d %H:%M:%S}", *marks, chance.randrange(5, 11), "很好" if number % 3 else ""))
    desk.feedback_imports.run(EVENT, file)
    return desk


def _measure(desk: Desk, place: Path, rounds: int) -> dict[str, Any]:
    from eventdesk.reports.exporters.pdf import export as pdf
    from eventdesk.reports.exporters.xlsx import export as xlsx

    words, zone = Words("zh"), ZoneInfo("Asia/Shanghai")
    document = desk.reports.look(EVENT, "event").document
    steps: dict[str, list[float]] = {"figures": [], "pdf": [], "xlsx": [], "bare": []}
    xlsx(document, folder=place, words=words, zone=zone, name="ours")
    cells = _cells(place / "ours.xlsx")
    for _ in range(rounds):
        steps["figures"].append(_seconds(lambda: desk.reports.look(EVENT, "event")))
        steps["pdf"].append(_seconds(lambda: pdf(document, folder=place, words=words, zone=zone, name="ours")))
        steps["xlsx"].append(_seconds(lambda: xlsx(document, folder=place, words=words, zone=zone, name="ours")))
        steps["bare"].append(_seconds(lambda: _write_bare(place / "bare.xlsx", cells)))
    median = {name: sorted(taken)[len(taken) // 2] for name, taken in steps.items()}
    tracemalloc.start()
    begin = time.perf_counter()
    desk.reports.make("event", EVENT, folder=place / "all", words=words)
    watched = time.perf_counter() - begin
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "figures_seconds": round(median["figures"], 3), "figures_limit_seconds": 1.0, "pdf_seconds": round(median["pdf"], 3),
        "pdf_limit_seconds": 10.0, "xlsx_seconds": round(median["xlsx"], 3), "xlsx_bare_seconds": round(median["bare"], 3),
        "xlsx_ratio": round(median["xlsx"] / median["bare"], 2), "memory_mb": round(held / 1e6, 1), "memory_limit_mb": 300,
        "watched_seconds": round(watched, 1), "resident_mb": round(_resident() / 1e6, 1),
    }  # fmt: skip


def _resident() -> float:
    """The most memory that the process ever had, in bytes; macOS counts in bytes, Linux in kilobytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(most if sys.platform == "darwin" else most * 1024)
