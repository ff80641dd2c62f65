"""Editors of the form of an event: a moment in the organisation's time, an age in years and months."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QDateTime, QTime, QTimeZone, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDateTimeEdit, QLineEdit, QSpinBox, QWidget

from eventdesk.domain.age import AgeBand
from resources.words import Words
from ui.models.event_form import DEFAULT_BAND
from ui.theme import Theme, Type
from ui.widgets.base import Label, fill, hbox, vbox
from ui.widgets.buttons import CheckBox
from ui.wording import Wording


class MomentEdit(QDateTimeEdit):
    """Date and time as the clock on the organisation's wall shows them, whatever zone this computer is in."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone
        # Qt would skip the hours that this computer's own summer time leaves out.
        self.setTimeZone(QTimeZone.utc())
        self.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.setMinimumDateTime(_wall(datetime(2000, 1, 1, tzinfo=zone)))
        _indent(self.lineEdit())

    @property
    def moment(self) -> datetime:
        """The moment, aware."""
        shown = self.dateTime()
        day, hour = shown.date(), shown.time()
        return datetime(day.year(), day.month(), day.day(), hour.hour(), hour.minute(), tzinfo=self._zone)

    def set_moment(self, moment: datetime) -> None:
        """Show another one."""
        self.setDateTime(_wall(moment.astimezone(self._zone)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling a page must not change a date."""
        event.ignore()


def _indent(line: QLineEdit) -> None:
    """The style sheet's padding does not reach the line inside a spin box."""
    line.setTextMargins(12, 0, 0, 0)


def _wall(moment: datetime) -> QDateTime:
    day, hour = QDate(moment.year, moment.month, moment.day), QTime(moment.hour, moment.minute)
    return QDateTime(day, hour, QTimeZone.utc())


class _Number(QSpinBox):
    def __init__(self, most: int, suffix: str, name: str) -> None:
        super().__init__()
        self.setRange(0, most)
        self.setSuffix(f" {suffix}")
        self.setAccessibleName(name)
        _indent(self.lineEdit())
        widest = self.fontMetrics().horizontalAdvance(f"{most}{suffix}")
        self.setMinimumWidth(widest + 36)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class BandEdit(QWidget):
    """The ages an event is for: a tick, then from and to in years and months; the sum is said in both ways."""

    changed = Signal()

    def __init__(self, theme: Theme, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        words = wording.words
        self.on = CheckBox(theme, words("events.band_on"))
        self.low = self._pair(words, words("events.band_from"))
        self.high = self._pair(words, words("events.band_to"))
        self._sum = Label(theme, "", Type.COMPACT, color="muted", wrap=True)
        self._error = Label(theme, "", Type.COMPACT, color="refuse-text", wrap=True)
        row = hbox(spacing=6)
        fill(row, *self.low, Label(theme, words("events.band_between"), color="muted"), *self.high, None)
        self._numbers = QWidget()
        self._numbers.setLayout(row)
        column = vbox(spacing=6)
        fill(column, self.on, self._numbers, self._sum, self._error)
        self.setLayout(column)
        self._error.hide()
        self.on.toggled.connect(self._changed)
        self.set_band(None)

    def _pair(self, words: Words, name: str) -> tuple[_Number, _Number]:
        years = _Number(17, words("events.years_suffix"), words("events.years_of", name=name))
        months = _Number(11, words("events.months_suffix"), words("events.months_of", name=name))
        for box in (years, months):
            box.valueChanged.connect(self._changed)
        return years, months

    @property
    def months(self) -> tuple[int, int] | None:
        """From and to in completed months, None without a limit."""
        if not self.on.isChecked():
            return None
        low, high = ((years.value() * 12 + months.value()) for years, months in (self.low, self.high))
        return low, high

    def set_band(self, band: AgeBand | None) -> None:
        """Show another band."""
        shown = band or DEFAULT_BAND
        for (years, months), value in ((self.low, shown.min_months), (self.high, shown.max_months)):
            years.setValue(value // 12)
            months.setValue(value % 12)
        self.on.setChecked(band is not None)
        self._changed()

    def set_error(self, sentence: str) -> None:
        """Say what is wrong; an empty sentence takes it back."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    @property
    def error(self) -> str:
        """What is wrong, if anything."""
        return self._error.text()

    def _changed(self) -> None:
        months = self.months
        self._numbers.setVisible(months is not None)
        self._sum.setVisible(months is not None)
        if months is not None:
            low, high = months
            age = self._wording.age
            self._sum.setText(self._wording.words("events.band_sum", low=low, high=high, young=age(low), old=age(high)))
        self.set_error("")
        self.changed.emit()
