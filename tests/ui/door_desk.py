"""A small made-up event for tests and pictures of the door: its families are nobody's."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.services.family_views import RegistrationView
from tests.desks import create_desk

EVENT = "AUTUMN"
START = datetime(2026, 11, 28, 1, 30, tzinfo=UTC)  # 9:30 in Shanghai
NOW = START - timedelta(minutes=6)


class Hall:
    """A desk with one event, and its registrations by the guardian's name."""

    def __init__(self, folder: Path, *, slots: bool = True) -> None:
        self.clock = SetClock(NOW)
        self.desk: Desk = create_desk(folder, name="Hall", passphrase=None, station="1 号门", clock=self.clock)
        self.folder = folder
        self.registrations: dict[str, RegistrationView] = {}
        self.desk.events.add(
            title="秋日亲子工坊日", start=START, end=START + timedelta(hours=2, minutes=30), code=EVENT
        )
        if slots:
            for title, capacity in (("落叶拓印", 40), ("积木搭桥", 12), ("故事会", 30)):
                self.desk.events.add_slot(EVENT, title=title, capacity=capacity)

    def family(
        self, name: str, phone: str, *children: tuple[str, int], adults: int = 1, slot: str = "", allergy: str = "",
        photo: bool | None = True, consent: bool = True, relation: str = "mother", count: int | None = None,
        second: str = "",
    ) -> RegistrationView:  # fmt: skip
        """Register a family; children are (name, months), ``allergy`` is the first child's."""
        people = [BookedPerson(role=Role.GUARDIAN, name=name, phone=phone, phone_type="mobile", relation=relation)]
        if second:
            people.append(BookedPerson(role=Role.GUARDIAN, name=second, relation="father"))
        for place, (child, months) in enumerate(children):
            born = date(2026 - months // 12, 11, 28) if months % 12 == 0 else _born(months)
            people.append(
                BookedPerson(
                    role=Role.CHILD, name=child, birthdate=born, allergies=allergy if allergy and place == 0 else None
                )
            )
        made = self.desk.registrations.add(
            EVENT, people=people, adults=adults, children=count if count is not None else len(children),
            slots=(slot,) if slot else (), photo_consent=photo, consent_method="form" if consent else None,
        )  # fmt: skip
        self.registrations[name] = made
        return made

    def code(self, name: str) -> str:
        """The text of a family's ticket."""
        return self.registrations[name].ticket

    def admit(self, name: str, *, at: timedelta = timedelta(), members: frozenset[str] | None = None) -> None:
        """Let a family in, ``at`` from now."""
        registration = self.registrations[name].id
        self.desk.checkins.scan(EVENT, Scan(registration=registration, members=members, at=self.clock.at + at))

    def person(self, family: str, name: str) -> str:
        """The id of somebody in a family's party."""
        looked = self.desk.checkins.look(EVENT, Scan(registration=self.registrations[family].id))
        return next(p.person for p in looked.people if p.name == name)


def _born(months: int) -> date:
    whole = 2026 * 12 + 10 - months
    return date(whole // 12, whole % 12 + 1, 20)


def furnished(folder: Path) -> Hall:
    """The hall as it is at half past nine: many families in, some missing, one half here."""
    hall = Hall(folder)
    hall.desk.events.set_rule(EVENT, "hard_limit", "150")
    hall.family(
        "林晓梅", "13800001234", ("周予安", 38), ("周予宁", 68), adults=2, slot="S1", allergy="花生", second="周明"
    )
    hall.family("蒋文博", "13600000872", ("蒋小禾", 50), slot="S2", relation="father")
    hall.family("叶青", "13900006120", ("叶子", 40), ("叶帆", 61), slot="S3", photo=False)
    hall.family("韦晴", "13400007719", ("韦一", 30), slot="S3")
    hall.family("马悦", "13300009021", ("马小跳", 45), adults=2, slot="S1")
    hall.family("罗诗雨", "15900006610", ("杨朵朵", 49), slot="S2", consent=False)
    hall.desk.operators.sit_at("2 号门")
    hall.admit("林晓梅", at=timedelta(minutes=-19), members=frozenset({hall.person("林晓梅", "周明")}))
    hall.desk.operators.sit_at("1 号门")
    inside = ("孙若溪", "何乐乐", "赵星宇", "吴小满", "沈嘉禾", "许知夏", "陈一诺", "陆安然", "黄子墨")
    for place, name in enumerate(inside):
        slot = ("S1", "S2", "S3")[place % 3]
        hall.family(
            name, f"1370000{place:04d}", (name[0] + "小宝", 36 + place), (name[0] + "大宝", 60 + place), slot=slot
        )
        hall.admit(name, at=timedelta(minutes=place - 10))
    return hall
