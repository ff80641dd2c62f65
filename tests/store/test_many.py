"""Rows by the thousand are stored as the slow way stores them."""

from datetime import UTC, date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.store import quick
from eventdesk.store.engine import open_engine
from eventdesk.store.tables import Day, Json, Moment

_TABLE = sa.Table(
    "thing", sa.MetaData(),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("order", sa.Integer),
    sa.Column("agreed", sa.Boolean),
    sa.Column("day", Day),
    sa.Column("at", Moment),
    sa.Column("refs", Json),
)  # fmt: skip

_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5),
            "order": st.none() | st.integers(-(2**63), 2**63 - 1),
            "agreed": st.none() | st.booleans(),
            "day": st.none() | st.dates(),
            "at": st.none() | st.datetimes(timezones=st.just(UTC)),
            "refs": st.none() | st.lists(st.text(st.characters(codec="utf-8"), max_size=3), max_size=3),
        }
    ),
    max_size=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> sa.Engine:
    return open_engine(Path(tmp_path_factory.mktemp("many")) / "store.db", None)


@given(rows=_ROWS)
def test_stores_what_the_table_itself_would(engine: sa.Engine, rows: list[dict[str, Any]]) -> None:
    assert _stored(engine, rows, quickly=True) == _stored(engine, rows, quickly=False)


def test_a_row_that_may_not_be_is_the_same_error(engine: sa.Engine) -> None:
    row = {"name": None, "order": 1, "agreed": None, "day": date(2026, 1, 1), "at": None, "refs": None}
    for quickly in (True, False):
        with pytest.raises(sa.exc.IntegrityError) as caught:
            _stored(engine, [row], quickly=quickly)
        assert "2026" not in str(caught.value)


def _stored(engine: sa.Engine, rows: list[dict[str, Any]], *, quickly: bool) -> list[Any]:
    with engine.connect() as connection, connection.begin() as transaction:
        _TABLE.create(connection)
        if quickly:
            quick.many(connection, _TABLE, rows)
        elif rows:
            connection.execute(_TABLE.insert(), rows)
        found = [
            tuple(row)
            for row in connection.exec_driver_sql("SELECT rowid, *, typeof(agreed) FROM thing ORDER BY rowid")
        ]
        transaction.rollback()
        return found
