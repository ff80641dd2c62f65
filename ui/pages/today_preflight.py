"""Before the doors open: what the program can really check of this computer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui.pages.base import PageContext
from ui.scanner.camera import CameraScanner
from ui.theme import Type
from ui.widgets.base import Card, Label, fill, hbox
from ui.widgets.buttons import Button, Size
from ui.widgets.chips import Chip
from ui.widgets.paint import Tone
from ui.widgets.preflight import PreflightRow, Readiness

if TYPE_CHECKING:
    from eventdesk.services.readiness import MachineState

_TEST_MS = 20_000
_SOON_MS = 30
_ROWS = (("camera", "camera"), ("scanner", "scanner"), ("clock", "clock"), ("store", "backup"), ("sync", "sync"))
_GIGA = 1_000_000_000


class Preflight(Card):
    """One row for each thing, and how many of them are fine."""

    def __init__(self, context: PageContext, *, camera: Callable[[QWidget], CameraScanner]) -> None:
        super().__init__(context.theme, padding=(1, 0, 1, 8), spacing=0)
        self._context, self._words = context, context.words
        self._make_camera = camera
        self._camera: CameraScanner | None = None
        self.scanned_at: datetime | None = None
        self._length = 0
        self._states: dict[str, Readiness] = {}
        self._waiting = QTimer(self, singleShot=True, interval=_TEST_MS)
        self._waiting.timeout.connect(self._heard_nothing)
        # On this thread, once the page is painted: a part of PySide that another thread imports while this one handles
        # events now and then ends the program (segmentation fault).
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._look_for_cameras)
        self._build()

    def _build(self) -> None:
        theme, words = self.theme, self._words
        self.chip = Chip(theme)
        self.again = Button(theme, words("today.check_again"), size=Size.SMALL, icon="sync")
        self.again.clicked.connect(self.check)
        heading = hbox(17, 11, 17, 9, spacing=10)
        fill(heading, Label(theme, words("today.preflight"), Type.BODY, bold=True), self.chip, None, self.again)
        self.body.addLayout(heading)
        self.rows: dict[str, PreflightRow] = {}
        for key, icon in _ROWS:
            row = self.rows[key] = PreflightRow(theme, icon, words(f"today.check_{key}"))
            self.body.addWidget(row)
            self._set(key, Readiness.CHECKING, words("today.checking"))
        self.rows["scanner"].fix.clicked.connect(self.listen)
        self._set("sync", Readiness.NEUTRAL, words("today.sync_alone"), words("today.word_alone"))
        self.show_scanner()

    def set_narrow(self, narrow: bool) -> None:
        """Where there is little room, the rows alone say how it stands."""
        self.chip.setVisible(not narrow)

    # -- checking

    def check(self) -> None:
        """Look at everything again; the answers come one by one."""
        for key in ("camera", "clock", "store"):
            self._set(key, Readiness.CHECKING, self._words("today.checking"))
        tasks = self._context.tasks
        tasks.run(self._context.desk.readiness.machine, done=self._machine_seen, owner=self)
        self._soon.start()
        self.show_scanner()

    def _machine_seen(self, state: "MachineState") -> None:
        self._show_clock(state)
        self._show_store(state)

    def _show_clock(self, state: "MachineState") -> None:
        words, wording, zone = self._words, self._context.wording, self._context.desk.zone
        time = wording.time(state.now.astimezone(zone))
        if state.behind is not None:
            last = wording.time((state.now + state.behind).astimezone(zone))
            day = wording.day_short((state.now + state.behind).astimezone(zone).date())
            self._set("clock", Readiness.BROKEN, words("today.clock_behind", time=last, day=day))
        elif not state.zone_agrees:
            self._set("clock", Readiness.NOTICE, words("today.clock_zone", time=time))
        else:
            self._set("clock", Readiness.OK, words("today.clock_ok", time=time))

    def _show_store(self, state: "MachineState") -> None:
        words = self._words
        if state.problem is not None:
            self._set("store", Readiness.BROKEN, words(f"errors.{state.problem}") if words.has(
                f"errors.{state.problem}") else words("today.store_problem"))  # fmt: skip
            return
        free = words("today.store_free", free=_space(state.free)) if state.free is not None else ""
        if state.little_space:
            self._set("store", Readiness.NOTICE, words("today.store_little", free=_space(state.free)))
        elif state.encrypted:
            self._set("store", Readiness.OK, _joined(words("today.store_encrypted"), free, words))
        elif self._context.desk.sample:
            self._set("store", Readiness.OK, _joined(words("today.store_sample"), free, words))
        else:
            self._set("store", Readiness.NOTICE, _joined(words("today.store_plain"), free, words))

    def _look_for_cameras(self) -> None:
        words = self._words
        if not self._context.settings().camera_on:
            self._set("camera", Readiness.NEUTRAL, words("today.camera_off"), words("today.word_off"))
            return
        if self._camera is None:
            self._camera = self._make_camera(self)
            self._camera.cameras_changed.connect(self._look_for_cameras)
        found = self._camera.cameras()
        wanted = next((one for one in found if one.id == self._context.settings().camera), None)
        if not found:
            self._set("camera", Readiness.NOTICE, words("today.camera_none"))
            return
        name = (wanted or found[0]).name
        more = words("today.camera_more", name=name, n=len(found) - 1) if len(found) > 1 else name
        self._set("camera", Readiness.OK, more)

    # -- the scanner: true is only what was seen

    def listen(self) -> None:
        """Wait for any code."""
        self._waiting.start()
        self._set("scanner", Readiness.CHECKING, self._words("today.scanner_now"), self._words("today.word_waiting"))

    def heard(self, text: str, at: datetime) -> None:
        """A scanner has read something."""
        self._waiting.stop()
        self.scanned_at, self._length = at, len(text)
        self.show_scanner()

    def _heard_nothing(self) -> None:
        words = self._words
        self._set("scanner", Readiness.NOTICE, words("today.scanner_nothing"), fix=words("common.retry"))

    def show_scanner(self) -> None:
        """Say when a code was read last."""
        words = self._words
        if self._waiting.isActive():
            return
        if self.scanned_at is None:
            self._set("scanner", Readiness.NOTICE, words("today.scanner_untried"), fix=words("today.scanner_test"))
            return
        past = max(self._context.desk.clock.now() - self.scanned_at, timedelta(0))
        ago = self._context.wording.ago(past)
        fact = (
            words("today.scanner_read", ago=ago, n=self._length)
            if self._length
            else words("today.scanner_ago", ago=ago)
        )
        self._set("scanner", Readiness.OK, fact)

    # -- showing

    def _set(self, key: str, state: Readiness, fact: str, word: str = "", *, fix: str = "") -> None:
        self._states[key] = state
        row = self.rows[key]
        row.set(state, fact, word or self._words(f"today.word_{state.value}"), fix=fix)
        row.setToolTip(fact)
        self._show_sum()

    def _show_sum(self) -> None:
        words, states = self._words, list(self._states.values())
        good, notice, broken = (states.count(s) for s in (Readiness.OK, Readiness.NOTICE, Readiness.BROKEN))
        parts = [words("today.sum_ok", n=good)] if good else []
        parts += [words("today.sum_notice", n=notice)] if notice else []
        parts += [words("today.sum_broken", n=broken)] if broken else []
        tone = Tone.REFUSE if broken else Tone.WARN if notice else Tone.OK
        if Readiness.CHECKING in states and not self._waiting.isActive():
            parts, tone = [words("today.checking")], Tone.NEUTRAL
        elif not notice and not broken:
            parts = [words("today.sum_all")]
        self.chip.set(words("today.list_dot").join(parts), tone)


def _space(free: int | None) -> str:
    return f"{(free or 0) / _GIGA:,.1f}" if (free or 0) < 10 * _GIGA else f"{(free or 0) // _GIGA:,}"


def _joined(fact: str, more: str, words: Callable[..., str]) -> str:
    return words("today.list_dot").join(filter(None, (fact, more)))
