"""Tasks: one writer, results in order on the GUI thread, nothing lost at the end."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from eventdesk.errors import DeskError, NotFound
from ui.tasks import Progress, State, Tasks


class Page(QObject):
    """Somebody who asks and is told."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def hear(self, result: object) -> None:
        self.heard.append(result)


def done(tasks: Tasks) -> Callable[[], bool]:
    return lambda: not tasks.busy


def test_results_come_in_order_on_the_gui_thread(tasks: Tasks, qtbot: QtBot) -> None:
    page, threads = Page(), set[threading.Thread]()
    callback_threads = set[threading.Thread]()

    def work(number: int) -> int:
        threads.add(threading.current_thread())
        return number

    def told(number: int) -> None:
        callback_threads.add(threading.current_thread())
        page.hear(number)

    for number in range(50):
        tasks.run(work, number, done=told)
    qtbot.waitUntil(done(tasks))
    assert page.heard == list(range(50))
    assert len(threads) == 1
    assert threads.isdisjoint({threading.main_thread()})
    assert callback_threads == {threading.main_thread()}


def test_an_error_reaches_who_asked(tasks: Tasks, qtbot: QtBot) -> None:
    heard: list[DeskError] = []

    def work() -> None:
        raise NotFound(kind="event")

    with qtbot.assertNotEmitted(tasks.problem):
        task = tasks.run(work, failed=heard.append)
        qtbot.waitUntil(done(tasks))
    assert [error.code for error in heard] == ["not_found"]
    assert task.state is State.FAILED


def test_an_error_nobody_takes_is_a_problem_of_the_window(tasks: Tasks, qtbot: QtBot) -> None:
    def work() -> None:
        raise NotFound

    with qtbot.waitSignal(tasks.problem) as told:
        tasks.run(work)
    assert isinstance(told.args[0], NotFound)


def test_a_bug_is_told_and_the_writer_lives_on(tasks: Tasks, qtbot: QtBot) -> None:
    order: list[str] = []
    tasks.bug.connect(lambda error: order.append(type(error).__name__))
    tasks.run(lambda: 1 / 0, failed=lambda error: order.append("failed"), ended=lambda: order.append("ended"))
    tasks.run(lambda: "next", done=order.append)
    qtbot.waitUntil(done(tasks))
    assert order == ["ZeroDivisionError", "ended", "next"]


def test_results_are_announced_after_their_callback(tasks: Tasks, qtbot: QtBot) -> None:
    order: list[str] = []
    tasks.result.connect(lambda result: order.append("announced"))
    tasks.run(lambda: 1, done=lambda result: order.append("done"))
    qtbot.waitUntil(done(tasks))
    assert order == ["done", "announced"]


@pytest.mark.parametrize("with_owner", [True, False])
def test_who_is_gone_is_not_called(tasks: Tasks, qtbot: QtBot, with_owner: bool) -> None:
    page, gate, called = Page(), threading.Event(), []
    if with_owner:
        tasks.run(gate.wait, done=lambda result: called.append(result), owner=page)
    else:
        tasks.run(gate.wait, done=page.hear)
    delete(page)
    gate.set()
    qtbot.waitUntil(done(tasks))
    assert called == []
    assert page.heard == []


def test_progress_is_told_and_a_cancel_stops_the_work(tasks: Tasks, qtbot: QtBot) -> None:
    reports: list[tuple[int, int]] = []
    finished: list[object] = []
    started, steps = threading.Event(), []

    def work(progress: Progress) -> str:
        for step in range(100_000):
            progress(step, 100_000)
            steps.append(step)
            started.set()
            threading.Event().wait(0.001)
        return "all of it"

    task = tasks.run(work, done=finished.append, on_progress=lambda n, total: reports.append((n, total)))
    qtbot.waitUntil(lambda: len(reports) >= 2)
    task.cancel()
    qtbot.waitUntil(done(tasks))
    assert task.state is State.CANCELLED
    assert finished == []
    assert 0 < len(steps) < 100_000
    assert reports == sorted(reports)


def test_work_cancelled_while_waiting_never_starts(tasks: Tasks, qtbot: QtBot) -> None:
    gate, began = threading.Event(), []
    tasks.run(gate.wait)
    task = tasks.run(lambda: began.append(1))
    task.cancel()
    gate.set()
    qtbot.waitUntil(done(tasks))
    assert began == []
    assert task.state is State.CANCELLED


def test_what_was_done_before_a_cancel_is_announced(tasks: Tasks, qtbot: QtBot) -> None:
    gate, running = threading.Event(), threading.Event()
    told: list[object] = []
    tasks.result.connect(told.append)

    def work() -> str:
        running.set()
        gate.wait()
        return "written"

    task = tasks.run(work, done=lambda result: told.append("called"))
    running.wait()
    task.cancel()
    gate.set()
    qtbot.waitUntil(done(tasks))
    assert told == ["written"]


def test_work_outside_does_not_wait_for_the_writer(tasks: Tasks, qtbot: QtBot) -> None:
    gate, heard = threading.Event(), list[str]()
    tasks.run(gate.wait)
    tasks.outside(lambda: threading.current_thread().name, done=heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard[0].startswith("outside")
    gate.set()
    qtbot.waitUntil(done(tasks))


def test_closing_finishes_what_was_asked_for(qtbot: QtBot) -> None:
    tasks, written = Tasks(), list[int]()
    for number in range(20):
        tasks.run(written.append, number)
    tasks.close()
    assert written == list(range(20))
    with pytest.raises(RuntimeError):
        tasks.run(written.append, 21)
    tasks.close()


def test_idle_is_told_when_all_is_done(tasks: Tasks, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tasks.idle):
        tasks.run(lambda: 1)
    assert not tasks.busy
