"""Who an entry of a group chat's list speaks of: 豆豆妈妈, 糖糖和安安爸爸, 王芳 孩子年糕, 孩子：豆豆 家长：王芳."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from eventdesk.exchange.chain_marks import CUT
from eventdesk.exchange.values.people import read_name, read_relation
from eventdesk.exchange.values.text import HAN

_PARENT = (
    "妈妈|爸爸|妈咪|爸比|麻麻|粑粑|奶奶|爷爷|外婆|外公|姥姥|姥爷|姥娘|姑姑|姑妈|姨妈|小姨|大姨|舅舅|舅妈|伯伯|婶婶|家长|保姆|妈|爸|"
    "mommy|mummy|daddy|mom|mum|dad|mama|papa|"
    "'s (?:mom|mum|dad|mother|father|parents?)"
)
_OWN_TITLE = "女士|先生|小姐|老师|太太|阿姨|叔叔"
_TITLE_END = re.compile(rf"(?P<title>{_PARENT})$", re.I)
_OWN_TITLE_END = re.compile(rf"^\S{{1,4}}(?:{_OWN_TITLE})$")
_TITLE_ALONE = re.compile(rf"^(?:{_PARENT})$", re.I)
_TITLE_FIRST = re.compile(rf"^(?:{_PARENT})(?:是|叫|[:：])?({HAN}{{2,4}})$", re.I)
_NO_NAME = re.compile(
    "^(?:会[和带晚迟自]|和(?!和)|由|带|让(?!让)|请|需|要(?!要)|跟|陪|还|也|我|他|她|是(?!是)|没|不|改|加[一1个人]|第|对[^对]|想[要问请带]|"
    "可[以能]|已|另|在|因|但是?|到[时了场]|再[加次]|麻烦|谢|收到|报名|参加|取消|备注)|一起|过来|参加|报名|过敏|取消|迟到|晚到|谢谢|车位|同行|"
    "需要|发票|会员|帮忙|安排|轮椅|停车|接送"
)
_CHILD_LABEL = re.compile(
    rf"(?:^|(?<=[\s{CUT}+/,、;|，。()\-:]))(?:我家|我们家)?(?:孩子|宝宝|宝贝|小朋友|小孩|娃|儿子|女儿|学生|学员|萌娃|child|kid|baby|son|daughter)"
    r"(?:的?(?:姓名|名字|小名|大名|昵称|name))?\s*(?:叫做?|是|[:：])?\s*"
)
_NAME_LABEL = re.compile(rf"(?:^|(?<=[\s{CUT}+/,、;|，。()\-:]))(?:小名|大名|乳名|宝宝名|孩子名|昵称)\s*[:：]\s*")
_GUARDIAN_LABEL = re.compile(
    rf"(?:^|(?<=[\s{CUT}+/,、;|，。()\-:]))(?:家长|监护人|联系人|报名人|大人|姓名|名字|称呼|家长称呼|parent|guardian|name)(?:姓名|名字|称呼|name)?\s*[:：]\s*"
)
_WORD = re.compile(rf"[^\s{CUT}\x02+/,，;；|。()（）【】\[\]~:：!！?？_\-—–]+")
_ON_BEHALF = re.compile(
    rf"(?:^|(?<=[\s{CUT}+/,、]))(?:帮|代|替)(?=[^\s{CUT}]{{1,8}}[妈爸奶爷外姥])|"
    rf"(?<=[妈爸奶爷婆公])(?:代?接龙|代?报名|报名|参加)(?=$|[\s{CUT}+/,、])"
)
_JOINTS = re.compile(r"[、&＆]|(?<=\S\S)[和与跟](?![和与跟])(?=\S\S)")
"""和 joins two names of two characters and more; 周和平 is one."""
_LOOKS_LIKE_NAME = re.compile(rf"^(?:{HAN}{{2,4}}|{HAN}{{1,4}}·{HAN}{{1,10}}|[a-z][a-z'.]{{1,19}})$", re.I)
_DOUBLED = re.compile(rf"^[小大阿]?({HAN})\1$|^[小阿]{HAN}{{1,2}}$|宝$|儿$")
_SEX = re.compile(rf"(?:^|(?<=[\s{CUT}+/,、;|，。()\-]))(男|女)(?:孩子?|宝宝?|生|童|娃)?(?=$|[\s{CUT}+/,、;|，。()\-])")
_LONGEST_NAME = 24
_SURNAMES = frozenset("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")


@dataclass
class Named:
    """The people found: a guardian's name with relation, the children's names, and the places that were understood.

    A name may be the one a child is called by; a list doesn't say which.
    """

    guardian: str | None = None
    relation: str | None = None
    has_title: bool = False
    children: list[tuple[int, str]] = field(default_factory=list)
    sex: str | None = None
    used: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    text: str
    joined: bool
    """Whether 、 or & stands before it, with nothing else between."""


def read_people(text: str, shadow: str, asked: Sequence[str], aged: Sequence[int] = ()) -> Named:
    """The people of an entry. ``asked`` is the order in which the list's 格式 line wants names (``child``, ``guardian``);
    ``aged`` are the places where ages were said: whoever stands right before one is a child."""
    found = Named()
    for match in list(_ON_BEHALF.finditer(shadow)):
        shadow = _without(shadow, match.start(), match.end(), found)
    sex = _SEX.search(shadow)
    if sex is not None:
        found.sex = "M" if sex.group(1) == "男" else "F"
        shadow = _without(shadow, sex.start(), sex.end(), found)
    shadow = _labelled(text, shadow, found)
    words = _words(text, shadow)
    if found.guardian is None:
        _titled(words, found)
    if found.guardian is None:
        _title_first(words, found)
    _plain_names(words, found, [kind for kind in asked if kind in ("child", "guardian")], aged)
    return found


def _without(shadow: str, start: int, end: int, found: Named) -> str:
    found.used.append((start, end))
    return shadow[:start] + CUT * (end - start) + shadow[end:]


def _labelled(text: str, shadow: str, found: Named) -> str:
    """Names behind 家长： and 孩子：, 宝宝叫…"""
    for pattern, is_child in ((_GUARDIAN_LABEL, False), (_NAME_LABEL, True), (_CHILD_LABEL, True)):
        for match in list(pattern.finditer(shadow)):
            end = _end_of_name(shadow, match.end())
            said = text[match.end() : end].strip()
            if is_child:
                names = [part for part in map(_clean, _JOINTS.split(said)) if part and _may_be_name(part)]
                bare = match.group().strip()[-1:] not in ":：叫是" and match.end() == match.start() + len(match.group().rstrip())
                if not names or (bare and _TITLE_END.search(said)):
                    continue
                known = {name for _, name in found.children}
                found.children += [(match.end(), name) for name in names if name not in known]
            elif found.guardian is None and said and _may_be_name(said):
                _set_guardian(found, said)
            else:
                continue
            shadow = _without(shadow, match.start(), end, found)
    return shadow


def _end_of_name(shadow: str, start: int) -> int:
    match = re.compile(rf"[^\s{CUT}+/,，;；|。()（）\-:：\n]+").match(shadow, start)
    return match.end() if match else start


def _words(text: str, shadow: str) -> list[_Word]:
    """Words between separators; 桃桃、龙龙爸 is two of them, the second joined to the first."""
    words: list[_Word] = []
    for match in _WORD.finditer(shadow):
        start = match.start()
        for part in re.finditer(r"[^、&＆]+", match.group()):
            begin, end = start + part.start(), start + part.end()
            gap = shadow[words[-1].end : begin] if words else ""
            words.append(_Word(begin, end, text[begin:end], bool(words) and bool(re.fullmatch(r"\s*[、&＆]\s*", gap))))
    return words


def _titled(words: Sequence[_Word], found: Named) -> None:
    """豆豆妈妈, 于雨琪 麻麻, 桃桃、龙龙爸, 张女士: the first of the first words that ends so."""
    for place, word in enumerate(words[:4]):
        if place and _NO_NAME.search(word.text) and not _TITLE_ALONE.match(word.text):
            continue
        if _OWN_TITLE_END.match(word.text):
            _set_guardian(found, word.text)
            found.used.append((word.start, word.end))
            return
        match = _TITLE_END.search(word.text)
        if match is None:
            continue
        prefix = word.text[: match.start()].rstrip("的 ")
        start = place
        if not prefix:
            if place == 0 or not _may_be_name(words[place - 1].text):
                continue
            start = place - 1
        while start > 0 and words[start].joined:
            start -= 1
        parts = [w.text for w in words[start:place]] + ([prefix] if prefix else [])
        names = [name for part in parts for name in map(_clean, _JOINTS.split(part)) if name]
        if not all(map(_may_be_name, names)):
            continue
        _take_titled(words[start : place + 1], names, match.group("title"), found)
        return


def _take_titled(words: Sequence[_Word], names: Sequence[str], title: str, found: Named) -> None:
    latin = title.isascii()
    said = words[0].text
    for word in words[1:]:
        said += ("、" if word.joined else " " if latin else "") + word.text
    _set_guardian(found, said)
    found.has_title = True
    found.relation = read_relation(title.removeprefix("'s ").strip())
    surname_only = len(names) == 1 and names[0] in _SURNAMES and len(title) > 1
    if not found.children and not surname_only:
        found.children += [(words[0].start, name.removesuffix("'s").removesuffix("’s")) for name in names]
    found.used.append((words[0].start, words[-1].end))


def _title_first(words: Sequence[_Word], found: Named) -> None:
    """妈妈王芳, 爸爸：李强."""
    for place, word in enumerate(words[:3]):
        match = _TITLE_FIRST.match(word.text)
        if match is not None and _may_be_name(match.group(1)):
            found.guardian, found.relation = match.group(1), read_relation(word.text[: match.start(1)])
            found.used.append((word.start, word.end))
            return
        follows = words[place + 1] if place + 1 < len(words) else None
        if _TITLE_ALONE.match(word.text) and follows is not None and _is_name(follows.text):
            found.guardian, found.relation = read_name(follows.text), read_relation(word.text)
            found.used.append((word.start, follows.end))
            return


def _plain_names(words: Sequence[_Word], found: Named, asked: Sequence[str], aged: Sequence[int]) -> None:
    """What is still missing, from the words at the head that can be nothing but names."""
    free = [w for w in words if not any(a <= w.start < b for a, b in found.used)]
    names: list[_Word] = []
    for word in free[:3]:
        if not _is_name(word.text):
            break
        names.append(word)
    need_guardian, need_child = found.guardian is None, not found.children
    if not names or not (need_guardian or need_child):
        return
    if need_guardian and need_child:
        if len(names) >= 2:
            first, second = (_DOUBLED.search(word.text) is not None for word in names[:2])
            by_age = [any(0 <= at - word.end <= 2 for at in aged) for word in names[:2]]
            child_first = by_age[0] > by_age[1] or (
                by_age[0] == by_age[1] and (asked[:1] == ["child"] or (not asked and first and not second))
            )
            child, guardian = (names[0], names[1]) if child_first else (names[1], names[0])
            _give(found, child, is_child=True)
            _give(found, guardian, is_child=False)
        else:
            _give(found, names[0], is_child="guardian" not in asked and "child" in asked)
    elif need_guardian:
        _give(found, names[0], is_child=False)
    elif not found.has_title or "child" in asked:
        _give(found, names[0], is_child=True)


def _give(found: Named, word: _Word, *, is_child: bool) -> None:
    if is_child:
        name = _clean(word.text)
        found.children += [(word.start, name)] if name else []
    else:
        _set_guardian(found, word.text)
    found.used.append((word.start, word.end))


def _set_guardian(found: Named, said: str) -> None:
    found.guardian = read_name(said)
    title = _TITLE_END.search(said)
    own = _OWN_TITLE_END.match(said)
    found.has_title = found.has_title or title is not None or own is not None
    if title is not None and found.relation is None:
        found.relation = read_relation(title.group("title"))


def _clean(part: str) -> str:
    return read_name(part.strip(" 、,，的:：")) or ""


def _is_name(text: str) -> bool:
    """Whether a word can hardly be anything but a name."""
    return _LOOKS_LIKE_NAME.match(text) is not None and _may_be_name(text)


def _may_be_name(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_NAME and _NO_NAME.search(text) is None and not any(c.isdigit() or c in "=@()<>" for c in text)
