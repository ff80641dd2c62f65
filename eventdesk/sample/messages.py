"""What the sample organisation told its families, and what it knows for inviting them: addresses, interests, districts."""

from collections.abc import Sequence

from eventdesk.desk import Desk
from eventdesk.domain.message import Channel, Purpose
from eventdesk.domain.registration import RegistrationState
from eventdesk.services.family_views import RegistrationView
from eventdesk.services.message_people import Wording

INTERESTS = ("户外徒步", "手工", "绘本阅读", "音乐律动", "科学实验")
DISTRICTS = ("青禾", "城东", "湖滨", "北岸")
TOLD = Wording("", "{nickname}家长，{event}在{place}，{date} {time}。入场码发你了，到门口扫一下。")
WITH_ADDRESS, WITH_INTEREST, TOLD_BY_CHAT = 34, 26, 12
"""Families of the day's event that have an address, an interest, and a message already."""


def acquaint(desk: Desk, codes: dict[str, str]) -> None:
    """Writes down how families of the day's event are reached, what some like and where they live; two want no mail, and the
    first have their confirmation by chat. ``codes`` as :func:`eventdesk.sample.money.fund` takes them."""
    coming = desk.registrations.list(codes["today"], state=RegistrationState.CONFIRMED)
    _write_down(desk, coming)
    for registration in coming[4:WITH_ADDRESS:15]:
        desk.messages.opt_out(registration.family, (Channel.EMAIL,))
    told = [registration.family for registration in coming[:TOLD_BY_CHAT]]
    desk.messages.copied(codes["today"], told, purpose=Purpose.CONFIRMATION, wording=TOLD)


def _write_down(desk: Desk, coming: Sequence[RegistrationView]) -> None:
    for place, registration in enumerate(coming[:WITH_ADDRESS]):
        if registration.guardians and place % 8 != 6:
            desk.profiles.change_person(registration.guardians[0].id, email=f"family{place + 1}@example.org")
        if place < WITH_INTEREST:
            desk.profiles.tag(registration.family, INTERESTS[place % len(INTERESTS)], kind="interest")
            desk.profiles.change(registration.family, district=DISTRICTS[place % len(DISTRICTS)])
