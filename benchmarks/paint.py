"""How soon the real window shows something, beside a bare Qt window: each a process of its own, from start to paint."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        print("painted", flush=True)
        QTimer.singleShot(0, QApplication.quit)
app = QApplication(sys.argv)
window = Window()
window.resize(1366, 768)
window.show()
app.exec()
"""

OURS = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from ui import app
def opener(passphrase):
    from eventdesk.desk import open_desk
    return open_desk(Path(sys.argv[1]), passphrase=passphrase)
running = app.start(opener, size=(1366, 768))
running.window.painted.connect(lambda: (print("painted", flush=True), QTimer.singleShot(0, running.window.close)))
running.app.exec()
running.end()
"""


def first_paint(runs: int) -> dict[str, Any]:
    """Medians over so many starts, taken in turn. The limit is the bare window; the ratio may be 4 at the most."""
    from eventdesk.desk import create_desk

    with tempfile.TemporaryDirectory() as folder:
        create_desk(Path(folder) / "desk", name="x", passphrase=None).close()
        ours, bare = [], []
        for _ in range(runs + 1):
            bare.append(_start(BARE))
            ours.append(_start(OURS, str(Path(folder) / "desk")))
    mine, limit = median(ours[1:]), median(bare[1:])
    return {
        "n": runs, "median_ms": round(mine * 1000, 1), "limit_median_ms": round(limit * 1000, 1),
        "ratio": round(mine / limit, 3), "ratio_at_most": 4,
    }  # fmt: skip


def _start(program: str, *arguments: str) -> float:
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, env=environment, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.perf_counter() - started
        process.stdout.read()
    if line.strip() != "painted":
        raise RuntimeError("the window did not paint")
    return seconds
