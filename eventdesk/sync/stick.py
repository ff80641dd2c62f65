"""A stick that was read: what is on it, which of its computers nobody here has met, and taking it in piece by piece."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from eventdesk.domain.device import device_id, fingerprint
from eventdesk.services.house import House
from eventdesk.sync.apply import Received, receive
from eventdesk.sync.bundle import Bundle
from eventdesk.sync.told import Told

PIECE = 1_000
"""Items that are taken in at once; between two pieces somebody may stop, and the door may write."""

Progress = Callable[[int, int], None]
"""Told how many items are done, of how many; what it raises ends the work."""


@dataclass(frozen=True)
class Stranger:
    """A computer that told items and that nobody here has met. ``fingerprint`` is what it shows of itself on its own screen."""

    id: str
    name: str
    fingerprint: str
    items: int


@dataclass(frozen=True)
class Stick:
    """What is on a stick, and its strangers; none of their items is believed until somebody here says so."""

    bundle: Bundle
    strangers: tuple[Stranger, ...]


def look_at(bundle: Bundle, known: Collection[str]) -> Stick:
    """A bundle as a desk sees it that knows these devices."""
    counts: dict[str, int] = {}
    for item in bundle.items:
        counts[item.device] = counts.get(item.device, 0) + 1
    strangers = tuple(
        Stranger(one.id, one.name, fingerprint(one.id), counts[one.id])
        for one in bundle.devices
        if one.id in counts and one.id not in known and device_id(one.public) == one.id
    )
    return Stick(bundle, strangers)


def nobody(done: int, total: int) -> None:
    """Nobody watches."""


def take(house: House, stick: Stick, *, progress: Progress = nobody) -> Received:
    """Takes everything on it in. What was taken until ``progress`` stopped it stays; the next time it goes on from there."""
    items = sorted(stick.bundle.items, key=lambda item: (item.hlc, item.device, item.number))
    progress(0, len(items))
    whole: Received | None = None
    done = 0
    for piece in _pieces(items):
        made = receive(house, piece, stick.bundle.devices)
        whole = made if whole is None else replace(
            made, new=whole.new + made.new, known=whole.known + made.known, refused=(*whole.refused, *made.refused),
            changes=whole.changes | made.changes,
        )  # fmt: skip
        done += len(piece)
        progress(done, len(items))
    return whole or receive(house, (), stick.bundle.devices)


def _pieces(items: Sequence[Told]) -> Iterator[Sequence[Told]]:
    for start in range(0, len(items), PIECE):
        yield items[start : start + PIECE]
