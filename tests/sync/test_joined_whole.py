"""A desk that is made of what others told is there whole or not at all: after a refusal, a wish to stop, and a process that dies."""

import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, has_desk
from eventdesk.errors import Conflict
from eventdesk.joining import join_desk, join_stick
from eventdesk.services.house import House
from eventdesk.sync.bundle import read_bundle
from tests.sync.meeting import differences

DYING = """
import os, signal, sys
from pathlib import Path
from eventdesk.joining import join_desk
from eventdesk.sync.bundle import read_bundle
one = read_bundle(Path(sys.argv[1]))
join_desk(
    Path(sys.argv[2]), organisation=one.organisation, devices=one.devices, items=one.items, passphrase=None, station="2",
    finish=lambda house: os.kill(os.getpid(), signal.SIGKILL),
)
"""


@dataclass
class Stop(Exception):
    """Somebody does not want to."""


@pytest.fixture
def stick(fair: Desk, tmp_path: Path) -> Path:
    fair.sync.bundle_out(tmp_path / "stick.bundle")
    return tmp_path / "stick.bundle"


def join(folder: Path, stick: Path, finish: object) -> Desk:
    one = read_bundle(stick)
    return join_desk(
        folder, organisation=one.organisation, devices=one.devices, items=one.items, passphrase=None, station="西门",
        finish=finish,  # type: ignore[arg-type]  # whatever a test wants done
    )  # fmt: skip


def test_what_stops_at_the_last_leaves_an_empty_folder(stick: Path, tmp_path: Path) -> None:
    def stop(house: House) -> None:
        assert [one.name for one in (tmp_path / "b").iterdir()], "everything is written, and not yet the folder's desk"
        assert not has_desk(tmp_path / "b")
        raise Stop

    with pytest.raises(Stop):
        join(tmp_path / "b", stick, stop)
    assert list((tmp_path / "b").iterdir()) == []


def test_a_refused_name_leaves_an_empty_folder_and_another_one_joins(
    fair: Desk, stick: Path, tmp_path: Path, clock: SetClock
) -> None:
    with pytest.raises(Conflict, match="station_taken"):
        join_stick(tmp_path / "b", stick, passphrase=None, station="东门", clock=clock)
    assert list((tmp_path / "b").iterdir()) == []
    with join_stick(tmp_path / "b", stick, passphrase=None, station="西门", clock=clock) as other:
        assert set(differences(fair, other)) <= {"station", "ticket_key"}


def test_a_process_that_dies_leaves_no_desk_and_the_next_try_is_whole(
    fair: Desk, stick: Path, tmp_path: Path, clock: SetClock
) -> None:
    command = [sys.executable, "-c", DYING, str(stick), str(tmp_path / "b")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not has_desk(tmp_path / "b")
    with join_stick(tmp_path / "b", stick, passphrase=None, station="西门", clock=clock) as other:
        assert set(differences(fair, other)) <= {"station", "ticket_key"}
    assert not [one.name for one in (tmp_path / "b").iterdir() if ".new" in one.name]
