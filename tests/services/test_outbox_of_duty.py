"""What volunteers did and were told is told to the outbox: who applies its items holds the same rows."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from eventdesk.clock import SetClock
from eventdesk.domain.duty import MarkKind
from eventdesk.services.checkins import Scan
from eventdesk.services.mailing import Folder
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from resources.words import Words
from tests.services.duty_ground import at, ids, staffed
from tests.services.test_outbox import plain, same


@pytest.mark.parametrize("table", [v.shift_attendance, v.roster_notice, v.assignment], ids=lambda table: table.name)
def test_a_day_is_told_of(tmp_path: Path, table: sa.Table) -> None:
    clock = SetClock(at(8))
    with staffed(tmp_path / "desk", clock) as desk:
        words = Words("zh")
        desk.roster_notices.copied("FAIR", ["VOL001", "VOL003"])
        desk.roster_notices.send(desk.roster_notices.prepare("FAIR", words, test=True), Folder(tmp_path / "post"))
        code = desk.roster_files.codes("FAIR")[ids(desk)["VOL001"]]
        clock.at = at(9, 30)
        came = desk.checkins.scan("FAIR", Scan(text=code))
        assert came.journal is not None
        desk.checkins.undo("FAIR", came.journal, reason="点错了")
        desk.checkins.scan("FAIR", Scan(text=code))
        clock.at = at(10)
        desk.duty.mark("FAIR", "VOL003", MarkKind.NO_SHOW, shift="S02", reason="没来")
        desk.duty.step_in("FAIR", "S01", absent="VOL002", by="VOL005", reason="没来")
        desk.duty.credit("FAIR", "S01", "VOL001", 90)
        with desk.house.store.reading() as connection:
            told: dict[str, dict[str, Any]] = {}
            for item in connection.execute(sa.select(t.outbox).order_by(t.outbox.c.device_seq)):
                body = json.loads(item.body)
                if item.type == table.name:
                    told.setdefault(body["id"], {}).update({name: value for name, value in body.items() if name != "base"})
                elif item.type == f"{table.name}.removed":
                    del told[body["id"]]
            stored = {row.id: plain(row) for row in connection.execute(sa.select(table))}
    assert set(stored) == set(told)
    assert stored
    for id, row in stored.items():
        wrong = {
            name: (value, told[id].get(name))
            for name, value in row.items()
            if not same("at" if name.endswith("_at") else name, value, told[id].get(name))
        }
        assert wrong == {}
