"""What tests of messages stand on: a fair with families that can be written to."""

from collections.abc import Sequence
from datetime import date

from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from eventdesk.services.booking import BookedPerson
from eventdesk.services.family_views import RegistrationView
from eventdesk.services.message_people import Wording
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t

PLAIN = Wording("提醒：{event}", "{nickname}家长，{date} {time} 在{place}见。票号 {ticket}。")


def enrol(
    desk: Desk, number: int, *, email: str | None = "", nickname: str | None = None, born: date | None = None, event: str = "FAIR",
    wait: bool = False,
) -> RegistrationView:  # fmt: skip
    """A family with its first guardian's address: ``f<number>@example.org`` unless another is named, None for none."""
    people = (
        BookedPerson(Role.GUARDIAN, f"家长{number}", phone=f"139{number:08d}", phone_type="mobile"),
        BookedPerson(Role.CHILD, f"孩子{number}", nickname=nickname, birthdate=born),
    )
    made = desk.registrations.add(event, people=people, consent_method="paper")
    assert (made.state is RegistrationState.WAITLISTED) == wait
    set_email(desk, made.family, f"f{number}@example.org" if email == "" else email)
    return made


def set_email(desk: Desk, family: str, email: str | None) -> None:
    with desk.house.writing(Right.REGISTRATIONS, "test.email") as unit:
        where = (t.person.c.family == family, t.person.c.role == Role.GUARDIAN.value)
        unit.execute(t.person.update().where(*where).values(email=email))
        unit.put("test", {})
        unit.commit()


def set_family(desk: Desk, family: str, *, district: str = "", interests: Sequence[str] = ()) -> None:
    with desk.house.writing(Right.REGISTRATIONS, "test.family") as unit:
        unit.execute(t.family.update().where(t.family.c.id == family).values(district=district))
        rows = [{"family": family, "kind": "interest", "name": name} for name in interests]
        unit.execute(f.family_tag.insert(), rows)
        unit.put("test", {})
        unit.commit()
