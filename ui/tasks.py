"""Work off the GUI thread.

One writer thread owns the store: the desk is opened, read, written and closed there, one job after the other,
so that the store needs no locks and what a person does first happens first. Work that does not touch the
store (a picture, a printer) goes to a small pool of its own.

Results come back as queued signals, so callbacks run on the GUI thread, in the order in which the jobs ended.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from queue import SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from eventdesk.errors import DeskError

_REPORT_EVERY = 0.05  # seconds; a bar that moves 20 times a second looks smooth, more only costs


class Cancelled(Exception):
    """Raised by :meth:`Progress.check` inside a job that its person gave up."""


class State(Enum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Progress:
    """Handed to long jobs as ``progress``: call it with (done, total), and ask whether to stop.

    ``total`` is 0 while it is not known.
    """

    def __init__(self, report: Callable[[int, int], None]) -> None:
        self._report = report
        self._cancelled = threading.Event()
        self._last = 0.0

    def __call__(self, done: int, total: int = 0) -> None:
        """Report and, where the person gave up, raise :class:`Cancelled`."""
        self.check()
        now = time.monotonic()
        if done >= total > 0 or now - self._last >= _REPORT_EVERY:
            self._last = now
            self._report(done, total)

    @property
    def cancelled(self) -> bool:
        """Whether the person gave up."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise :class:`Cancelled` where the person gave up."""
        if self.cancelled:
            raise Cancelled

    def cancel(self) -> None:
        """Ask the job to stop at its next report."""
        self._cancelled.set()


@dataclass(frozen=True, eq=False)
class _Callbacks:
    """What to call on the GUI thread. The worker threads never hold these: with the last reference to a bound
    method they would delete a widget outside the GUI thread."""

    done: Callable[[Any], object] | None
    failed: Callable[[DeskError], object] | None
    moved: Callable[[int, int], object] | None
    ended: Callable[[], object] | None
    owner: QObject | None

    @property
    def wanted(self) -> bool:
        return self.owner is None or isValid(self.owner)


class Task:
    """One job, as its caller sees it. ``state`` changes on the GUI thread, right before the callbacks run."""

    def __init__(self, job: Callable[[Progress], Any]) -> None:
        self._job = job
        self.state = State.WAITING
        self.result: Any = None
        self.error: BaseException | None = None
        self.progress = Progress(lambda done, total: None)

    @property
    def cancelled(self) -> bool:
        """Whether :meth:`cancel` was called."""
        return self.progress.cancelled

    def cancel(self) -> None:
        """Give the job up: it never starts, or stops at its next report. ``done`` is not called."""
        self.progress.cancel()

    def perform(self) -> None:
        """Do the job and keep what came of it; runs off the GUI thread."""
        try:
            self.progress.check()
            self.result = self._job(self.progress)
        except BaseException as error:  # noqa: BLE001 - nothing is swallowed: the GUI thread is told of it
            self.error = error


class Tasks(QObject):
    """Runs jobs and calls back.

    ``bug`` carries an exception that is not a :class:`DeskError`; ``problem`` a ``DeskError`` that nobody
    caught with ``failed``; ``result`` every result, after its ``done``; ``idle`` says that nothing is left to
    do.
    """

    bug = Signal(object)
    problem = Signal(object)
    result = Signal(object)
    idle = Signal()
    _ended = Signal(object)
    _moved = Signal(object, int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: SimpleQueue[Task | None] = SimpleQueue()
        self._waiting: dict[Task, _Callbacks] = {}
        self._closed = False
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._moved.connect(self._report, Qt.ConnectionType.QueuedConnection)
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="outside")
        self._writer = threading.Thread(target=self._write, name="writer")
        self._writer.start()

    @property
    def busy(self) -> bool:
        """Whether a job waits, runs, or has yet to be told of."""
        return bool(self._waiting)

    def run(
        self,
        work: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[DeskError], object] | None = None,
        on_progress: Callable[[int, int], object] | None = None,
        ended: Callable[[], object] | None = None,
        owner: QObject | None = None,
        **kwargs: Any,
    ) -> Task:
        """Run ``work(*args, **kwargs)`` on the writer thread, after everything that was asked for before.

        ``done(result)`` or ``failed(error)`` is called on the GUI thread, then ``ended()`` whatever happened.
        With ``on_progress``, the work gets ``progress=`` a :class:`Progress`. Callbacks are dropped when
        their owner (by default the object whose method they are) is deleted meanwhile. Raises
        ``RuntimeError`` once closed.
        """
        callbacks = _Callbacks(done, failed, on_progress, ended, owner or _owner_of(done, failed, ended))
        task = self._prepare(work, args, kwargs, callbacks)
        self._queue.put(task)
        return task

    def outside(
        self,
        work: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[DeskError], object] | None = None,
        on_progress: Callable[[int, int], object] | None = None,
        ended: Callable[[], object] | None = None,
        owner: QObject | None = None,
        **kwargs: Any,
    ) -> Task:
        """Like :meth:`run`, on the pool beside the writer: for work that leaves the store alone."""
        callbacks = _Callbacks(done, failed, on_progress, ended, owner or _owner_of(done, failed, ended))
        task = self._prepare(work, args, kwargs, callbacks)
        self._pool.submit(self._perform, task)
        return task

    def close(self) -> None:
        """Take no more jobs, finish those that were asked for, and end the threads. Blocks until they have
        ended.
        """
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        self._writer.join()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _prepare(
        self, work: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], callbacks: _Callbacks
    ) -> Task:
        if self._closed:
            raise RuntimeError("tasks are closed")
        with_progress = callbacks.moved is not None

        def job(progress: Progress) -> Any:
            return work(*args, progress=progress, **kwargs) if with_progress else work(*args, **kwargs)

        task = Task(job)
        task.progress = Progress(lambda count, total: self._moved.emit(task, count, total))
        self._waiting[task] = callbacks
        return task

    def _write(self) -> None:
        while (task := self._queue.get()) is not None:
            self._perform(task)

    def _perform(self, task: Task) -> None:
        task.perform()
        self._ended.emit(task)

    def _report(self, task: Task, done: int, total: int) -> None:
        callbacks = self._waiting.get(task)
        if callbacks is not None and callbacks.moved is not None and callbacks.wanted and not task.cancelled:
            task.state = State.RUNNING
            callbacks.moved(done, total)

    def _deliver(self, task: Task) -> None:
        callbacks = self._waiting.pop(task)
        try:
            self._call_back(task, callbacks)
        finally:
            if callbacks.ended is not None and callbacks.wanted:
                callbacks.ended()
            if not self.busy:
                self.idle.emit()

    def _call_back(self, task: Task, callbacks: _Callbacks) -> None:
        error = task.error
        if error is None:
            # Work that ended before it heard of a cancel did happen: what it changed is told, its person is
            # not.
            task.state = State.CANCELLED if task.cancelled else State.DONE
            if callbacks.done is not None and callbacks.wanted and not task.cancelled:
                callbacks.done(task.result)
            self.result.emit(task.result)
        elif isinstance(error, Cancelled):
            task.state = State.CANCELLED
        elif isinstance(error, DeskError):
            task.state = State.FAILED
            if callbacks.failed is None:
                self.problem.emit(error)
            elif callbacks.wanted:
                callbacks.failed(error)
        else:
            task.state = State.FAILED
            self.bug.emit(error)


def _owner_of(*callbacks: Callable[..., object] | None) -> QObject | None:
    for callback in callbacks:
        owner = getattr(callback, "__self__", None)
        if isinstance(owner, QObject):
            return owner
    return None
