"""A roster laid out as a grid: people by shifts, or shifts by people."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

from eventdesk.domain.roster import Block
from eventdesk.domain.volunteer import Response, Rule
from ui.models.roster import ANSWERS, Key, Sheet, Standing, clock, several_days, standing
from ui.models.roster_words import RosterWords
from ui.widgets.paint import Tone
from ui.widgets.roster_plan import Cell, Head, Mark

if TYPE_CHECKING:
    from eventdesk.services.volunteer_views import EngagementView, ShiftView

_MARKS = {one: Mark(one.value) for one in Standing}


class RosterBoard:
    """A :class:`~ui.widgets.roster_plan.Board`. ``by_role`` puts the shifts into the rows, those of a role together;
    ``only_short`` leaves out what lacks nobody. What a cell says is worked out when it is first seen; ``before`` is the board
    until now, whose answers still hold where neither the person nor the shift was touched."""

    def __init__(
        self, sheet: Sheet, words: RosterWords, zone: tzinfo, *, by_role: bool = False, only_short: bool = False,
        before: "RosterBoard | None" = None,
    ) -> None:  # fmt: skip
        self.sheet, self.by_role = sheet, by_role
        self._words, self._zone = words, zone
        self._days = several_days(sheet.view.shifts, zone)
        self._known = before._still(sheet) if before is not None else {}
        shifts: Sequence[ShiftView] = sheet.short if only_short else sheet.view.shifts
        if by_role:
            shifts = sorted(shifts, key=lambda shift: (shift.role, shift.start, shift.code))
        people = [one for one in sheet.view.people if not one.withdrawn or sheet.of_person(one.id)]
        work, team = tuple(self._shift(one) for one in shifts), tuple(self._person(one) for one in people)
        self.rows, self.columns = (work, team) if by_role else (team, work)

    def _still(self, sheet: Sheet) -> dict[Key, tuple[Standing, tuple[Block, ...]]]:
        """What is known and holds beside another sheet too: what stands in the way is never of a third person and shift."""
        if sheet.view is not self.sheet.view:
            return {}
        changed = set(sheet.staffing.assigned) ^ set(self.sheet.staffing.assigned)
        shifts, people = {one.shift for one in changed}, {one.volunteer for one in changed}
        return {key: found for key, found in self._known.items() if key[0] not in shifts and key[1] not in people}

    # -- heads

    def _shift(self, shift: "ShiftView") -> Head:
        have, missing = self.sheet.counts[shift.id], self.sheet.missing(shift.id)
        time = clock(shift.start, shift.end, self._zone)
        if self._days:
            time = f"{self._words.day(shift.start)} {time}"
        status = f"{have}/{shift.need}"
        if missing and not self.by_role:
            status = self._words("volunteers.lacking", have=have, need=shift.need, n=missing)
        return Head(
            shift.id, shift.role, time, status, icon="warn" if missing else "okc", tone=Tone.WARN if missing else Tone.OK,
            short=bool(missing),
        )  # fmt: skip

    def _person(self, person: "EngagementView") -> Head:
        return Head(
            person.id, person.name, self._words.person_line(person), face=True, dim=person.withdrawn,
            brief=self._words.person_brief(person),
        )  # fmt: skip

    # -- cells

    def key(self, row: int, column: int) -> Key:
        """Shift and engagement of a cell."""
        one, other = self.rows[row].key, self.columns[column].key
        return (one, other) if self.by_role else (other, one)

    def known(self, key: Key) -> tuple[Standing, tuple[Block, ...]]:
        """What a person and a shift are to each other."""
        if key not in self._known:
            self._known[key] = standing(self.sheet, *key)
        return self._known[key]

    def cell(self, row: int, column: int) -> Cell:
        """What stands there."""
        key = self.key(row, column)
        found, blocks = self.known(key)
        held, detail = self.sheet.now.get(key), self.sheet.details.get(key)
        answer = ANSWERS.get(detail.response, "") if detail is not None else ""
        if held is None:
            return Cell(_MARKS[found])
        broken = bool(blocks) or (detail is not None and detail.response is Response.DECLINED)
        return Cell(_MARKS[found], held.pinned, bool(held.waived), broken, answer)

    def tip(self, row: int, column: int) -> str:
        """Who, what, and what is in the way."""
        key = self.key(row, column)
        found, blocks = self.known(key)
        lines = [self._words.head(self.sheet, key), self._words.mark(found)]
        lines += [self._words.block(self.sheet, block) for block in blocks]
        if (held := self.sheet.now.get(key)) is not None:
            if held.pinned:
                lines.append(self._words("volunteers.pinned"))
            lines += [self._words.waived(rule) for rule in Rule if rule in held.waived]
        if (detail := self.sheet.details.get(key)) is not None and detail.response is not Response.OPEN:
            lines.append(self._words.answer(detail.response))
        return "\n".join(line for line in lines if line)

    def may_move(self, source: tuple[int, int], target: tuple[int, int]) -> bool:
        """Whether the person of the target may have its shift, once the source is given up."""
        old, new = self.key(*source), self.key(*target)
        if new in self.sheet.now or self.sheet.people[new[1]].withdrawn:
            return False
        rules = self.sheet.rules
        rules.remove(*old)
        try:
            return rules.allows(self.sheet.shift(new[0]), self.sheet.volunteer(new[1]))
        finally:
            rules.add(*old)
