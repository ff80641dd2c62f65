"""Desks for tests, made once and copied from then on: migrating takes longer than most tests do."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from eventdesk import desk as real
from eventdesk.clock import Clock, SetClock, SystemClock
from eventdesk.desk import DEFAULT_ZONE, Desk, has_desk, open_desk
from eventdesk.store.store import FILE_NAME


def create_desk(
    folder: Path, *, name: str, passphrase: str | None, zone: str = DEFAULT_ZONE, station: str = "1", sample: bool = False,
    clock: Clock | None = None,
) -> Desk:  # fmt: skip
    """As :func:`eventdesk.desk.create_desk`, but two desks made alike are one desk twice, its keys and ids included.

    Who tests how desks are made, or needs two that are strangers to each other, takes the real one.
    """
    at = clock.now() if clock else None
    lay(_new(name, passphrase, zone, station, sample, at), folder)
    return open_desk(folder, passphrase=passphrase, clock=clock)


def made_once(make: Callable[[Path], object]) -> bytes:
    """The file of the desk that ``make(folder)`` leaves closed in a folder; keep it with ``functools.cache``."""
    with TemporaryDirectory() as folder:
        make(Path(folder))
        left = [file.name for file in Path(folder).iterdir()]
        assert left == [FILE_NAME], f"a desk that is still open, or more than a desk: {left}"
        return (Path(folder) / FILE_NAME).read_bytes()


def lay(file: bytes, folder: Path) -> None:
    """Puts the file of a desk into a folder that has none."""
    assert not has_desk(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE_NAME).write_bytes(file)


@cache
def _new(name: str, passphrase: str | None, zone: str, station: str, sample: bool, at: datetime | None) -> bytes:
    clock = SetClock(at) if at else SystemClock()

    def make(folder: Path) -> None:
        real.create_desk(
            folder, name=name, passphrase=passphrase, zone=zone, station=station, sample=sample, clock=clock
        ).close()

    return made_once(make)
