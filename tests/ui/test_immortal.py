"""A long day of signals and paint events does not end the program."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DAY = """
from PySide6.QtCore import QObject, QTimer, Signal
from ui.app import create_app

class Bell(QObject):
    rang = Signal()

app = create_app()
bell, timer = Bell(), QTimer()
for _ in range(50_000):
    bell.rang.emit()
    timer.start(100_000)
print("still here")
"""


def test_fifty_thousand_signals_do_no_harm() -> None:
    # Without keep_singletons in create_app this aborts on Python 3.11 with PySide6 6.12.0.
    run = subprocess.run(
        [sys.executable, "-c", DAY],
        cwd=ROOT,
        env={"QT_QPA_PLATFORM": "offscreen", "PATH": "", "HOME": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.stdout.strip() == "still here", run.stderr[-400:]
    assert run.returncode == 0
