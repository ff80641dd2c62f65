"""The program's log: rotating, and without anything that names a person."""

import logging
import logging.handlers
import re
from pathlib import Path

_PHONE = re.compile(r"(?<![0-9A-Za-z-])(?:\+?86)?[ -]?1[3-9][0-9](?:[ -]?[0-9]){8}(?![0-9A-Za-z-])")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")


class WithoutPeople(logging.Formatter):
    """Takes phones out of a line, and Chinese text with them: a name can't be told from another word."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it is written."""
        return _HAN.sub("…", _PHONE.sub("<phone>", super().format(record)))


def start(folder: Path, *, level: int = logging.INFO) -> Path:
    """Begins to log into ``eventdesk.log`` of a folder (1 MB, five kept); returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "eventdesk.log"
    handler = logging.handlers.RotatingFileHandler(file, maxBytes=1_000_000, backupCount=5, encoding="utf-8")
    handler.setFormatter(WithoutPeople("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger = logging.getLogger("eventdesk")
    logger.handlers = [handler]
    logger.setLevel(level)
    logger.propagate = False
    return file
