"""What stations tell: every item its own verdict, whatever stands beside it, however often it is sent."""

import copy
from typing import Any

import pytest

from eventdesk.domain.digests import set_digest
from eventdesk.hub.hub import Hub
from eventdesk.hub.ledger import Asker
from eventdesk.sync import protocol as wire
from eventdesk.sync.protocol import Outcome, Push, Scope, Trouble
from tests.hub.station import LOG, OTHER_LOG, Author, let_in

Verdict = tuple[Outcome, Trouble | None]


def take(hub: Hub, asker: Asker, items: list[Any], *, log: str = LOG, stations: tuple[Author, ...] = ()) -> list[Verdict]:
    told = [{"station": one.id, "public_key": one.public, "name": one.name} for one in stations]
    written = hub.ledger.take(log, Push.model_validate({"items": items, "stations": told}), asker)
    return [(one.outcome or Outcome.REJECTED, one.trouble) for one in written.results]


ACCEPTED, DUPLICATE = (Outcome.ACCEPTED, None), (Outcome.DUPLICATE, None)


def test_ten_times_is_once(hub: Hub) -> None:
    author = Author()
    asker, items = let_in(hub, author), author.many(20)
    assert take(hub, asker, items) == [ACCEPTED] * 20
    before = hub.ledger.page(LOG, after=0, limit=100), hub.ledger.digest(LOG, upto=None)
    for _ in range(10):
        assert take(hub, asker, items) == [DUPLICATE] * 20
    assert (hub.ledger.page(LOG, after=0, limit=100), hub.ledger.digest(LOG, upto=None)) == before
    assert take(hub, asker, [items[3], items[3]]) == [DUPLICATE] * 2
    twice = author.write()
    assert take(hub, asker, [twice, twice]) == [ACCEPTED, DUPLICATE]


def test_what_is_read_is_what_was_signed(hub: Hub) -> None:
    author = Author()
    asker = let_in(hub, author)
    odd = {"名": "测试", "deep": [{"a": [1, 2.5, None, True, "\\\"\n\u2028"]}]}
    sent = [author.write(odd), author.write({}, colour={"of": "tomorrow"})]
    assert take(hub, asker, sent) == [ACCEPTED] * 2
    page = hub.ledger.page(LOG, after=0, limit=10)
    for place, (text, item) in enumerate(zip(page.items, sent, strict=True), start=1):
        read = wire.read_json(text.encode())
        assert read == item | {"station": author.id, "seq": place}
        assert wire.is_signed(wire.digest_of(read), read["sig"], author.key.public_key())
    assert [one.station for one in page.stations] == [author.id] and page.stations[0].is_itself()


def poisons(author: Author, stranger: Author) -> list[tuple[Any, Outcome, Trouble]]:
    deep: Any = 1
    for _ in range(100):
        deep = [deep]
    good = author.write()
    author.told.pop()
    author.last = good["prev"]
    q, r = Outcome.QUARANTINED, Outcome.REJECTED
    return [
        (None, q, Trouble.MALFORMED), ("text", q, Trouble.MALFORMED), ({}, q, Trouble.MALFORMED), ([[]], q, Trouble.MALFORMED),
        ({"id": 5}, q, Trouble.MALFORMED), (good | {"body": None}, q, Trouble.MALFORMED),
        (good | {"device_seq": -1}, q, Trouble.MALFORMED),
        (good | {"body": deep and {"d": deep}}, q, Trouble.TOO_DEEP), (good | {"body": {"n": 2}}, q, Trouble.BAD_SIGNATURE),
        (good | {"sig": stranger.write()["sig"]}, q, Trouble.BAD_SIGNATURE), (good | {"digest": "0" * 64}, q, Trouble.BAD_DIGEST),
        (good | {"erased": True}, q, Trouble.MALFORMED), (good | {"station": stranger.id}, r, Trouble.NOT_YOURS),
        (good | {"body": {"n": 10**400}}, q, Trouble.BAD_SIGNATURE),
    ]  # fmt: skip


