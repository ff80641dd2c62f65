"""Limits and advice in words, the same on the command line and in the window."""

from typing import TYPE_CHECKING, Any

from eventdesk.domain.capacity import LimitKind

if TYPE_CHECKING:
    from eventdesk.services.limits import LimitBar
    from eventdesk.services.overbooking import AdviceView


def limit_name(bar: "LimitBar", words: Any) -> str:
    """What a limit is called: the event, the slot or room by name (a room with the slots that share it), the ages, or a
    family's size."""
    name = str(words(f"places.kind_{bar.kind.value}"))
    band = words("places.band", low=bar.band.min_months, high=bar.band.max_months) if bar.band is not None else ""
    subject = bar.subject if bar.kind is not LimitKind.EVENT else ""
    codes = " ".join(bar.slots) if bar.kind is LimitKind.ROOM else ""
    return " ".join(filter(None, (name, subject, codes, band)))


def reasoning(view: "AdviceView", words: Any) -> list[str]:
    """The advice in sentences, the answer first; the window shows the same."""
    advice = view.advice
    unit = words(f"places.unit_{view.unit.value}")
    if advice.places is None:
        lines = [words("places.advice_not_enough", n=len(advice.history), registered=advice.registered, unit=unit)]
    else:
        lines = [
            words("places.advice_answer", places=advice.places, capacity=advice.capacity, unit=unit, risk=_share(advice.risk)),
            words("places.advice_chance", places=advice.places, chance=_share(advice.exceeding), more=advice.places + 1,
                  next=_share(advice.exceeding_next)),
        ]  # fmt: skip
    if advice.no_show_rate is not None:
        lines.append(
            words("places.advice_history", n=len(advice.history), registered=advice.registered, came=advice.came,
                  rate=_share(advice.no_show_rate), low=_share(advice.lowest), high=_share(advice.highest),
                  spread=_share(advice.spread))
        )  # fmt: skip
    if advice.fit is not None:
        lines.append(words("places.advice_model", mean=_share(advice.fit.mean), correlation=f"{advice.fit.correlation:.3f}"))
    if view.unrecorded:
        lines.append(words("places.advice_unrecorded", n=view.unrecorded))
    if advice.places is not None and advice.places > advice.capacity and view.event.rules.hard_limit is None:
        lines.append(words("places.advice_keep", capacity=advice.capacity))
    if advice.capped:
        lines.append(words("places.advice_capped"))
    return lines


def _share(value: float | None) -> str:
    return f"{(value or 0) * 100:.1f} %"
