"""Files are read by content in a bounded child; what can't be read gives one sentence, and leaves nothing behind."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from eventdesk.errors import UnreadableFile
from eventdesk.exchange.plan import ImportContext, SlotChoice
from eventdesk.exchange.questionnaire import plan_import
from eventdesk.exchange.reader import child_environment, read_workbook
from resources.words import LANGUAGES, Words
from tests.exchange import hostile
from tests.exchange.hostile import ROWS, SHEET, write

CONTEXT = ImportContext(date(2026, 10, 1), date(2026, 10, 17), (0, 215), (SlotChoice("A", "A"), SlotChoice("B", "B")))


def refusal(path: Path, **limits: float) -> str:
    """The code of the refusal; it must be said in both languages and name the file but no folder."""
    with pytest.raises(UnreadableFile) as refused:
        plan_import(read_workbook(path, **limits), CONTEXT)  # type: ignore[arg-type]  # numbers of seconds and megabytes
    for language in LANGUAGES:
        sentence = Words(language)(f"errors_files.{refused.value.code}", **refused.value.details)
        assert path.name in sentence
        assert str(path.parent) not in sentence
        assert Words(language)(f"errors_files.{refused.value.code}_hint", **refused.value.details)
    return refused.value.code


def imported(path: Path) -> list[str]:
    """Names of the first children of the families that would be imported."""
    plan = plan_import(read_workbook(path), CONTEXT)
    return [family.children[0].name or "" for family in plan.families]


ALL = [row[3] for row in ROWS]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.xlsx", b"", "file_empty"),
        ("cut.xlsx", hostile.good()[:-2000], "file_damaged"),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + hostile.noise(1, 60), "file_not_workbook"),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "file_not_workbook"),
        ("noise.csv", hostile.noise(2, 4096), "file_encoding"),
        ("noise.xlsx", hostile.noise(3, 4096), "file_not_workbook"),
        ("no_part.xlsx", hostile.rewritten(SHEET, None), "file_damaged"),
        ("broken.xlsx", hostile.rewritten(SHEET, hostile.sheet_xml()[:-40]), "file_damaged"),
        ("laughs.xlsx", hostile.laughs(), "file_unsafe"),
        ("nested.xlsx", hostile.nested(), "file_no_rows"),
        ("header.csv", hostile.csv_text().splitlines()[0].encode(), "file_no_rows"),
        ("chat.txt", "今天天气不错\n大家好\n1234567890\n".encode(), "file_no_entries"),
        ("quote.csv", hostile.csv_text().replace("豆豆", '"豆豆').encode(), "file_quotes"),
        ("other.csv", "颜色,大小,价格\n红,大,3\n".encode(), "file_no_known_column"),
    ],
)
def test_a_bad_file_gives_one_clear_sentence(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    assert refusal(write(tmp_path, name, content)) == code


def test_what_isnt_a_file_is_said_so(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nothing.xlsx") == "file_missing"
    (tmp_path / "folder.xlsx").mkdir()
    assert refusal(tmp_path / "folder.xlsx") == "file_is_directory"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.xlsx")
        assert refusal(tmp_path / "pipe.xlsx") == "file_not_workbook"


MEASURED = """
import resource, sys
from pathlib import Path
from eventdesk.errors import UnreadableFile
from eventdesk.exchange.reader import read_workbook
try:
    read_workbook(Path(sys.argv[1]))
except UnreadableFile as error:
    print(error.code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_a_bomb_is_refused_quickly_in_little_memory(tmp_path: Path) -> None:
    path = write(tmp_path, "bomb.xlsx", hostile.bomb(100))
    started = time.monotonic()
    # A process of its own: the most that any child took is counted for whoever started it, other tests' included.
    done = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True)
    code, kilobytes = done.stdout.split()
    assert code == "file_too_large"
    assert int(kilobytes) < 512 * 1024
    assert time.monotonic() - started < 15


def test_a_reader_that_needs_too_long_is_stopped(tmp_path: Path) -> None:
    path = write(tmp_path, "slow.xlsx", hostile.good())
    started = time.monotonic()
    assert refusal(path, max_seconds=0.001) == "file_too_slow"
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["list.csv", "list.xlsx", "list.txt"])
def test_text_is_read_in_any_usual_encoding_under_any_name(tmp_path: Path, encoding: str, name: str) -> None:
    assert imported(write(tmp_path, name, hostile.csv_text().encode(encoding))) == ALL


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_is_read_with_any_usual_delimiter(tmp_path: Path, delimiter: str) -> None:
    assert imported(write(tmp_path, "list.csv", hostile.csv_text().replace(",", delimiter).encode())) == ALL


