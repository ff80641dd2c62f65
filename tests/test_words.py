"""The words: complete in both languages, filled in where used, and nowhere but in the catalogues."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.catalogues import (
    ROOT,
    Use,
    bare_texts,
    catalogues,
    chinese,
    forms,
    mentions,
    placeholders,
    sources,
    uses,
)

ZH = catalogues("zh")
EN = catalogues("en")
NAMESPACES = sorted(set(ZH) | set(EN))
KEYS = {f"{namespace}.{key}" for namespace, catalogue in ZH.items() for key in catalogue}

# The same in every language.
NAMES = {"EventDesk"}
# Chinese here is what files and people bring, never what the program says.
DATA = (
    "eventdesk/exchange/",  # headings, units and habits of other people's files
    "eventdesk/store/search_keys.py",  # readings of surnames
    "eventdesk/logs.py",  # the letters that a log must not hold
    "eventdesk/reports/exporters/rows.py",  # wide forms of what begins a formula
    "eventdesk/domain/money.py",  # the signs that people write around an amount
    "eventdesk/domain/question.py",  # how people write yes and no, and what they put between options
    "eventdesk/sample/",  # the sample organisation's people
)


def place(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@cache
def uses_of(file: Path) -> tuple[Use, ...]:
    return tuple(uses(file.read_text(encoding="utf-8"), place(file)))


def exists(use: Use) -> bool:
    if use.literal:
        return use.pattern.replace("\\", "") in KEYS
    return any(re.fullmatch(use.pattern, key) for key in KEYS)


def test_there_are_words() -> None:
    assert KEYS


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_both_languages_have_the_same_keys(namespace: str) -> None:
    assert sorted(ZH.get(namespace, {})) == sorted(EN.get(namespace, {}))


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_both_languages_have_the_same_placeholders(namespace: str) -> None:
    english = EN.get(namespace, {})
    different = [
        key
        for key, text in ZH.get(namespace, {}).items()
        if key in english and placeholders(text) != placeholders(english[key])
    ]
    assert different == []


@pytest.mark.parametrize(
    "catalogue", [*ZH.values(), *EN.values()], ids=[*(f"zh-{n}" for n in ZH), *(f"en-{n}" for n in EN)]
)
def test_every_entry_says_something_calmly(catalogue: dict[str, object]) -> None:
    for key, value in catalogue.items():
        for text in forms(value):
            assert text.strip() or key.endswith("_unit"), f"{key} is empty"  # English has no measure words
            # The comma between two names has a space; so has a prompt, for what is typed behind it.
            joins = not re.search(r"\w", text) or text.endswith(": ")
            assert joins or text == text.strip(), f"{key} begins or ends with a space"
            assert not re.search("[!！]", text), f"{key} shouts"
            assert "TODO" not in text, f"{key} is unfinished"


def test_every_word_used_exists() -> None:
    absent = [
        f"{use.place} {use.pattern}"
        for file in sources("ui", "eventdesk")
        for use in uses_of(file)
        if not exists(use)
    ]
    assert absent == []


def test_every_key_kept_in_a_table_exists() -> None:
    absent = [
        found
        for file in sources("ui")
        for found in mentions(file.read_text(encoding="utf-8"), place(file), set(ZH))
        if found[1] not in KEYS
    ]
    assert absent == []


def test_every_placeholder_is_filled() -> None:
    short = []
    for file in sources("ui", "eventdesk"):
        for use in uses_of(file):
            key = use.pattern.replace("\\", "")
            if not use.literal or use.values is None or key not in KEYS:
                continue
            namespace, _, rest = key.partition(".")
            value = ZH[namespace][rest]
            needed = placeholders(value) | ({"n"} if len(forms(EN[namespace].get(rest, ""))) == 2 else set())
            if needed - use.values:
                short.append(f"{use.place} {key} lacks {sorted(needed - use.values)}")
    assert short == []


def test_the_window_holds_no_text_of_its_own() -> None:
    found = [
        text
        for file in sources("ui")
        for source in [file.read_text(encoding="utf-8")]
        for text in [*chinese(source, place(file), docstrings=True), *bare_texts(source, place(file), NAMES)]
    ]
    assert found == []


def test_the_core_holds_chinese_only_as_data() -> None:
    found = [
        text
        for file in sources("eventdesk")
        if not place(file).startswith(DATA)
        for text in chinese(file.read_text(encoding="utf-8"), place(file), docstrings=False)
    ]
    assert found == []


# The reading of sources must be able to see each fault.


def test_uses_are_found() -> None:
    source = "\n".join(
        (
            "self._words('door.in', n=n)",
            "words(f'errors.{k}_hint', **k)",
            "words('a.b' if n else 'a.c')",
        )
    )
    found = [(use.pattern, use.literal, use.values) for use in uses(source, "x")]
    assert found == [
        (r"door\.in", True, frozenset({"n"})),
        (r"errors\.[a-z0-9_.]*_hint", False, None),
        (r"a\.b", True, frozenset()),
        (r"a\.c", True, frozenset()),
    ]


def test_keys_in_tables_are_found() -> None:
    source = 'PAGES = (("door.titel", 1), ("report.pdf", 2), ("os.path", 3), f"door.{x}")'
    assert [text for _, text in mentions(source, "x", {"door", "report"})] == ["door.titel"]


def test_chinese_is_found() -> None:
    source = '"""门"""\nx = "签到"\ny = f"{x}，"\n# 门\n'
    assert len(list(chinese(source, "x", docstrings=True))) == 3
    assert len(list(chinese(source, "x", docstrings=False))) == 2
    assert list(chinese('re.split("[，、；]", names)', "x", docstrings=True)) == []


@pytest.mark.parametrize("source", ['QLabel("Name")', 'box.setText(f"{n} families")', 'action.setToolTip("提示")'])
def test_text_in_the_window_is_found(source: str) -> None:
    assert list(bare_texts(source, "x", set()))


@pytest.mark.parametrize("source", ['QLabel(words("door.in"))', 'label.setText("·")', 'label.setText(f"{n} · {m}")'])
def test_what_is_no_text_passes(source: str) -> None:
    assert list(bare_texts(source, "x", set())) == []


@pytest.mark.parametrize("value", [{"one": "x"}, {"a": "b"}, 3, ["x"]])
def test_an_entry_of_another_shape_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="neither"):
        forms(value)


def test_placeholders_of_all_forms_count() -> None:
    assert placeholders({"one": "one of {total}", "other": "{n} of {total}"}) == {"n", "total"}
    with pytest.raises(ValueError):
        placeholders("{open")
