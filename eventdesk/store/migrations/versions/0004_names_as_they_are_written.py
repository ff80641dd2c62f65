"""Names as they are written become search keys, so that what begins with a text is found without reading all that hold it"""

from collections.abc import Iterator

from alembic import op

from eventdesk.store.search_keys import written

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_AT_ONCE = 20_000


def upgrade() -> None:
    """To this revision."""
    for keys in _keys():
        op.get_bind().exec_driver_sql("INSERT OR IGNORE INTO search_key (key, family, person) VALUES (?,?,?)", keys)


def downgrade() -> None:
    """Back to the one before."""
    for keys in _keys():
        op.get_bind().exec_driver_sql("DELETE FROM search_key WHERE key = ? AND family = ? AND person = ?", keys)


def _keys() -> Iterator[list[tuple[str, str, int]]]:
    people = "SELECT no, family, name, nickname FROM person WHERE no > ? ORDER BY no LIMIT ?"
    last = -1
    while rows := op.get_bind().exec_driver_sql(people, (last, _AT_ONCE)).fetchall():
        last = rows[-1].no
        keys = [(key, row.family, row.no) for row in rows for key in written(row.name, row.nickname)]
        if keys:
            yield keys
