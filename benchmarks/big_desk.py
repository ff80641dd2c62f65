"""A desk as large as a big organisation's: a hundred thousand families, all registered for one event."""

import random
from datetime import date, datetime, timedelta
from pathlib import Path

from eventdesk.desk import Desk, create_desk
from eventdesk.domain.capacity import Party
from eventdesk.domain.family import Role
from eventdesk.domain.registration import Source
from eventdesk.domain.right import Right
from eventdesk.services.booking import BookedPerson, Booking, Bookings

EVENT = "BENCH"
PASSPHRASE = "a passphrase for measuring"
CHUNK = 5_000

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "一子文思雨梓欣怡佳嘉诗涵宇轩浩然晨曦悦心若可安宁乐天明睿博雅静婷芳丽娜敏慧玉兰春"
    "夏秋冬梅竹菊松柏云霞晓东南西北海洋山川"
)
NICKNAMES = ("豆豆", "糖糖", "果果", "小宝", "乐乐", "米粒", "团子", "阿布", "可可", "点点")


def build(folder: Path, families: int, *, encrypted: bool = True) -> Desk:
    """Makes the desk and fills it through the same road as an import."""
    desk = create_desk(folder, name="测量", passphrase=PASSPHRASE if encrypted else None)
    start = datetime(2026, 11, 28, 9, 30, tzinfo=desk.zone)
    desk.events.add(title="测量", start=start, end=start + timedelta(hours=3), code=EVENT)
    event = desk.events.show(EVENT)
    chance = random.Random(1)
    house = desk.house
    for first in range(0, families, CHUNK):
        with house.writing(Right.IMPORT, "bench.filled") as unit:
            bookings = Bookings(unit, event, notice="1")
            for number in range(first, min(first + CHUNK, families)):
                bookings.book(_booking(number, chance, unit.now))
            bookings.write()
            unit.commit(families=CHUNK)
    return desk


def _booking(number: int, chance: random.Random, now: datetime) -> Booking:
    guardian = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
    child = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2))
    people = (
        BookedPerson(Role.GUARDIAN, guardian, phone=f"1{3 + number % 7}{number * 7919 % 10**9:09d}", phone_type="mobile"),
        BookedPerson(
            Role.CHILD, child, nickname=chance.choice(NICKNAMES), birthdate=date(2021, 1, 1) + timedelta(days=number % 1500)
        ),
    )
    return Booking(
        people=people, party=Party(2, 1), slots=(), at=now, source=Source.IMPORT, consent_method="import"
    )
