"""What the team of the sample organisation has written down of its families: where they live, who is a member, whom to call."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from eventdesk.desk import Desk
from eventdesk.domain.family import PhoneType, Role
from eventdesk.sample.people import SampleFamily
from eventdesk.services.booking import BookedPerson

DISTRICTS = ("北岸", "湖滨", "青禾", "城东")
TAGS = ("热心家庭", "老朋友", "摄影", "会唱歌")
LEVELS = (("春芽", "新活动提前一天报名"), ("小树", "活动费八折，绘本每次借三本"))
FOLLOW_UPS = (
    ("问问上次的过敏情况，下次备别的点心", "李静", 2),
    ("寄活动照片", "方雨", -1),
    ("邀请来做一次爸爸读书人", "", None),
)

MEMBERS = 9
DESCRIBED = 40


def describe(desk: Desk, families: Sequence[SampleFamily], later: str) -> None:
    """Districts, tags, members and follow-ups, and one family that is in the desk twice: somebody who typed two
    digits of the phone the wrong way round when they registered for the event of the code ``later``."""
    random = Random("families")
    today = desk.clock.now().astimezone(desk.zone).date()
    found = [hits[0].family for family in families[:DESCRIBED] if (hits := desk.families.search(family.phone))]
    for id in found:
        if not desk.families.show(id).district:
            desk.profiles.change(id, district=random.choice(DISTRICTS))
        if random.random() < 0.3:
            desk.profiles.tag(id, random.choice(TAGS))
    levels = [desk.memberships.add_level(name, benefits=benefits).id for name, benefits in LEVELS]
    for place, id in enumerate(found[:MEMBERS]):
        desk.memberships.join(id, levels[place % 3 == 0], since=today - timedelta(days=40 * (place + 1)))
    for id, (text, owner, days) in zip(found[1:], FOLLOW_UPS, strict=False):
        desk.follow_ups.add(id, text, owner=owner, due=None if days is None else today + timedelta(days=days))
    if len(families) > 1:
        _twice(desk, families[1], later)


def _twice(desk: Desk, family: SampleFamily, event: str) -> None:
    swapped = f"{family.phone[:7]}{family.phone[8]}{family.phone[7]}{family.phone[9:]}"
    if swapped == family.phone or desk.families.search(swapped):
        return
    guardian = BookedPerson(Role.GUARDIAN, family.guardian, phone=swapped, phone_type=PhoneType.MOBILE.value)
    children = (BookedPerson(Role.CHILD, child.name, birthdate=child.birthdate) for child in family.children)
    desk.registrations.add(event, people=(guardian, *children), consent_method="paper")
