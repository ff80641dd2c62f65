"""Consent to photos. 不同意 contains 同意, and a condition is neither yes nor no."""

import re
from functools import lru_cache

from eventdesk.exchange.values.text import is_nothing, plain
from eventdesk.exchange.workbook import Cell

_YES = frozenset({
    "y", "yes", "true", "t", "1", "√", "✓", "✔", "☑", "ok", "okay", "是", "是的", "好", "好的", "行", "可", "能", "对", "agree",
    "i agree", "agreed", "i do", "sure", "accept", "granted", "○", "⭕",
})  # fmt: skip
_NO = frozenset({
    "n", "no", "false", "f", "0", "×", "✗", "✘", "✕", "x", "❌", "否", "不", "不是", "不好", "不行", "不可", "不能", "拒绝", "disagree",
    "i disagree", "i do not", "i don't", "decline", "refuse", "别", "勿",
})  # fmt: skip
_CONDITION = re.compile(
    "但|仅|只|除|如果|若|看情况|视情况|到时|再说|再定|待定|不确定|不露|不要露|打码|部分|群内|私下|先问|询问|商量|之后|另行|"
    r"\b(but|only|if|depends?|unless|except|maybe|not sure|later|ask|without|no faces?)\b"
)
_NEGATIVE = re.compile(
    "不太?(?:同意|可以|愿意|允许|授权|接受|希望|想|要|准|方便|能|行|得)|拒绝|反对|谢绝|否|请勿|禁止|"
    r"\b(?:(?:do not|don't|dont|cannot|can't|not)(?:\s+(?:agree|consent|allow|want|wish|accept|give))*|no|disagree|decline|refuse)\b"
)
_POSITIVE = re.compile(
    "同意|可以|愿意|允许|授权|接受|没问题|无所谓|随意|没意见|无异议|知情|确认|"
    r"\b(agree|yes|allow|consent|fine|ok|okay|accept|happy)\b"
)


@lru_cache(maxsize=4096, typed=True)
def read_consent(value: Cell) -> tuple[bool | None, tuple[str, ...]]:
    """True, False, or None: nothing said, or (with the warning ``consent_unclear``) something between."""
    if isinstance(value, bool):
        return value, ()
    if is_nothing(value):
        return None, ()
    text = plain(value).lower().strip("。.!！~ ")
    text = re.sub(r"^[a-d][.、)]\s*", "", text)
    if text in _YES:
        return True, ()
    if text in _NO:
        return False, ()
    if _CONDITION.search(text):
        return None, ("consent_unclear",)
    negative = _NEGATIVE.search(text) is not None
    rest = _NEGATIVE.sub("", text)
    positive = _POSITIVE.search(rest) is not None or _starts_with_yes(rest)
    if negative != positive and not (positive and "不" in rest):
        return positive, ()
    return None, ("consent_unclear",)


def _starts_with_yes(text: str) -> bool:
    head = re.split(r"[,，。;； (（]", text, maxsplit=1)[0]
    return head in _YES
