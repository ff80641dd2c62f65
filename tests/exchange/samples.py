"""The sample files beside their truths, as the tests compare them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from eventdesk.exchange.plan import ImportContext, PlannedFamily, SlotChoice

FOLDER = Path(__file__).resolve().parent.parent / "samples"
SAMPLES = ("p1_wjx_autumn_camp.xlsx", "p5_own_template_2026.xlsx", "p6_own_template_per_child.csv")


def truth_of(file: str) -> dict[str, Any]:
    text = (FOLDER / "truth" / f"{file.rpartition('.')[0]}.truth.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def context_of(truth: dict[str, Any]) -> ImportContext:
    told = truth["context"]
    low, high = told["age_band_months"]
    return ImportContext(
        as_of=date.fromisoformat(told["as_of"]),
        event_date=date.fromisoformat(told["event_date"]),
        age_band_months=(low, high),
        slots=tuple(SlotChoice(slot["code"], slot["label"]) for slot in told["slots"]),
        hard_max_age_years=told["hard_max_age_years"],
    )


def expected_family(family: dict[str, Any]) -> dict[str, Any]:
    """The comparable fields of a family in a truth file."""
    return {
        "guardians": [
            (g["name"], g["phone"], g["phone_type"], g["relation"], g.get("phone2")) for g in family["guardians"]
        ],
        "children": [
            (c["name"], c["nickname"], c["sex"], c["birthdate"], c.get("birthdate_range"), c.get("birthdate_lunar"),
             c["allergies"]) for c in family["children"]
        ],
        "headcount": (family["headcount"]["adults"], family["headcount"]["children"]),
        "slots": family["slots"],
        "photo_consent": family["photo_consent"],
        "notes": family["notes"],
    }  # fmt: skip


def planned_family(family: PlannedFamily) -> dict[str, Any]:
    """The same fields of a family in a plan."""
    return {
        "guardians": [(g.name, g.phone, g.phone_type, g.relation, g.phone2) for g in family.guardians],
        "children": [
            (c.name, c.nickname, c.sex, c.birthdate and c.birthdate.isoformat(),
             c.birthdate_range and [day.isoformat() for day in c.birthdate_range], c.birthdate_lunar, c.allergies)
            for c in family.children
        ],
        "headcount": (family.adults, family.children_count),
        "slots": list(family.slots),
        "photo_consent": family.photo_consent,
        "notes": family.notes,
    }  # fmt: skip
