"""Files that appear whole or not at all."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from eventdesk.errors import StoreProblem


def write_whole(
    folder: Path, name: str, write: Callable[[BinaryIO], object], *, trouble: str = "report_not_written"
) -> Path:
    """Lets ``write`` fill ``folder/name`` and returns its path.

    The bytes go to a hidden file beside it first, which takes the name when it is complete and on the disk: a
    full disk or a pulled plug leaves the file of before. Raises :class:`StoreProblem` ``trouble`` with the
    file's name.
    """
    target = folder / name
    part = _beside(folder, name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as problem:
        raise StoreProblem(trouble, file=name) from problem
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return target


def prove_folder(folder: Path, *, trouble: str = "report_not_written") -> None:
    """Raises what :func:`write_whole` would raise where the folder can't be made or takes no file, before any work."""
    part = _beside(folder, "proof")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.touch(exist_ok=False)
        part.unlink()
    except OSError as problem:
        raise StoreProblem(trouble, file=folder.name) from problem


def _beside(folder: Path, name: str) -> Path:
    return folder / f".{name}.{secrets.token_hex(4)}.part"
