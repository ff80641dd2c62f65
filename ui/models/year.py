"""What the year shows of the core's season: twelve months, and how each goal stands."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from eventdesk.domain.event import EventState
from eventdesk.domain.season import BANDS, OVER, CalendarDay, Duty, Goal, GoalKey, SeasonEvent, Standing
from resources.season_words import amount
from ui.models.season import BROKEN, LANES, ages, note_of, pill_of
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.year_grid import YearLine, YearMonth
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.services.seasons import SeasonView


def band_label(band: tuple[int, int]) -> str:
    """Completed years, both ends included."""
    first, last = band
    return str(first) if first == last else f"{first}\N{EN DASH}{last}"


def months_of(wording: Wording, view: "SeasonView", now: datetime) -> tuple[YearMonth, ...]:
    """The twelve months."""
    words = wording.words
    made = []
    for number, events in enumerate(view.season.months, start=1):
        name = number if words.language == "zh" else words(f"common.month_{number}")
        planned = [event for event in events if event.is_planned]
        made.append(
            YearMonth(
                words("season.month_short", month=name), words("season.month_events", n=len(planned)) if planned else "",
                _notes(wording, [day for day in view.days if day.day.month == number]),
                tuple(_line(wording, event, now) for event in events),
                tuple((band_label(band), any(event.is_for(*band) for event in planned)) for band in BANDS),
                words("season.month_none"),
            )
        )  # fmt: skip
    return tuple(made)


def _notes(wording: Wording, days: Sequence[CalendarDay]) -> tuple[tuple[str, ...], ...]:
    """The festivals of a month, and its days off and days worked instead."""
    named = [f"{day.day.day} {note_of(wording, day)}" for day in days if day.festival is not None]
    duties = [
        f"{wording.words(f'season.duty_{duty.value}')} {spans(wording, [day.day.day for day in days if day.duty is duty])}"
        for duty in Duty
        if any(day.duty is duty for day in days)
    ]
    return tuple(tuple(parts) for parts in (named, duties) if parts)


def spans(wording: Wording, days: Sequence[int]) -> str:
    """Days of a month, those that follow each other as one: ``1-3, 15``."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    shown = (str(run[0]) if len(run) == 1 else f"{run[0]}\N{EN DASH}{run[-1]}" for run in runs)
    return wording.words("common.list_sep").join(shown)


def _line(wording: Wording, event: SeasonEvent, now: datetime) -> YearLine:
    return YearLine(
        event.code, str(event.start.day), event.title, LANES[event.kind], ages(wording, event.bands) if event.bands else "",
        "warn" if event.needs_permit(now) else "", event.state is EventState.CANCELLED, event.state is EventState.IDEA,
        event.kind in BROKEN, pill_of(wording, event, now).tip,
    )  # fmt: skip


def standing_chip(wording: Wording, goal: Goal) -> ChipLook:
    """How a goal stands, in a word."""
    words = wording.words
    if goal.standing is Standing.REACHED:
        return ChipLook(words("season.standing_reached"), "check", Tone.OK)
    if goal.standing is Standing.ON_COURSE:
        return ChipLook(words("season.standing_on_course"), "", Tone.INFO)
    if goal.short_by is None:
        return ChipLook(words("season.standing_unknown"), "", Tone.NEUTRAL)
    return ChipLook(words("season.standing_short", n=goal.short_by), "", Tone.WARN)


def goal_line(wording: Wording, goal: Goal) -> str:
    """Its figures."""
    unknown = wording.words("season.goal_unknown")
    done, planned = (unknown if number is None else amount(number) for number in (goal.done, goal.planned))
    line = "season.goal_line_over" if goal.key in OVER else "season.goal_line"
    return wording.words(line, done=done, planned=planned, target=goal.target)


GOAL_ORDER = (GoalKey.EVENTS, GoalKey.BANDS, GoalKey.PERSONS, GoalKey.PARTNERS, GoalKey.WORKSHOPS)
