"""Pictures of the program: every page, in its language and colours, in a process that had no window before."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from eventdesk.errors import StoreProblem
from ui.pages import PAGES
from ui.screenshot_stage import HEIGHT, LOW, WIDTH
from ui.screenshots import STATES, take

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from pathlib import Path
from ui.screenshots import take
for file in take(Path(sys.argv[1]), languages=["en"], themes=["dark"]):
    print(file)
"""


def test_every_page_is_photographed() -> None:
    assert {spec.key for spec in PAGES} <= {state.page for state in STATES}
    assert len({state.name for state in STATES}) == len(STATES)


@pytest.mark.slow
@pytest.mark.timeout(1_000)  # a hundred pictures, beside whatever else runs
def test_all_pictures_are_taken_where_there_was_no_window(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    files = [Path(line) for line in done.stdout.splitlines()]
    assert [file.name for file in files] == [f"{state.name}-en-dark.png" for state in STATES]
    pictures = {file.stem: QImage(str(file)) for file in files}
    heights = {f"{state.name}-en-dark": state.height for state in STATES}
    for name, picture in pictures.items():
        assert (picture.width(), picture.height()) == (WIDTH, heights[name]), name
        assert many_colours(picture), f"{name} is empty"
    assert {HEIGHT, LOW} == set(heights.values())
    seen = [picture.constBits().tobytes() for picture in pictures.values()]
    assert len(set(seen)) == len(seen), "two states look the same"


def test_a_folder_that_takes_no_files_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_bytes(b"a file, not a folder")
    with pytest.raises(StoreProblem) as caught:
        take(blocked, languages=["zh"], themes=["light"])
    assert (caught.value.code, caught.value.details) == ("pictures_not_written", {"folder": "blocked"})


def many_colours(picture: QImage) -> bool:
    points = ((x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7))
    return len({picture.pixel(x, y) for x, y in points}) > 8
