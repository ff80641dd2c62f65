"""The report as JSON, for machines and for proof: its hash can be counted again from the file alone."""

import hashlib
import json
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from eventdesk.reports.document import ReportDocument, canonical
from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.exporters.rows import define
from resources.words import Words

# Added for readers, in their language; not part of what is hashed.
_ADDED = ("sha256", "language", "texts")


def export(document: ReportDocument, *, folder: Path, words: Words, zone: ZoneInfo, name: str) -> Path:
    """The document's payload, with ``sha256``, ``language`` and the ``definition`` of each figure in words; ``texts``: what its texts
    are called in that language."""
    payload = document.payload()
    for row, figure in zip(payload["figures"], document.figures, strict=True):
        row["definition"] = define(figure, words)
    payload["sha256"] = document.sha256
    payload["language"] = words.language
    if texts := document.tongues.get(words.language):
        payload["texts"] = dict(texts)
    text = json.dumps(payload, ensure_ascii=False, indent=1, allow_nan=False)

    def write(file: BinaryIO) -> None:
        file.write(text.encode("utf-8") + b"\n")

    return write_whole(folder, f"{name}.json", write)


def proves_itself(text: str | bytes) -> bool:
    """Whether a report's JSON file still has the content that its ``sha256`` was counted over."""
    payload: dict[str, Any] = json.loads(text)
    stated = payload.get("sha256")
    for key in _ADDED:
        payload.pop(key, None)
    for row in payload["figures"]:
        row.pop("definition", None)
    return bool(hashlib.sha256(canonical(payload)).hexdigest() == stated)
