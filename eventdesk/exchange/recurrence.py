"""When something that repeats takes place: recurrence rules of RFC 5545, 3.3.10."""

from datetime import datetime, timedelta

LONGEST = timedelta(days=3_660)
"""No rule is followed for longer than ten years."""


def occurrences(rule: str, first: datetime, *, most: int) -> list[datetime]:
    """The starts of a series, the first of them ``first`` (aware) where the rule holds it.

    They keep the hour on the clock on the wall over a change to summer time. ``ValueError`` for a text that is no rule, that
    never ends (neither COUNT nor UNTIL), that makes more than ``most`` occurrences after the first, or lasts ten years.
    """
    from dateutil.rrule import rrulestr

    text = rule.strip().removeprefix("RRULE:")
    if not {"COUNT", "UNTIL"} & {part.partition("=")[0].strip().upper() for part in text.split(";")}:
        raise ValueError("it never ends")
    local = first.replace(tzinfo=None)
    found: list[datetime] = []
    try:
        for moment in rrulestr(text, dtstart=local, ignoretz=True):
            found.append(moment.replace(tzinfo=first.tzinfo))
            if len(found) > most + 1 or moment - local > LONGEST:
                raise ValueError("too many")
    except (TypeError, KeyError, AttributeError, OverflowError) as error:
        raise ValueError("no rule") from error
    return found
