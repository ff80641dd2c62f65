"""What stands in the way, ready for a sentence: the key of a word and what goes into it.

Keys are those of the catalogue ``rosters``. Times are ``HH:MM`` of the organisation's zone, hours plain numbers.
"""

from eventdesk.domain.roster import Block
from eventdesk.domain.roster_input import Contradiction, Finding
from eventdesk.domain.volunteer import Rule, Shift, Staffing

Said = tuple[str, dict[str, object]]


def block_key(block: Block) -> str:
    """The word for why somebody can't take a shift."""
    key = f"block_{block.rule.value}"
    if block.rule is Rule.VETTING and block.day is not None:
        return f"{key}_lapsed"
    return f"{key}_away" if block.rule is Rule.UNAVAILABLE and block.window is None else key


def finding_key(finding: Finding) -> str:
    """The word for what contradicts itself in the question."""
    key = f"contradiction_{finding.code.value}"
    return f"{key}_skill" if finding.code is Contradiction.NOBODY and finding.skills else key


def block_said(staffing: Staffing, block: Block) -> Said:
    """Why somebody can't take a shift, without the name."""
    key = block_key(block)
    if block.rule in (Rule.SKILL, Rule.CERTIFICATE):
        return key, {"skills": _listed(block.skills), "day": block.day or ""}
    if block.rule is Rule.VETTING:
        return key, {"day": block.day} if block.day else {}
    if block.rule is Rule.UNAVAILABLE:
        if block.window is None:
            return key, {}
        zone = staffing.zone
        start, end = (moment.astimezone(zone).strftime("%H:%M") for moment in (block.window.start, block.window.end))
        return key, {"start": start, "end": end, "minutes": block.minutes}
    if block.rule in (Rule.OVERLAP, Rule.REST) and block.other is not None:
        return key, {
            **shift_facts(staffing, staffing.shift_by_id[block.other]),
            "minutes": block.minutes,
            "limit": block.limit,
        }
    if block.rule is Rule.APART and block.other is not None:
        return key, {"other": staffing.volunteer_by_id[block.other].name}
    if block.rule in (Rule.HOURS, Rule.DAY_HOURS):
        return key, {"hours": _hours(block.limit or 0), "over": _hours(block.minutes or 0)}
    return key, {"limit": block.limit}


def finding_said(staffing: Staffing, finding: Finding) -> Said:
    """What contradicts itself in the question; ``rule`` is a rule's value, whose word is ``rule_<value>``."""
    facts: dict[str, object] = {"n": finding.n, "needed": finding.needed}
    if finding.shift:
        facts |= shift_facts(staffing, staffing.shift_by_id[finding.shift])
    if finding.code is Contradiction.NOBODY and finding.skills:
        return finding_key(finding), {**facts, "skills": _listed(finding.skills)}
    if finding.code in (Contradiction.PIN, Contradiction.NOBODY):
        person = staffing.volunteer_by_id.get(finding.volunteer)
        facts |= {"name": person.name if person else "", "rule": finding.rule.value if finding.rule else ""}
    return finding_key(finding), facts


def shift_facts(staffing: Staffing, shift: Shift) -> dict[str, object]:
    """A shift's role, code and hours."""
    start, end = shift.start.astimezone(staffing.zone), shift.end.astimezone(staffing.zone)
    return {"role": shift.role, "code": shift.code, "start": start.strftime("%H:%M"), "end": end.strftime("%H:%M")}


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def _listed(names: tuple[str, ...]) -> str:
    return " · ".join(names)
