"""What a person can be found by: characters, pinyin, initials, nickname and the end of the phone as keys, and full text.

Keys are compared by prefix, so a phone is kept back to front and its last digits are a prefix too.
Surnames have readings of their own (单 is Shàn as a name): both that one and the common one are kept.
"""

import functools
import itertools
import re
import unicodedata

from eventdesk.domain.family import is_han

SURNAME_READINGS: dict[str, tuple[str, ...]] = {
    "单": ("shan", "dan"), "解": ("xie", "jie"), "仇": ("qiu", "chou"), "曾": ("zeng", "ceng"), "查": ("zha", "cha"),
    "盖": ("ge", "gai"), "区": ("ou", "qu"), "任": ("ren",), "朴": ("piao", "pu"), "尹": ("yin",), "缪": ("miao", "mou"),
    "乐": ("yue", "le"), "员": ("yun", "yuan"), "覃": ("qin", "tan"), "冼": ("xian",), "洗": ("xian", "xi"),
    "翟": ("zhai", "di"), "华": ("hua",), "纪": ("ji",), "宁": ("ning",), "葛": ("ge",), "那": ("na",), "种": ("chong", "zhong"),
    "重": ("chong", "zhong"), "秘": ("bi", "mi"), "繁": ("po", "fan"), "召": ("shao", "zhao"), "折": ("she", "zhe"),
    "黑": ("he", "hei"), "牟": ("mou", "mu"), "郇": ("xun", "huan"), "隗": ("wei", "kui"), "逄": ("pang",), "宓": ("mi", "fu"),
    "阚": ("kan",), "令狐": ("linghu",), "尉迟": ("yuchi", "weichi"), "万俟": ("moqi", "wansi"), "长孙": ("zhangsun", "changsun"),
    "澹台": ("tantai",), "欧阳": ("ouyang",), "司马": ("sima",), "上官": ("shangguan",), "诸葛": ("zhuge",), "夏侯": ("xiahou",),
    "皇甫": ("huangfu",), "东方": ("dongfang",), "公孙": ("gongsun",), "慕容": ("murong",), "宇文": ("yuwen",), "司徒": ("situ",),
    "长": ("zhang", "chang"), "参": ("shen", "can"), "卜": ("bu",), "佴": ("nai",), "谌": ("chen", "shen"), "么": ("yao", "me"),
    "贾": ("jia",), "卒": ("zu",), "车": ("che",), "相": ("xiang",), "过": ("guo",), "应": ("ying",), "晟": ("cheng", "sheng"),
}  # fmt: skip

PHONE = "#"
"""Marks a phone's key; nothing that is typed as a name begins with it."""

_LATIN = re.compile(r"[a-z0-9]+")
_LATIN_BEYOND_ASCII = re.compile("[\u00c0-\u024f]")
_SPLIT = re.compile(r"[\s·.'-]+")


@functools.lru_cache(maxsize=256)
def folded(text: str) -> str:
    """Width, case and accents put right, without what nobody sees: how keys and questions are compared."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if not plain.isprintable():
        plain = "".join(letter for letter in plain if letter.isprintable())
    if plain.isascii() or _LATIN_BEYOND_ASCII.search(plain) is None:
        return plain
    apart = unicodedata.normalize("NFKD", plain)
    return unicodedata.normalize("NFC", "".join(mark for mark in apart if not unicodedata.combining(mark)))


def keys_of(
    *, name: str | None, nickname: str | None, phones: tuple[str | None, ...], wechat: str | None = None
) -> set[str]:
    """All keys of one person."""
    keys: set[str] = set()
    for text in (name, nickname, wechat):
        if text:
            keys |= _word_keys(folded(text), surname_first=text is name)
    keys |= {PHONE + phone[::-1] for phone in phones if phone}
    return keys | written(name, nickname, wechat)


def written(*texts: str | None) -> set[str]:
    """Chinese names as they are written: who begins with a text is found by these, who holds it by the full text."""
    return {"".join(folded(text).split()) for text in texts if text and is_han(text)}


def characters_of(*texts: str | None) -> str:
    """The text that full-text search holds: every character apart, so that any part of a name is found."""
    return " ".join(character for text in texts if text for character in folded(text) if not character.isspace())


def _word_keys(text: str, *, surname_first: bool) -> set[str]:
    if not is_han(text):
        words = [word for part in _SPLIT.split(text) for word in _LATIN.findall(part)]
        return {"".join(words), *words, "".join(word[0] for word in words)} - {""} if words else set()
    keys: set[str] = set()
    surname = _surname(text) if surname_first else ""
    rest = [_syllable(character) for character in text[len(surname) :]]
    rest = [syllable for syllable in rest if syllable]
    for first in _readings(surname):
        syllables = [*first, *rest]
        keys |= {"".join(syllables), "".join(syllable[0] for syllable in syllables)}
    if len(rest) > 1 and surname:
        keys.add("".join(rest))
    return keys - {""}


def _surname(text: str) -> str:
    if text[:2] in SURNAME_READINGS:
        return text[:2]
    return text[:1]


def _readings(surname: str) -> list[list[str]]:
    if not surname:
        return [[]]
    known = SURNAME_READINGS.get(surname)
    if known is None:
        return [[syllable for syllable in map(_syllable, surname) if syllable]]
    if len(surname) == 1:
        return [[reading] for reading in dict.fromkeys((*known, _syllable(surname))) if reading]
    # A double surname has two initials: cut each whole reading where the second character's own reading ends it.
    return [_cut(reading, surname) for reading in known]


def _cut(reading: str, surname: str) -> list[str]:
    """Two syllables of a double surname's reading, at the only cut where both halves hold a vowel and begin with a consonant."""
    for first, second in itertools.pairwise([_syllable(surname[0]), _syllable(surname[1])]):
        if reading == first + second:
            return [first, second]
    for cut in range(2, len(reading) - 1):
        if (
            reading[cut] not in "aeiouvng"
            and re.search("[aeiouv]", reading[:cut])
            and re.search("[aeiouv]", reading[cut:])
        ):
            return [reading[:cut], reading[cut:]]
    return [reading]


def sound_of(name: str) -> str:
    """How a name is spoken: the same for names that sound alike, whatever they are written with."""
    if not all("\u2e80" <= character < "\ufb00" for character in name):
        name = "".join(folded(name).split())
    return "".join(map(_syllable, name))


def load_readings() -> None:
    """Loads the dictionary of readings, which takes a third of a second: for who waits for something else meanwhile."""
    _syllable("一")


@functools.lru_cache(maxsize=8192)
def _syllable(character: str) -> str:
    """The common reading of one character, or the character itself where it is a letter or digit."""
    from pypinyin import Style, pinyin

    if _LATIN.fullmatch(character):
        return character
    found = pinyin(character, style=Style.NORMAL, errors="ignore", v_to_u=False)
    return found[0][0].replace("ü", "v") if found else ""