def test_parts_with_hostile_names_stay_inside(tmp_path: Path) -> None:
    content = hostile.rewritten("", None, extra={"../../evil_marker": b"x", "/tmp/evil_marker": b"x", "xl/vbaProject.bin": b"x"})
    assert imported(write(tmp_path, "traversal.xlsx", content)) == ALL
    assert [path.name for path in tmp_path.iterdir()] == ["traversal.xlsx"]
    assert not list(tmp_path.parent.glob("evil_marker"))


def test_nul_bytes_reach_nobody(tmp_path: Path) -> None:
    text = hostile.csv_text().replace("豆豆", "豆\x00豆").replace("13987654321", "139876\x0054321")
    plan = plan_import(read_workbook(write(tmp_path, "nul.csv", text.encode())), CONTEXT)
    assert [row.fate for row in plan.rows] == ["ok", "rejected:bad_phone", "ok"]
    assert plan.families[0].children[0].nickname == "豆豆"
    assert "control_characters" in plan.rows[0].warnings
    assert "\x00" not in repr(plan).replace("\\x00", "\x00")


def test_a_giant_cell_is_cut_and_said_so(tmp_path: Path) -> None:
    text = hostile.csv_text().replace("第一行", "长" * 150_000)
    plan = plan_import(read_workbook(write(tmp_path, "long.csv", text.encode())), CONTEXT)
    assert "text_cut" in plan.rows[0].warnings
    assert len(plan.families[0].notes or "") <= 32_767


def test_thousands_of_columns_dont_hurt(tmp_path: Path) -> None:
    lines = hostile.csv_text().splitlines()
    wide = "\n".join(line + "," + ",".join(f"x{n}" for n in range(20_000)) for line in lines)
    started = time.monotonic()
    assert imported(write(tmp_path, "wide.csv", wide.encode())) == ALL
    assert time.monotonic() - started < 5


def test_the_1904_date_system_is_followed(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet.append(list(hostile.HEADER))
    sheet.append(["宋雅", "13812345678", "妈妈", "宋语桐", "", "女", date(2021, 3, 5), "", "A", "1大1小", "同意", ""])
    sheet.append(["解伟", "13987654321", "爸爸", "解堃", "", "男", 42_798, "", "A", "1大1小", "同意", ""])
    book.save(tmp_path / "mac.xlsx")
    plan = plan_import(read_workbook(tmp_path / "mac.xlsx"), CONTEXT)
    assert [family.children[0].birthdate for family in plan.families] == [date(2021, 3, 5), date(2021, 3, 5)]


def test_places_in_the_sheet_are_those_a_person_sees(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate((hostile.HEADER, *ROWS), 4):
        for column, cell in enumerate(row, 3):
            sheet.cell(number, column, cell.lstrip("="))
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["N"].hidden = True
    sheet.merge_cells("A1:F1")
    book.save(tmp_path / "shifted.xlsx")
    workbook = read_workbook(tmp_path / "shifted.xlsx")
    assert workbook.sheets[0].hidden_rows == {6}
    assert workbook.sheets[0].hidden_columns == {13}
    assert workbook.sheets[0].merged == ((1, 0, 1, 5),)
    plan = plan_import(workbook, CONTEXT)
    assert [(row.ref, row.fate) for row in plan.rows] == [("5", "ok"), ("6", "ok"), ("7", "ok")]
    assert "hidden_row" in plan.rows[1].warnings
    assert plan.mapping["Sheet"]["D"] == "guardians[0].phone"
    assert plan.mapping["Sheet"]["N"] == "ignored"


def test_blank_lines_and_line_breaks_count_as_a_person_counts_records(tmp_path: Path) -> None:
    lines = hostile.csv_text().splitlines()
    lines[1] = lines[1].replace("第一行", '"第一行\n第二行"')
    plan = plan_import(read_workbook(write(tmp_path, "gaps.csv", "\n".join([lines[0], lines[1], "", *lines[2:]]).encode())), CONTEXT)
    assert [row.ref for row in plan.rows] == ["2", "4", "5"]
    assert plan.families[0].notes == "第一行\n第二行"


def test_ten_thousand_rows_take_seconds(tmp_path: Path) -> None:
    header, *rows = hostile.csv_text().splitlines()
    many = [rows[n % 3].replace(ROWS[n % 3][1], str(13_000_000_000 + n)) for n in range(10_000)]
    path = write(tmp_path, "many.csv", "\n".join([header, *many]).encode())
    started = time.monotonic()
    plan = plan_import(read_workbook(path), CONTEXT)
    assert time.monotonic() - started < 10
    assert len(plan.families) == 10_000


def test_the_child_knows_no_secret() -> None:
    told = child_environment({"EVENTDESK_PASSPHRASE": "secret", "EVENTDESK_HOME": "/home/desk", "PATH": "/usr/bin"})
    assert told["PATH"] == "/usr/bin"
    assert not {"secret", "/home/desk"} & set(told.values())
