"""The texts of messages: their fields, previews, what is copied into chats, and families that want none."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from eventdesk.desk import Desk
from eventdesk.domain.message import FIELDS, GROUP_FIELDS, Channel, Outcome, Purpose, fields_of
from eventdesk.errors import InvalidInput, NotFound
from eventdesk.services.message_people import Standing, Wording
from eventdesk.store import tables as t
from resources.words import Words
from tests.services.message_ground import PLAIN, enrol

ZH = Words("zh")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("purpose", Purpose)
def test_the_texts_that_come_with_it_can_be_sent(desk: Desk, purpose: Purpose, language: str) -> None:
    view = desk.messages.template(purpose, Words(language))
    assert not view.own
    assert set(fields_of(view.subject + view.text)) <= set(FIELDS)
    assert set(fields_of(view.group)) <= set(GROUP_FIELDS)
    assert "!" not in view.text


def test_every_preview_is_filled_in(fair: Desk) -> None:
    family = enrol(fair, 1, nickname="{date}").family
    for language in ("zh", "en"):
        words = Words(language)
        for purpose in Purpose:
            view = fair.messages.template(purpose, words)
            seen = fair.messages.preview(
                "FAIR", purpose=purpose, words=words, wording=Wording(view.subject, view.text), family=family
            )
            assert (seen.family, seen.label, seen.address) == (family, "家**", "f***@example.org")
            assert set(fields_of(seen.subject + seen.text)) <= {"date"}, "what a nickname holds is never filled in"
            assert "秋日亲子工坊日" in seen.subject
            assert seen.ticket == (purpose in (Purpose.CONFIRMATION, Purpose.REMINDER))
            group = fair.messages.preview("FAIR", purpose=purpose, words=words, wording=Wording("", view.group), group=True)
            assert fields_of(group.text) == ()


@pytest.mark.parametrize(
    ("subject", "text", "group", "code"),
    [
        ("", "{phone}", False, "unknown_field(field=text, name=phone)"), ("{x.__class__}", "a", False, "name=x.__class__"),
        ("", "{}", False, "unknown_field"), ("", "{nickname}", True, "family_field(field=text, name=nickname)"),
        ("{ticket}", "a", True, "family_field"), ("a", " ", False, "message_empty"), ("a", "x" * 5001, False, "message_long"),
        ("x" * 201, "a", False, "message_long"),
    ],
)  # fmt: skip
def test_a_wording_that_cannot_be_used_is_refused_by_name(fair: Desk, subject: str, text: str, group: bool, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        fair.messages.preview("FAIR", purpose=Purpose.NOTICE, words=ZH, wording=Wording(subject, text), group=group)
    assert code in str(caught.value)


def test_braces_that_are_no_field_stay(fair: Desk) -> None:
    seen = fair.messages.preview("FAIR", purpose=Purpose.NOTICE, words=ZH, wording=Wording("a", "a { b"), group=True)
    assert seen.text == "a { b"


def test_an_own_text_is_kept_in_its_language_and_given_back(desk: Desk) -> None:
    before = desk.messages.template(Purpose.REMINDER, ZH)
    own = desk.messages.keep_template(Purpose.REMINDER, ZH, subject="{event}", text="{nickname}好", group="{event}见")
    assert (own.own, own.subject, own.text, own.group) == (True, "{event}", "{nickname}好", "{event}见")
    assert not desk.messages.template(Purpose.REMINDER, Words("en")).own
    with pytest.raises(InvalidInput, match="family_field"):
        desk.messages.keep_template(Purpose.REMINDER, ZH, subject="a", text="b", group="{nickname}")
    assert desk.messages.keep_template(Purpose.REMINDER, ZH, subject="", text="", group="").text == before.text


def test_texts_for_chats_keep_what_is_a_familys_own_out_of_the_group(fair: Desk) -> None:
    first, second = enrol(fair, 1, nickname="豆豆", email=None), enrol(fair, 2, nickname="果果")
    fair.messages.opt_out(enrol(fair, 3).family, (Channel.WECHAT,))
    found = fair.messages.texts("FAIR", purpose=Purpose.REMINDER, words=ZH, wording=PLAIN, group="{event} {date}见")
    assert found.group == "秋日亲子工坊日 2026年11月28日（周六）见"
    assert [(one.family, one.text[:4]) for one in found.families] == [(first.family, "豆豆家长"), (second.family, "果果家长")]
    fair.messages.copied("FAIR", [first.family], purpose=Purpose.REMINDER, wording=PLAIN)
    again = fair.messages.texts("FAIR", purpose=Purpose.REMINDER, words=ZH, wording=PLAIN, group="x")
    assert [one.family for one in again.families] == [second.family]
    (listed,) = fair.messages.list("FAIR")
    assert (listed.channel, listed.outcomes) == (Channel.WECHAT, {Outcome.COPIED: 1})


def test_who_wants_none_is_never_noted_as_told(fair: Desk) -> None:
    family = enrol(fair, 1).family
    fair.messages.opt_out(family, (Channel.WECHAT,))
    with pytest.raises(InvalidInput, match="opted_out_family"):
        fair.messages.copied("FAIR", [family], purpose=Purpose.NOTICE, wording=PLAIN)
    with pytest.raises(NotFound):
        fair.messages.copied("FAIR", ["nobody"], purpose=Purpose.NOTICE, wording=PLAIN)
    assert fair.messages.list("FAIR") == ()


def test_a_familys_no_is_kept_for_each_channel(fair: Desk) -> None:
    family = enrol(fair, 1).family
    assert fair.messages.opt_out(family).channels == tuple(Channel)
    assert fair.messages.opt_in(family, (Channel.EMAIL,)).channels == (Channel.WECHAT, Channel.PHONE)
    for channel, standing in ((Channel.EMAIL, Standing.READY), (Channel.WECHAT, Standing.OPTED_OUT)):
        assert fair.messages.plan("FAIR", purpose=Purpose.NOTICE, channel=channel, again=True).counts == {standing: 1}
    with fair.house.store.reading() as connection:
        count = sa.select(sa.func.count()).select_from(t.audit)
        before = connection.execute(count).scalar()
    fair.messages.opt_out(family, (Channel.WECHAT,))
    with fair.house.store.reading() as connection:
        assert connection.execute(count).scalar() == before, "saying it twice changes nothing"
    with pytest.raises(NotFound):
        fair.messages.opt_out("nobody")


def test_tickets_of_some_go_into_a_folder_named_by_the_code(fair: Desk, tmp_path: Path) -> None:
    kept, other = enrol(fair, 1), enrol(fair, 2)
    made = fair.tickets.write(
        "FAIR", folder=tmp_path / "FAIR", pdf=False, png=True, csv=False, words=ZH, only={kept.id}
    )
    assert [file.name for file in made.files] == [f"{kept.id}.png"]
    assert other.id not in str(made.files)
