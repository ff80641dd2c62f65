"""A family as the command line prints it."""

from typing import Any

from eventdesk.cli.console import local


def people_document(people: Any) -> dict[str, Any]:
    """The people of a family, guardians and children apart."""
    return {
        "guardians": [
            {
                "person": p.id, "name": p.name, "phone": p.phone or None, "relation": p.relation.value if p.relation else None,
                "phone2": p.phone2, "wechat": p.wechat, "email": p.email,
            }
            for p in people if p.role.value == "guardian"
        ],
        "children": [
            {
                "person": p.id, "name": p.name, "nickname": p.nickname, "birthdate": p.birthdate, "age_months": p.age_months,
                "allergies": p.allergies, "sex": p.sex.value if p.sex else None, "needs": p.needs,
            }
            for p in people if p.role.value == "child"
        ],
    }  # fmt: skip


def document(family: Any, zone: Any) -> dict[str, Any]:
    """All that is known of a family."""
    from eventdesk.cli.family_edits import follow_up_document

    return {
        "family": family.id, **people_document(family.people), "district": family.district, "notes": family.notes,
        "tags": family.tags, "interests": family.interests,
        "membership": next((_membership(one) for one in family.memberships if one.current), None),
        "memberships": [_membership(one) for one in family.memberships],
        "follow_ups": [follow_up_document(one, zone) for one in family.follow_ups],
        "merged": [{"merge": one.id, "family": one.gone, "at": local(one.at, zone)} for one in family.merged],
        "history": [
            {
                "event": h.code, "title": h.title, "start": local(h.start, zone), "registration": h.registration,
                "state": h.state.value, "attended": h.attended, "adults": h.adults, "children": h.children, "merged": h.merged,
            }
            for h in family.history
        ],
        "consents": [
            {"purpose": c.purpose, "granted": c.granted, "notice": c.notice, "method": c.method, "at": local(c.at, zone)}
            for c in family.consents
        ],
    }  # fmt: skip


def _membership(one: Any) -> dict[str, Any]:
    return {
        "membership": one.id, "level": one.name, "benefits": one.benefits, "since": one.since, "until": one.until,
        "current": one.current,
    }  # fmt: skip


def one_line(people: Any) -> str:
    """A family's people in one line."""
    return "  ".join(" ".join(filter(None, (p.name, p.nickname, p.phone))) for p in people)
