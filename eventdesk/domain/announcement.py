"""The life of an announcement: nobody tells families anything that a second person has not read."""

from enum import StrEnum


class AnnouncementState(StrEnum):
    """A ``draft`` is written, goes ``in_review``, and comes back as a draft or is ``released``; then it never changes."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RELEASED = "released"


class Step(StrEnum):
    """What may be done with one."""

    CHANGE = "change"
    SUBMIT = "submit"
    RELEASE = "release"
    SEND_BACK = "send_back"


_NEXT: dict[tuple[AnnouncementState, Step], AnnouncementState] = {
    (AnnouncementState.DRAFT, Step.CHANGE): AnnouncementState.DRAFT,
    # What is changed after it was read must be read again.
    (AnnouncementState.IN_REVIEW, Step.CHANGE): AnnouncementState.DRAFT,
    (AnnouncementState.DRAFT, Step.SUBMIT): AnnouncementState.IN_REVIEW,
    (AnnouncementState.IN_REVIEW, Step.RELEASE): AnnouncementState.RELEASED,
    (AnnouncementState.IN_REVIEW, Step.SEND_BACK): AnnouncementState.DRAFT,
}


def after(state: AnnouncementState, step: Step) -> AnnouncementState | None:
    """The state after a step; None where it cannot be taken."""
    return _NEXT.get((state, step))


def may_review(*, author: str, reviewer: str) -> bool:
    """Whether somebody may release or return a text: anybody but the one who wrote it last."""
    return author != reviewer
