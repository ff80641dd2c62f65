"""Runs all measurements and gathers them as one document."""

import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import big_desk, door, event_report, hubs, paint, qr, reports, roster, sheet, timetable

FULL, QUICK = 100_000, 3_000


def run(*, quick: bool) -> dict[str, Any]:
    """Every figure of the contract. ``quick`` measures a small desk in about a minute."""
    folder = Path(tempfile.mkdtemp(prefix="eventdesk-bench-"))
    registrations = QUICK if quick else FULL
    try:
        tell(f"filling a desk with {registrations} registrations")
        started = time.perf_counter()
        desk = big_desk.build(folder / "desk", registrations)
        filled = time.perf_counter() - started
        with desk:
            people = desk.families.count()[1]
            document: dict[str, Any] = {
                "machine": {
                    "system": platform.system(), "cpus": os.cpu_count(), "python": platform.python_version(),
                    "sqlite": desk.proofs.verify().sqlite if quick else desk.house.store.sqlite_version,
                },
                "desk": {
                    "registrations": registrations, "persons": people, "encrypted": desk.encrypted,
                    "fill_seconds": round(filled, 1),
                },
            }  # fmt: skip
            tell("scan to durable verdict")
            document["scan_to_durable"] = door.scan_to_durable(desk, folder, 300 if quick else 2_000)
            tell("search")
            document["search"] = door.search(desk, 200 if quick else 2_000)
        tell("first paint")
        document["first_paint"] = paint.first_paint(3 if quick else 9)
        tell("import")
        document["import"] = sheet.import_rows(folder, 1_000 if quick else 10_000)
        tell("reports")
        document["xlsx"] = reports.xlsx(1_000 if quick else 10_000)
        document["pdf"] = reports.pdf(300 if quick else 10_000)
        document["event_report"] = event_report.measure(600 if quick else 10_000, 200 if quick else 3_000, 1 if quick else 3)
        tell("schedules")
        document["schedule_grid"] = _in_a_window("benchmarks.lanes")
        document["schedule_draft"] = timetable.drafts(seconds=2.0 if quick else 10.0, seeds=1 if quick else 3)
        tell("rosters")
        document["roster"] = roster.rosters(
            seconds=2.0 if quick else 5.0, kinds=("mixed",) if quick else roster.KINDS, large=None if quick else 12.0
        )
        tell("hub")
        document["hub"] = hubs.measure(folder, quick=quick)
        tell("codes")
        document |= qr.measure(quick=quick)
        document["peak_rss_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return document
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _in_a_window(module: str) -> Any:
    """The figures of a module that needs Qt: a process of its own, so that this one stays without."""
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    answer = subprocess.run(
        [sys.executable, "-m", module], cwd=Path(__file__).parents[1], env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    return json.loads(answer.stdout)


def tell(text: str) -> None:
    """What is being measured, for whoever waits at a terminal."""
    if sys.stderr.isatty():
        print(f"… {text}", file=sys.stderr)