def test_a_poisoned_item_delays_none(hub: Hub) -> None:
    author, stranger = Author(), Author()
    asker = let_in(hub, author)
    bad = poisons(author, stranger)
    mixed: list[Any] = []
    for item, _, _ in bad:
        mixed += [copy.deepcopy(item), author.write()]
    verdicts = take(hub, asker, mixed)
    assert verdicts[1::2] == [ACCEPTED] * len(bad)
    assert verdicts[0::2] == [(outcome, trouble) for _, outcome, trouble in bad]
    assert hub.ledger.head(LOG)[0] == len(bad)
    kept = sum(outcome is Outcome.QUARANTINED for _, outcome, _ in bad)
    assert quarantined(hub) == kept
    take(hub, asker, mixed)
    assert quarantined(hub) == kept


def quarantined(hub: Hub) -> int:
    with hub.database.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM quarantine").scalar() or 0)


def test_an_id_is_used_once(hub: Hub) -> None:
    author = Author()
    asker = let_in(hub, author)
    first = author.write()
    assert take(hub, asker, [first]) == [ACCEPTED]
    again = author.write({"another": True}, id=first["id"])
    assert take(hub, asker, [again]) == [(Outcome.REJECTED, Trouble.ID_REUSE)]
    assert take(hub, asker, [again], log=OTHER_LOG) == [(Outcome.REJECTED, Trouble.ID_REUSE)]


def test_a_number_is_used_once_and_the_chain_holds(hub: Hub) -> None:
    author = Author()
    asker = let_in(hub, author)
    items = author.many(5)
    assert take(hub, asker, [items[0], items[1]]) == [ACCEPTED] * 2
    twin = Author(key=author.key)
    twin.write()
    assert take(hub, asker, [twin.write({"another": 2})]) == [(Outcome.REJECTED, Trouble.FORK)]
    # A gap is no fault, and it may be filled later, in another log even.
    assert take(hub, asker, [items[4], items[3]]) == [ACCEPTED] * 2
    wrong = Author(key=author.key, told=items[:2], last="f" * 64)
    assert take(hub, asker, [wrong.write()]) == [(Outcome.QUARANTINED, Trouble.CHAIN_BROKEN)]
    other = Author(key=author.key, told=items[:2], last=items[2]["prev"])
    assert take(hub, asker, [other.write({"fits": "before, not behind"})]) == [(Outcome.QUARANTINED, Trouble.CHAIN_BROKEN)]
    assert take(hub, asker, [items[2]], log=OTHER_LOG) == [ACCEPTED]


def test_a_relay_brings_what_others_signed(hub: Hub) -> None:
    relay, far, unknown = Author("会场"), Author("远门"), Author()
    asker = let_in(hub, relay, Scope.RELAY)
    items = [far.write() | {"station": far.id}, unknown.write() | {"station": unknown.id}, relay.write()]
    expected = [ACCEPTED, (Outcome.QUARANTINED, Trouble.UNKNOWN_STATION), ACCEPTED]
    assert take(hub, asker, items, stations=(far,)) == expected
    forged = {"station": unknown.id, "public_key": far.public, "name": ""}
    hub.ledger.take(LOG, Push.model_validate({"items": [], "stations": [forged]}), asker)
    assert take(hub, asker, [items[1]]) == [(Outcome.QUARANTINED, Trouble.UNKNOWN_STATION)]
    assert [one.name for one in hub.ledger.page(LOG, after=0, limit=9).stations if one.station == far.id] == ["远门"]


def test_a_station_brings_nobody_elses_key(hub: Hub) -> None:
    far, relay = Author("远门"), Author("会场")
    item = far.write() | {"station": far.id}
    assert take(hub, let_in(hub, Author()), [item], stations=(far,)) == [(Outcome.REJECTED, Trouble.NOT_YOURS)]
    assert take(hub, let_in(hub, relay, Scope.RELAY), [item]) == [(Outcome.QUARANTINED, Trouble.UNKNOWN_STATION)]


