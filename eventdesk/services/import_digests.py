"""What a family said in a form, as a keyed hash: the same row in a later export is known for what it is, and nobody who guesses
names and phones can tell from it who that was."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from eventdesk.domain.digests import canonical
from eventdesk.exchange.plan import PlannedFamily
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

KEY = "import_key"
"""The key of ``meta`` that holds the secret. It never leaves the file."""

_KEYED = "k"
"""What a keyed hash begins with; those that were kept before there was a key are whole hexadecimal."""


@dataclass(frozen=True)
class Digests:
    """Hashes with one desk's key."""

    key: bytes

    def of(self, family: PlannedFamily) -> str:
        """What a family's rows say together, whenever and in whatever line they say it.

        A vague age counts as it was put: the days it might mean move with the day of the import.
        """
        said = [
            [[g.name, g.phone, g.relation, g.phone2] for g in family.guardians],
            [
                [c.name, c.nickname, c.sex, c.birthdate and c.birthdate.isoformat(), c.birthdate_text, c.birthdate_lunar, c.allergies]
                for c in family.children
            ],
            family.adults, family.children_count, list(family.slots), family.photo_consent, family.notes,
        ]  # fmt: skip
        whole: dict[str, object] = {"said": said} | ({"answers": dict(family.answers)} if family.answers else {})
        return self.locked(hashlib.sha256(canonical(whole)).hexdigest()[:24])

    def locked(self, digest: str) -> str:
        """A hash that was kept without the key, with it; one that has it stays."""
        if digest.startswith(_KEYED):
            return digest
        return _KEYED + hmac.digest(self.key, digest.encode(), "sha256").hex()[:24]


def digests(unit: Unit, *, keep: bool = True) -> Digests:
    """The desk's hashes; its key is made at the first use, and stays where it is ``kept``."""
    kept = unit.execute(sa.select(t.meta.c.value).where(t.meta.c.key == KEY)).scalar()
    made = secrets.token_hex(32) if kept is None else str(kept)
    if kept is None and keep:
        unit.execute(t.meta.insert(), {"key": KEY, "value": made})
    return Digests(bytes.fromhex(made))


def lock_all(unit: Unit) -> None:
    """Puts the key to every hash that an import kept before there was one."""
    batch, with_key = t.import_batch, None
    for row in unit.execute(sa.select(batch.c.id, batch.c.rows)).all():
        if any(len(line) > 4 and line[4] and not line[4].startswith(_KEYED) for line in row.rows):
            with_key = with_key or digests(unit)
            lines = [[*line[:4], line[4] and with_key.locked(line[4])] if len(line) > 4 else line for line in row.rows]
            unit.execute(batch.update().where(batch.c.id == row.id).values(rows=lines))
