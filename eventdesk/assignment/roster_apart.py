"""Computes a roster's plan in a process of its own, so that a window beside it stays live.

In one process, Python lets one thread compute at a time: while a model of thousands of rows is made, a page is painted ten times
slower. Where no process can be had, the plan is computed here.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

from eventdesk.assignment.draft import Ending
from eventdesk.assignment.roster import Plan, Progress, never, plan, repair, unheard
from eventdesk.assignment.roster_child import Question, receive, send

_LOOK = 0.05  # seconds between two looks at whether somebody cancels
_GRACE = 0.7  # seconds that a cancelled process has to hand in its best; then the last that it told counts


def plan_apart(
    question: Question, *, cancelled: Callable[[], bool] = never, told: Callable[[Progress], None] = unheard
) -> Plan:
    """As :func:`~eventdesk.assignment.roster.plan`, or with ``dropped`` :func:`~eventdesk.assignment.roster.repair`.

    ``told`` is called in the thread that calls this.
    """
    try:
        child = subprocess.Popen(
            _command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
    except OSError:
        return _here(question, cancelled, told)
    done, last = threading.Event(), None
    watcher = threading.Thread(target=_watch, args=(child, cancelled, done), daemon=True)
    try:
        assert child.stdin is not None and child.stdout is not None
        send(child.stdin, question)  # type: ignore[arg-type]  # a pipe is opened for bytes
        watcher.start()
        while True:
            kind, answer = cast("tuple[str, object]", receive(child.stdout))  # type: ignore[arg-type]
            if kind == "plan":
                return cast(Plan, answer)
            last = cast(Progress, answer)
            told(last)
    except (EOFError, OSError):
        if last is not None and cancelled():
            return replace(last.plan, ending=Ending.CANCELLED)
        # It ended by itself, such as for lack of memory: what can be done here is better than nothing.
        return _here(question, cancelled, told)
    finally:
        done.set()
        child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                stream.close()


def _here(question: Question, cancelled: Callable[[], bool], told: Callable[[Progress], None]) -> Plan:
    if question.dropped is not None:
        return repair(question.staffing, question.dropped, seconds=question.seconds, cancelled=cancelled, told=told)
    return plan(question.staffing, seconds=question.seconds, keep=question.keep, cancelled=cancelled, told=told)


def _watch(child: "subprocess.Popen[bytes]", cancelled: Callable[[], bool], done: threading.Event) -> None:
    """Tells the process once somebody cancels; one that does not hear is ended."""
    while not done.wait(_LOOK):
        if cancelled():
            try:
                assert child.stdin is not None
                child.stdin.write(b".")
                child.stdin.flush()
            except (OSError, ValueError):
                return
            if not done.wait(_GRACE):
                child.kill()
            return


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "--roster-child"]
    return [sys.executable, "-m", "eventdesk.assignment.roster_child"]


def _environment() -> dict[str, str]:
    """Our own, without what only the window or the desk needs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EVENTDESK_", "QT_"))}
    home = str(Path(__file__).resolve().parents[2])
    return kept | {"PYTHONPATH": home, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
