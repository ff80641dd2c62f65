"""How fast ticket codes are made, and how many a camera reads of those that are not held nicely."""

import base64
import itertools
import random
import time
from collections.abc import Callable
from statistics import median

from benchmarks.photographs import Shot, photograph
from eventdesk.exchange import codes, qr

TICKET_BYTES = 108


def measure(*, quick: bool = False) -> dict[str, dict[str, float]]:
    """The ``qr_make`` and ``qr_read`` entries of ``bench``.

    ``qr_make``: a ticket's PNG of 8 pixels a module. ``qr_read``: single looks at frames of 1280×720, of codes
    turned, tilted, blurred, dim, unevenly lit, noisy and inverted; ``rate`` is the share read, ``rate_at_2px`` the
    share of codes of 2 pixels a module. Times are milliseconds.
    """
    chance = random.Random(20)
    shots = hard_shots()[:: 5 if quick else 1]
    small = [Shot(module=2, turn=turn, noise=noise) for turn in range(0, 90, 18) for noise in (0, 2, 4)]
    read, times = _read(shots, chance)
    read_small, _ = _read(small, chance)
    return {
        "qr_make": {"median_ms": _making(chance, 20 if quick else 100)},
        "qr_read": {
            "frames": len(shots),
            "rate": read / len(shots),
            "median_ms": median(times),
            "rate_at_2px": read_small / len(small),
        },
    }


def hard_shots() -> list[Shot]:
    """The frames that ``rate`` is taken over: every sort of trouble, at three sizes and five angles."""
    troubles: tuple[Callable[[float, float], Shot], ...] = (
        lambda module, turn: Shot(module=module, turn=turn),
        lambda module, turn: Shot(module=module, turn=turn, noise=10),
        lambda module, turn: Shot(module=module, turn=turn, tilt=0.3, noise=3),
        lambda module, turn: Shot(module=module, turn=turn, blur=module * 0.35, noise=3),
        lambda module, turn: Shot(module=module, turn=turn, contrast=0.15, noise=2),
        lambda module, turn: Shot(module=module, turn=turn, shade=0.85, noise=3),
        lambda module, turn: Shot(module=module, turn=turn, inverted=True, noise=3),
        lambda module, turn: Shot(module=module, turn=turn, jpeg=25, noise=3),
    )
    return [
        trouble(module, turn)
        for trouble, module, turn in itertools.product(troubles, (3, 5, 8), (0, 11, 37, 90, 200))
    ]


def ticket(chance: random.Random) -> str:
    """A text as long and as varied as a ticket's."""
    return "ED1" + base64.b32encode(chance.randbytes(TICKET_BYTES)).decode().rstrip("=")


def _making(chance: random.Random, count: int) -> float:
    texts = [ticket(chance) for _ in range(count)]
    qr.png(ticket(chance))
    times = []
    for text in texts:
        started = time.perf_counter()
        qr.png(text)
        times.append((time.perf_counter() - started) * 1000)
    return median(times)


def _read(shots: list[Shot], chance: random.Random) -> tuple[int, list[float]]:
    read = 0
    times = []
    for number, shot in enumerate(shots):
        text = ticket(chance)
        frame = photograph(text, shot, number)
        plane = frame.tobytes()
        started = time.perf_counter()
        seen = codes.decode_luminance(plane, frame.width, frame.height, frame.width)
        times.append((time.perf_counter() - started) * 1000)
        read += seen == (text,)
    return read, times


if __name__ == "__main__":
    import json

    print(json.dumps(measure(), indent=1))
