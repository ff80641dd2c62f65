"""The command line beside real streams: closed ones, full ones, and readers that go away."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eventdesk.desk import Desk

PROGRAM = f'"{sys.executable}" -c "import sys; from eventdesk.cli import main; sys.exit(main())"'


def shell(folder: Path, rest: str) -> subprocess.CompletedProcess[str]:
    """Runs a command line of the program through the shell."""
    return subprocess.run(f'{PROGRAM} --desk "{folder}" {rest}', shell=True, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(fair: Desk) -> Path:
    """A closed desk with the event FAIR."""
    fair.close()
    return fair.folder


def test_no_standard_input_is_an_empty_one(folder: Path) -> None:
    ended = shell(folder, "checkin FAIR --stdin <&-")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("verb", ["events list", "events list --json"])
def test_output_that_can_not_be_written_is_said_in_one_line(folder: Path, verb: str) -> None:
    ended = shell(folder, f"{verb} > /dev/full")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    if "--json" in verb:
        assert json.loads(ended.stderr)["error"] == "system_refused"


def test_without_standard_error_nothing_gets_into_the_output(folder: Path) -> None:
    ended = shell(folder, "events show NONE --json 2>&-")
    assert (ended.returncode, ended.stdout) == (1, "")


def test_a_reader_that_goes_away_is_no_failure(folder: Path) -> None:
    ended = shell(folder, "events list --json | head -c 5")
    assert (ended.stdout, ended.stderr) == ('[{"ev', "")
