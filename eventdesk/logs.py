"""The program's log: rotating, and without anything that names a person.

A name in Latin letters can't be told from another word, so nothing may be logged that holds one: of an error, only its
kind and where it struck are written. Phones and Chinese text are taken out of whatever comes all the same.
"""

import logging
import logging.handlers
import re
import traceback
from pathlib import Path
from types import TracebackType

_MOBILE = r"(?:\+?86)?[ -]?1[3-9][0-9](?:[ -]?[0-9]){8}"
_LANDLINE = r"0[1-9][0-9]{1,2}[ -]?[2-9][0-9]{6,7}"
_PHONE = re.compile(rf"(?<![0-9A-Za-z-])(?:{_MOBILE}|{_LANDLINE})(?![0-9A-Za-z-])")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")


class WithoutPeople(logging.Formatter):
    """Takes out of a line what may name a person."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it is written."""
        return _HAN.sub("…", _PHONE.sub("<phone>", super().format(record)))

    def formatException(  # noqa: N802  # logging's own spelling
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Where an error and its causes struck, and their kinds: no messages, no values."""
        return trace_of(ei[1]) if ei[1] is not None else ""


def trace_of(error: BaseException) -> str:
    """Files, lines and kinds of an error and what led to it, the last one first."""
    lines = []
    link: BaseException | None = error
    while link is not None:
        # The beginning of a path may hold the name of a person's account.
        lines += [f"  {'/'.join(Path(f.filename).parts[-3:])}:{f.lineno} {f.name}" for f in traceback.extract_tb(link.__traceback__)]
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        link = link.__cause__ or link.__context__
    return "\n".join(lines)


def start(folder: Path, *, level: int = logging.INFO) -> Path:
    """Begins to log into ``eventdesk.log`` of a folder (1 MB, five kept); returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "eventdesk.log"
    handler = logging.handlers.RotatingFileHandler(file, maxBytes=1_000_000, backupCount=5, encoding="utf-8")
    handler.setFormatter(WithoutPeople("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    stop()
    logger = logging.getLogger("eventdesk")
    logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False
    return file


def stop() -> None:
    """Ends the log and closes its file."""
    logger = logging.getLogger("eventdesk")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
