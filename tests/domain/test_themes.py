"""Themes of comments: what turns a word's sense around, and how well the rules agree with comments coded by hand."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.themes import Lexicon, Polarity, Theme, lexicon, themes_of
from eventdesk.domain.themes_agreement import agreement
from resources.theme_words import theme_agreement, theme_words
from tests.conftest import SAMPLES


@pytest.fixture(scope="module")
def rules() -> Lexicon:
    return lexicon(theme_words())


def coded(name: str) -> Iterator[tuple[frozenset[Theme], str]]:
    lines = (SAMPLES / "themes" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        themes, comment = line.split("\t")
        yield frozenset(map(Theme, themes.split())), comment


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        ("老师很有耐心，但是排队太久", {Theme.TEACHERS, Theme.QUEUE}),
        ("老师没有耐心", {Theme.COMPLAINT}),
        ("老师不错", {Theme.TEACHERS}),
        ("不用排队，也不挤", set()),
        ("停车很方便", set()),
        ("没有停车场", {Theme.PARKING}),
        ("The teachers were not friendly", {Theme.COMPLAINT}),
        ("It wasn't crowded and there was never a long queue", set()),
        ("Not only patient teachers but also hands-on crafts", {Theme.TEACHERS, Theme.HANDS_ON}),
        ("No toilets, no drinking water", {Theme.TOILETS, Theme.FOOD}),
        ("老师 very patient，队伍太长", {Theme.TEACHERS, Theme.QUEUE}),
        ("排队时间太长", {Theme.QUEUE}),
        ("老师没有太多的耐心", {Theme.COMPLAINT}),
        ("挺好", set()),
        ("", set()),
    ],
)
def test_what_is_said_and_what_is_denied(rules: Lexicon, comment: str, found: set[Theme]) -> None:
    assert themes_of(comment, rules) == found


@given(text=st.text(max_size=120))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_and_case_does_not_matter(text: str) -> None:
    rules = lexicon(theme_words())
    assert themes_of(text, rules) == themes_of(text.casefold(), rules)


def test_every_theme_has_words_and_samples_in_both_languages(rules: Lexicon) -> None:
    for of in rules.languages:
        assert {rule.theme for rule in of.rules if rule.phrases or rule.says} == set(Theme)
    held_out, tuned = list(coded("held_out")), list(coded("tune"))
    assert len(held_out) + len(tuned) >= 160
    assert not {comment for _, comment in held_out} & {comment for _, comment in tuned}
    for chinese in (True, False):
        named = set[Theme]().union(*(themes for themes, comment in held_out if (max(comment) > "\u3000") is chinese))
        assert named == set(Theme)
    assert {theme.polarity for theme in Theme} == set(Polarity)


def test_the_agreement_that_is_shown_is_the_one_measured(rules: Lexicon) -> None:
    measured = agreement([(people, themes_of(comment, rules)) for people, comment in coded("held_out")])
    told = theme_agreement()
    assert told["comments"] == measured.comments and told["f1"] == pytest.approx(measured.f1, abs=5e-5)
    assert told["kappa"] == pytest.approx(measured.kappa, abs=5e-5)
    assert told["kappas"] == {theme.value: pytest.approx(value, abs=5e-5) for theme, value in measured.kappas.items()}
    assert measured.kappa is not None and measured.kappa > 0.8


def test_agreement_against_counts_done_by_hand() -> None:
    # Queue: both twice, one alone once each, none 6 times: po = .8, pe = .3² + .7² = .58, so kappa = .22 / .42.
    yes, no = frozenset({Theme.QUEUE}), frozenset[Theme]()
    pairs = [(yes, yes)] * 2 + [(yes, no), (no, yes)] + [(no, no)] * 6
    found = agreement(pairs)
    assert found.kappas[Theme.QUEUE] == pytest.approx(0.22 / 0.42)
    assert found.kappas[Theme.NOISE] is None and found.f1 == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))
    assert agreement([(yes, yes), (no, no)]).kappa == pytest.approx(1)