def test_an_erased_item_takes_the_place_of_the_whole_one(hub: Hub) -> None:
    author = Author()
    asker = let_in(hub, author)
    item = author.write({"name": "某人", "id": "1"})
    assert take(hub, asker, [item]) == [ACCEPTED]
    before = hub.ledger.digest(LOG, upto=None)
    digest = wire.digest_of(item)
    erased = item | {"body": {"id": "1"}, "erased": True, "digest": digest}
    assert take(hub, asker, [erased, erased]) == [DUPLICATE] * 2
    (text,) = hub.ledger.page(LOG, after=0, limit=9).items
    assert "某人" not in text
    assert wire.read_json(text.encode()) == erased | {"station": author.id, "seq": 1}
    assert hub.ledger.digest(LOG, upto=None) == before
    assert hub.ledger.head(LOG) == (1, 1)
    # The whole one that a backup or a relay still has does not bring the person back.
    assert take(hub, asker, [item]) == [DUPLICATE]
    assert "某人" not in hub.ledger.page(LOG, after=0, limit=9).items[0]


def test_an_item_is_emptied_in_its_own_log(hub: Hub) -> None:
    """Who reads a log again because something in it was emptied would not find it in another."""
    author = Author()
    asker = let_in(hub, author)
    item = author.write({"name": "某人"})
    take(hub, asker, [item])
    erased = item | {"body": {}, "erased": True, "digest": wire.digest_of(item)}
    assert take(hub, asker, [erased], log=OTHER_LOG) == [DUPLICATE]
    assert (hub.ledger.head(LOG), hub.ledger.head(OTHER_LOG)) == ((1, 0), (0, 0))
    take(hub, asker, [erased])
    assert hub.ledger.head(LOG) == (1, 1)


@pytest.mark.parametrize("kind", ["journal", "family.erased"])
def test_what_tells_of_nobody_is_never_emptied(hub: Hub, kind: str) -> None:
    """Its bytes could be anything: who carries one signed item would write arrivals, or erase whom they like."""
    author = Author()
    asker = let_in(hub, author)
    item = author.write({"n": 1})
    forged = item | {"type": kind, "body": {"n": 2}, "erased": True, "digest": wire.digest_of(item)}
    assert take(hub, asker, [forged, item]) == [(Outcome.QUARANTINED, Trouble.MALFORMED), ACCEPTED]


def test_erased_before_it_ever_came(hub: Hub) -> None:
    author = Author()
    asker = let_in(hub, author)
    item = author.write({"name": "某人"})
    erased = item | {"body": {}, "erased": True, "digest": wire.digest_of(item)}
    assert take(hub, asker, [erased | {"digest": "0" * 64}, erased]) == [(Outcome.QUARANTINED, Trouble.BAD_SIGNATURE), ACCEPTED]


def test_pages_are_bounded_in_number_and_size(hub: Hub) -> None:
    author = Author()
    take(hub, let_in(hub, author), author.many(10))
    seen, after = [], 0
    while (page := hub.ledger.page(LOG, after=after, limit=3)).items:
        seen += [wire.read_json(text.encode())["seq"] for text in page.items]
        after = page.last
    assert seen == list(range(1, 11))
    assert len(hub.ledger.page(LOG, after=0, limit=10, page_bytes=1).items) == 1


@pytest.mark.parametrize("upto", [0, 3, None, 99])
def test_the_digest_is_that_of_the_set(hub: Hub, upto: int | None) -> None:
    author = Author()
    items = author.many(5)
    take(hub, let_in(hub, author), items)
    count = {0: 0, 3: 3, None: 5, 99: 5}[upto]
    expected = set_digest([(one["id"], wire.digest_of(one)) for one in items[:count]])
    assert hub.ledger.digest(LOG, upto=upto) == (count, expected, count)
