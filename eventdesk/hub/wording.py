"""Rows as the JSON of the wire, put together as text: bodies are canonical JSON already and are not parsed again."""

import json
from typing import Any


def told(row: Any) -> str:
    """An item as it is pulled: as it was signed, with who wrote it and its place in the log."""
    # Every field but these three was checked against a pattern that leaves nothing to escape.
    extra = f",{row.extra[1:-1]}" if row.extra else ""
    erased = f',"erased":true,"digest":"{row.digest}"' if row.erased else ""
    return (
        f'{{"id":"{row.id}","type":"{row.type}","schema":{row.schema},"device_seq":{row.device_seq},"hlc":"{row.hlc}",'
        f'"prev":"{row.prev}","body":{row.body},"sig":"{row.sig}","station":"{row.station}","seq":{row.seq}{erased}{extra}}}'
    )


def page_text(items: tuple[str, ...], **rest: Any) -> bytes:
    """An answer with items, as bytes."""
    return f'{{"items":[{",".join(items)}],{json.dumps(rest, ensure_ascii=False)[1:]}'.encode()
