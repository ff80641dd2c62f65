"""How headings of questionnaires say that a question is about before an event, or about after it."""

BEFORE, AFTER = "before", "after"
_MARKS = (
    (BEFORE, ("活动前", "参加前", "before the event", "before")),
    (AFTER, ("活动后", "参加后", "after the event", "after")),
)
"""The longer first, so that all of it is taken out."""


def phases_of(text: str) -> tuple[tuple[str, str], ...]:
    """When a heading is about, and the heading without saying so; nothing where it says nothing of it.

    >>> phases_of("Confidence before the event")
    (('before', 'confidence '),)
    """
    same = text.casefold()
    marked = ((phase, next((mark for mark in marks if mark in same), None)) for phase, marks in _MARKS)
    return tuple((phase, same.replace(mark, "")) for phase, mark in marked if mark is not None)
