"""What comments are about: themes found by words, in Chinese and English, with what turns their sense around.

A lexicon says which words tell of which theme. A comment is read clause by clause: a phrase tells of a theme by itself, a topic
("queue") only beside what is said of it ("long"); after a negation it tells of nothing, or of the opposite. A comment may have
several themes, or none. How well that agrees with people is measured in :mod:`~eventdesk.domain.themes_agreement`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class Polarity(StrEnum):
    """What somebody who mentions a theme says by it."""

    PRAISE = "praise"
    WISH = "wish"
    COMPLAINT = "complaint"


class Theme(StrEnum):
    """What comments may be about."""

    TEACHERS = "teachers"
    HANDS_ON = "hands_on"
    HAPPY = "happy"
    ORGANISED = "organised"
    QUEUE = "queue"
    PARKING = "parking"
    SPACE = "space"
    CLIMATE = "climate"
    NOISE = "noise"
    TIMING = "timing"
    FOOD = "food"
    TOILETS = "toilets"
    PRICE = "price"
    YOUNGER = "younger"
    OLDER = "older"
    NOTICE = "notice"
    SAFETY = "safety"
    COMPLAINT = "complaint"

    @property
    def polarity(self) -> Polarity:
        """Praise, something to do better, or a complaint that somebody has to answer."""
        if self in (Theme.TEACHERS, Theme.HANDS_ON, Theme.HAPPY, Theme.ORGANISED):
            return Polarity.PRAISE
        return Polarity.COMPLAINT if self in (Theme.SAFETY, Theme.COMPLAINT) else Polarity.WISH


_NEAR = {"zh": 5, "en": 3}
"""How far before a word a negation still turns it around: characters of Chinese, words of English."""
_SENTENCES = re.compile(r"[\u3002\uff01\uff1f!?\uff1b;\n]+|\.(?=\s|$)")
_WORD = re.compile(r"[\w']+")


@dataclass(frozen=True)
class ThemeRule:
    """The words of one theme in one language.

    ``lack``: a topic that is not there tells of it as well; ``otherwise``: what the negation of it tells of; ``unless``: the topic
    beside which its words tell of that alone (a long queue is no long event). Where no ``hint`` is, the theme is not: most comments
    are read no further.
    """

    theme: Theme
    phrases: re.Pattern[str] | None
    about: re.Pattern[str] | None
    says: re.Pattern[str] | None
    lack: bool
    otherwise: Theme | None
    unless: Theme | None
    hint: re.Pattern[str]


@dataclass(frozen=True)
class LanguageRules:
    """All rules of one language. ``no_negations`` look like negations and are none; ``lacks`` say that something is not there."""

    language: str
    rules: tuple[ThemeRule, ...]
    clauses: re.Pattern[str]
    negations: re.Pattern[str]
    no_negations: re.Pattern[str] | None
    lacks: re.Pattern[str]


@dataclass(frozen=True)
class Lexicon:
    """The rules of every language."""

    languages: tuple[LanguageRules, ...]


def lexicon(data: Mapping[str, Mapping[str, Any]]) -> Lexicon:
    """A lexicon from plain data by language: ``negations``, ``no_negations``, ``lacks``, ``joints`` (words between clauses), ``good``,
    ``bad`` and ``wishes`` (said of any praised or missed topic), and for each theme ``phrases``, ``about``, ``says``, ``lack``,
    ``otherwise``, ``unless``. In a word ``*`` stands for any ending, ``…`` for a few words between."""
    return Lexicon(tuple(_language(name, words) for name, words in data.items()))


def themes_of(text: str, by: Lexicon) -> frozenset[Theme]:
    """The themes of a comment; by the words of every language, as people mix them."""
    found: set[Theme] = set()
    folded = text.casefold().replace("\u2019", "'")
    for rules in by.languages:
        if rules.language == "zh" and folded.isascii():
            continue
        near = [rule for rule in rules.rules if rule.hint.search(folded)]
        for sentence in _SENTENCES.split(folded) if near else ():
            topics: frozenset[Theme] = frozenset()
            for clause in rules.clauses.split(sentence):
                heard = _heard(clause, rules, near, topics)
                topics = heard.topics or topics
                found |= heard.themes
    return frozenset(found)


class _Heard(NamedTuple):
    themes: set[Theme]
    topics: frozenset[Theme]


def _heard(clause: str, by: LanguageRules, near: Sequence[ThemeRule], before: frozenset[Theme]) -> _Heard:
    """The themes of a clause, and its topics. A clause without a topic speaks of those before it."""
    # Where negations are looked for, what only looks like one is left out; it may say something itself.
    plain = clause if by.no_negations is None else by.no_negations.sub(lambda match: "_" * len(match.group()), clause)
    themes: set[Theme] = set()
    named = {rule.theme: tuple(_places(rule.about, clause)) for rule in near}
    topics = frozenset(theme for theme, places in named.items() if places)
    for rule in near:
        if rule.unless in topics:
            continue
        for place in _places(rule.phrases, clause):
            themes |= _told(rule, turned=_after(by.negations, plain, place, by.language))
        places = named[rule.theme]
        if rule.lack and any(_after(by.lacks, plain, place, by.language) for place in places):
            themes.add(rule.theme)
        standing = [place for place in places if not _after(by.negations, plain, place, by.language)]
        if standing or (not topics and rule.theme in before):
            for place in _places(rule.says, clause):
                themes |= _told(rule, turned=_after(by.negations, plain, place, by.language))
    return _Heard(themes, topics)


def _told(rule: ThemeRule, *, turned: bool) -> set[Theme]:
    told = rule.otherwise if turned else rule.theme
    return set() if told is None else {told}


def _places(pattern: re.Pattern[str] | None, clause: str) -> Iterator[int]:
    return iter(()) if pattern is None else (match.start() for match in pattern.finditer(clause))


def _after(what: re.Pattern[str], clause: str, place: int, language: str) -> bool:
    """Whether a negation stands shortly before a place."""
    if language == "zh":
        return what.search(clause[max(0, place - _NEAR["zh"]) : place]) is not None
    words = list(_WORD.finditer(clause, 0, place))[-_NEAR["en"] :]
    return bool(words) and what.search(clause, words[0].start(), place) is not None


def _language(name: str, words: Mapping[str, Any]) -> LanguageRules:
    def compiled(*lists: Sequence[str]) -> re.Pattern[str] | None:
        words = sorted({one for part in lists for one in part}, key=len, reverse=True)
        signs = [re.escape(one) for one in words if not one[0].isalnum()]
        spoken = "|".join(_pattern(one, name) for one in words if one[0].isalnum())
        if spoken:
            # English words stand between the bounds of words, Chinese ones anywhere.
            signs.append(spoken if name == "zh" else rf"\b(?:{spoken})(?![\w'])")
        return re.compile("|".join(signs)) if signs else None

    rules = []
    for theme in Theme:
        own = words[theme.value]
        praised = theme.polarity is Polarity.PRAISE
        common = [words["good"]] if praised else [words["bad"], words["wishes"]]
        about = compiled(own.get("about", ()))
        says = compiled(own.get("says", ()), *(common if own.get("common", True) else ())) if about else None
        otherwise, unless = (None if own.get(key) is None else Theme(own[key]) for key in ("otherwise", "unless"))
        hint = compiled(own.get("phrases", ()), own.get("about", ()))
        assert hint is not None, "a theme without a word"
        phrases = compiled(own.get("phrases", ()))
        rules.append(ThemeRule(theme, phrases, about, says, bool(own.get("lack")), otherwise, unless, hint))
    negations, lacks, joints = (compiled(words[key]) for key in ("negations", "lacks", "joints"))
    assert negations is not None and lacks is not None and joints is not None, "a language without a word for no"
    return LanguageRules(name, tuple(rules), joints, negations, compiled(words.get("no_negations", ())), lacks)


def _pattern(word: str, language: str) -> str:
    """A word of the lexicon as a pattern."""
    if language == "zh":
        return ".{0,8}?".join(re.escape(part) for part in word.split("…"))
    parts = [
        r"[\s\-]+".join(re.escape(one).replace(r"\*", r"[\w']*") for one in part.split()) for part in word.split("…")
    ]
    return r"(?:\W+[\w']+){0,4}?\W+".join(parts)
