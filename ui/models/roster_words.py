"""The sentences of a roster: what a cell says, what is in the way, and what would fill a place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from eventdesk.domain.roster import Block
from eventdesk.domain.roster_words import block_key, finding_key
from eventdesk.domain.volunteer import Response, Rule, Vetting
from resources.words import Words
from ui.models.roster import Key, Sheet, Standing, clock
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.domain.roster_input import Finding
    from eventdesk.domain.roster_ratio import Ratio
    from eventdesk.services.staffing_plans import Reasons, Remedy
    from eventdesk.services.volunteer_views import EngagementView, ShiftView

NEAREST = 5
"""People who are named beside a gap; of the others it says how many."""

_FAR = (Rule.WITHDRAWN, Rule.SKILL)


@dataclass(frozen=True)
class GapWords:
    """What is said of a gap: ``named`` are (name, why not), ``rest`` sums the others up."""

    title: str
    intro: str
    named: tuple[tuple[str, str], ...]
    rest: str


@dataclass(frozen=True)
class RemedyWords:
    """What is said of a way out."""

    face: str
    title: str
    text: str
    foot: str


class RosterWords:
    """Sentences in one language and zone."""

    def __init__(self, wording: Wording, zone: tzinfo) -> None:
        self._wording, self._words, self._zone = wording, wording.words, zone

    def __call__(self, key: str, **values: object) -> str:
        return self._words(key, **values)

    @property
    def plain(self) -> Words:
        """The words themselves."""
        return self._words

    @property
    def wording(self) -> Wording:
        """Dates and errors in words."""
        return self._wording

    # -- small things

    def day(self, moment: datetime) -> str:
        """A day without its year or weekday."""
        local = moment.astimezone(self._zone)
        return f"{local.month}/{local.day}"

    def time(self, moment: datetime) -> str:
        """Hours and minutes in the organisation's zone."""
        local = moment.astimezone(self._zone)
        return f"{local.hour}:{local:%M}"

    def span(self, shift: "ShiftView") -> str:
        """From when to when."""
        return clock(shift.start, shift.end, self._zone)

    def long_span(self, shift: "ShiftView") -> str:
        """With its day."""
        return f"{self._wording.day_short(shift.start.astimezone(self._zone).date())} {self.span(shift)}"

    def length(self, minutes: int) -> str:
        """A length: hours where they are whole or half, otherwise hours and minutes."""
        if minutes % 30 == 0 and minutes >= 60:
            return self("volunteers.hours", h=f"{minutes / 60:g}")
        if minutes >= 60:
            return self("volunteers.hours_minutes", h=minutes // 60, m=minutes % 60)
        return self("volunteers.minutes", m=minutes)

    def list(self, names: Iterable[str]) -> str:
        """Several names in one."""
        return self("common.list_sep").join(names)

    def limited(self, names: Sequence[str], most: int = 3) -> str:
        """Some names, and how many more."""
        if len(names) <= most:
            return self.list(names)
        return self("volunteers.and_more", names=self.list(names[:most]), n=len(names) - most)

    # -- cells and heads

    def person_line(self, person: "EngagementView") -> str:
        """What somebody can do, and how often they came."""
        first = person.skills[0].name if person.skills else ""
        more = f" +{len(person.skills) - 1}" if len(person.skills) > 1 else ""
        if person.withdrawn:
            return self("volunteers.withdrawn")
        if person.times_before:
            times = self("volunteers.times", n=person.times_before)
        else:
            times = self("volunteers.first_time_short" if first else "volunteers.first_time")
        return f"{first}{more} \u00b7 {times}" if first else times

    def person_brief(self, person: "EngagementView") -> str:
        """What somebody can do, for where the whole line has no room; empty where there is nothing to leave out."""
        if person.withdrawn or not person.skills:
            return ""
        more = f" +{len(person.skills) - 1}" if len(person.skills) > 1 else ""
        return f"{person.skills[0].name}{more}"

    def head(self, sheet: Sheet, key: Key) -> str:
        """Person, role and time of a cell."""
        shift = sheet.shifts[key[0]]
        return f"{sheet.people[key[1]].name} \u00b7 {shift.role} {self.span(shift)}"

    def mark(self, found: Standing) -> str:
        """What a cell's mark means."""
        return self(f"volunteers.mark_{found.value}")

    def waived(self, rule: Rule) -> str:
        """That a rule was passed."""
        return self("volunteers.waived_rule", rule=self.rule(rule))

    def rule(self, rule: Rule) -> str:
        """A rule's name."""
        return self(f"rosters.rule_{rule.value}")

    def answer(self, response: Response) -> str:
        """What somebody answered."""
        return self(f"volunteers.answer_{response.value}")

    def vetting(self, vetting: Vetting) -> str:
        """Whether a proof was seen."""
        return self(f"volunteers.vetting_{vetting.value}")

    # -- what is in the way

    def block(self, sheet: Sheet, block: Block) -> str:
        """What stands in the way, short enough to follow a name."""
        return self(f"rosters.{block_key(block)}", **self._values(sheet, block))

    def _values(self, sheet: Sheet, block: Block) -> dict[str, object]:
        """All that a sentence about a block may name."""
        minutes, limit = block.minutes or 0, block.limit or 0
        values: dict[str, object] = {
            "skills": self.list(block.skills), "day": f"{block.day:%Y-%m-%d}" if block.day is not None else "", "limit": limit,
            "hours": f"{limit / 60:g}", "minutes": minutes, "n": minutes, "over": f"{minutes / 60:.3g}",
        }  # fmt: skip
        if block.window is not None:
            values |= {"start": self.time(block.window.start), "end": self.time(block.window.end)}
        if block.other is not None and block.other in sheet.shifts:
            other = sheet.shifts[block.other]
            values |= {"role": other.role, "start": self.time(other.start), "end": self.time(other.end)}
        elif block.other is not None and block.other in sheet.people:
            values["other"] = sheet.people[block.other].name
        return values

    def why(self, sheet: Sheet, blocks: Iterable[Block]) -> str:
        """All that stands in the way, in one line."""
        return self("common.list_comma").join(dict.fromkeys(self.block(sheet, block) for block in blocks))

    def gap(self, sheet: Sheet, reasons: "Reasons") -> GapWords:
        """Why a shift misses people: the nearest by name, the others by number."""
        shift = sheet.shifts[reasons.shift]
        title = self("volunteers.gap_title", role=shift.role, time=self.time(shift.start), n=reasons.missing)
        near = [(id, block) for id, block in reasons.blocked.items() if block.rule not in _FAR]
        near.sort(key=lambda pair: (pair[1].rule in (Rule.UNAVAILABLE, Rule.VETTING), pair[1].minutes or 0))
        skills = self.list(shift.skills)
        if reasons.free:
            names = self.limited([sheet.people[id].name for id in reasons.free])
            intro = self("volunteers.gap_free", names=names, n=len(reasons.free))
        elif skills:
            intro = self("volunteers.gap_skilled" if near else "volunteers.gap_nobody", skills=skills, n=len(near))
        else:
            intro = self("volunteers.gap_all", n=len(near))
        # A few people are all named; of many the nearest are, and the rest are counted.
        named = near if len(near) <= NEAREST else near[: NEAREST - 1]
        said = {id for id, _ in named}
        counts: dict[Rule, int] = {}
        for id, block in reasons.blocked.items():
            if id not in said and block.rule is not Rule.WITHDRAWN:
                counts[block.rule] = counts.get(block.rule, 0) + 1
        rest = self("common.list_comma").join(self(f"rosters.reason_{rule.value}", n=n) for rule, n in counts.items())
        return GapWords(
            title, intro, tuple((sheet.people[id].name, self.block(sheet, block)) for id, block in named),
            self("volunteers.gap_rest", counts=rest) if rest else "",
        )  # fmt: skip

    def finding(self, sheet: Sheet, finding: "Finding") -> str:
        """What contradicts itself."""
        shift, person = sheet.shifts.get(finding.shift), sheet.people.get(finding.volunteer)
        values: dict[str, object] = {"n": finding.n, "needed": finding.needed, "name": person.name if person is not None else ""}
        values["rule"] = self.rule(finding.rule) if finding.rule is not None else ""
        if shift is not None:
            values |= {"role": shift.role, "code": shift.code, "start": self.time(shift.start), "end": self.time(shift.end)}
        values["skills"] = self.list(finding.skills)
        return self(f"rosters.{finding_key(finding)}", **values)

    def ratio(self, sheet: Sheet, ratio: "Ratio") -> str:
        """That children have too few adults beside them."""
        shifts = [sheet.shifts[id] for id in ratio.shifts if id in sheet.shifts]
        roles = self.list(dict.fromkeys(shift.role for shift in shifts))
        start, end = min(shift.start for shift in shifts), max(shift.end for shift in shifts)
        return self(
            "rosters.ratio_missing", role=roles, start=self.time(start), end=self.time(end), children=ratio.children,
            adults=ratio.adults, needed=ratio.needed, n=ratio.needed,
        )  # fmt: skip

    # -- ways out

    def remedy(self, sheet: Sheet, remedy: "Remedy") -> RemedyWords:
        """A way out: who, what happens, and what it takes."""
        name, block = sheet.people[remedy.volunteer].name, remedy.block
        here = sheet.shifts[remedy.shift]
        values = self._values(sheet, block) if block is not None else {}
        others = [one for one in remedy.added if one.volunteer != remedy.volunteer]
        named = self.list(sheet.people[one.volunteer].name for one in others)
        left = [sheet.shifts[one.shift].role for one in remedy.removed if one.volunteer == remedy.volunteer]
        values |= {"name": name, "role": here.role, "other": named, "others": named, "from_role": "".join(left[:1])}
        values["block"] = self.block(sheet, block) if block is not None else ""
        title = how = f"rosters.remedy_{remedy.kind.value}"
        if remedy.kind.value == "time" and block is not None and block.window is None:
            title = how = f"{title}_away"
        if remedy.kind.value == "hours" and block is not None:
            title = "volunteers.stay_longer"
            values["length"] = self.length(block.minutes or 0)
        return RemedyWords(name, self(title, **values), self(f"{how}_how", **values), self._cost(sheet, remedy))

    def _cost(self, sheet: Sheet, remedy: "Remedy") -> str:
        after = sum(sheet.missing(shift.id) for shift in sheet.view.shifts) - 1
        parts = [self("volunteers.cost_changes", n=remedy.changes)]
        if remedy.consent:
            asked = [sheet.people[id].name for id in remedy.consent]
            own = list(remedy.consent) == [remedy.volunteer]
            parts.append(self("volunteers.cost_consent") if own else self("volunteers.cost_consents", names=self.limited(asked)))
        if remedy.approval:
            parts.append(self("volunteers.cost_approval"))
        if len(parts) == 1:
            parts.append(self("volunteers.cost_full") if after <= 0 else self("volunteers.cost_left", n=after))
        return " \u00b7 ".join(parts)
