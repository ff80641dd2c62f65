"""The wording that families agree to: versions that, once given to anybody, never change."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.house import House
from eventdesk.services.typed import plain
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t

CHANGES: Changes = frozenset({"notices"})
LONGEST = 20_000


@dataclass(frozen=True)
class NoticeView:
    """A version of the wording. ``text`` and ``sha256`` are None where the wording stands elsewhere, on a form of the
    organisation's own; ``agreed`` counts the consents that name the version."""

    version: str
    text: str | None
    sha256: str | None
    at: datetime | None
    current: bool
    agreed: int
    changes: Changes = NOTHING


class Notices:
    """The verbs of notices."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(self) -> tuple[NoticeView, ...]:
        """All versions, those too that only consents name; the one in use first."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            counted = connection.execute(sa.select(t.consent.c.notice, sa.func.count()).group_by(t.consent.c.notice))
            agreed: dict[str, int] = {row[0]: row[1] for row in counted}
            rows = {row.version: row for row in connection.execute(sa.select(f.notice).order_by(f.notice.c.at.desc()))}
        versions = dict.fromkeys((self._house.notice, *rows, *agreed))
        return tuple(
            NoticeView(
                version=version, text=rows[version].text if version in rows else None,
                sha256=rows[version].sha256 if version in rows else None, at=rows[version].at if version in rows else None,
                current=version == self._house.notice, agreed=agreed.get(version, 0),
            )
            for version in versions
        )  # fmt: skip

    def current(self) -> NoticeView:
        """The version that families agree to now."""
        return self.list()[0]

    def add(self, version: str, text: str) -> NoticeView:
        """Keeps the wording of a version: a new one, or one that consents name whose wording was not known here.

        :class:`Conflict` ``notice_exists`` for a version that has another wording.
        """
        version, text = version.strip(), text.replace("\r\n", "\n").strip()
        if not version or len(version) > 40 or not version.isprintable():
            raise InvalidInput("bad_notice_version", field="version")
        if not text or len(text) > LONGEST:
            raise InvalidInput("bad_notice_text", field="text", n=LONGEST)
        with self._house.writing(Right.SETTINGS, "notice.added") as unit:
            known = unit.execute(sa.select(f.notice.c.text).where(f.notice.c.version == version)).scalar()
            if known is not None and known != text:
                raise Conflict("notice_exists", version=version)
            if known is None:
                sha256 = hashlib.sha256(text.encode()).hexdigest()
                values = {"version": version, "text": text, "sha256": sha256, "at": unit.now}
                unit.execute(f.notice.insert(), values)
                unit.put("notice", plain(values))
                unit.commit(subject=version, sha256=sha256)
        return self._one(version)

    def use(self, version: str) -> NoticeView:
        """From now on families agree to this version; what was agreed before stays as it was."""
        with self._house.writing(Right.SETTINGS, "notice.used") as unit:
            if unit.execute(sa.select(f.notice.c.version).where(f.notice.c.version == version)).first() is None:
                raise NotFound("notice_not_found", version=version)
            if version != self._house.notice:
                organisation = unit.execute(sa.select(t.organisation)).one()
                unit.execute(t.organisation.update().values(notice=version))
                unit.put("organisation", dict(organisation._mapping) | {"notice": version})
                unit.commit(subject=version)
        self._house.notice = version
        return self._one(version)

    def _one(self, version: str) -> NoticeView:
        return replace(next(view for view in self.list() if view.version == version), changes=CHANGES)
