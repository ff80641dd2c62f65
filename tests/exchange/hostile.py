"""Files that nobody should send, made on the spot."""

import io
import random
import zipfile
from pathlib import Path

import openpyxl

HEADER = (
    "家长姓名", "手机号", "与孩子关系", "宝宝姓名", "小名", "性别", "出生日期", "过敏/特殊需求", "参加场次", "人数", "照片授权",
    "备注",
)  # fmt: skip
ROWS = (
    ("宋雅", "13812345678", "妈妈", "宋语桐", "豆豆", "女", "2021-03-05", "花生", "A", "1大1小", "同意", "第一行"),
    ("解伟", "13987654321", "爸爸", "解堃", "", "男", "2020-11-30", "", "B", "2大1小", "不同意", ""),
    ("仇芳", "17712340000", "奶奶", "曾一诺", "一一", "女", "2018-12-12", "鸡蛋", "B", "1大1小", "否", "=1+1"),
)
SHEET = "xl/worksheets/sheet1.xml"


def good() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, *ROWS):
        sheet.append(["'" + cell if cell.startswith("=") else cell for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv_text() -> str:
    return "\r\n".join(",".join(row) for row in (HEADER, *ROWS)) + "\r\n"


def rewritten(part: str, content: bytes | None, *, extra: dict[str, bytes] | None = None) -> bytes:
    """The good workbook with one part replaced (or left out)."""
    source = zipfile.ZipFile(io.BytesIO(good()))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != part:
                target.writestr(name, source.read(name))
            elif content is not None:
                target.writestr(name, content)
        for name, data in (extra or {}).items():
            target.writestr(name, data)
    return stream.getvalue()


def sheet_xml() -> bytes:
    return zipfile.ZipFile(io.BytesIO(good())).read(SHEET)


def bomb(megabytes: int) -> bytes:
    """A workbook with a part that inflates to that size."""
    source = zipfile.ZipFile(io.BytesIO(good()))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name in source.namelist():
            if name != SHEET:
                target.writestr(name, source.read(name))
        with target.open(SHEET, "w") as part:
            part.write(b"<worksheet><sheetData>")
            for _ in range(megabytes):
                part.write(b" " * 1_000_000)
            part.write(b"</sheetData></worksheet>")
    return stream.getvalue()


def laughs() -> bytes:
    entities = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    return rewritten(SHEET, f"<!DOCTYPE x [{entities}]>".encode() + sheet_xml().replace(b"<sheetData>", b"<sheetData>&i;"))


def nested() -> bytes:
    return rewritten(SHEET, b"<worksheet>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</worksheet>")


def noise(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
