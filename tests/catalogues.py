"""Reads the words and their uses for the tests: catalogues from their files, uses from the source text."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff65]")
LETTER = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
LOOKS_LIKE_A_KEY = re.compile(r"[a-z][a-z_0-9]*(\.[a-z0-9_]+)+")

Catalogue = dict[str, object]


def catalogues(language: str, root: Path = ROOT / "resources" / "i18n") -> dict[str, Catalogue]:
    """``{namespace: {key: text or forms}}`` of one language."""
    return {
        file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted((root / language).glob("*.toml"))
    }


def forms(value: object) -> list[str]:
    """The texts of one entry: one, or a singular and a plural. Raises ValueError for anything else."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict) and sorted(value) == ["one", "other"]:
        return [str(value["one"]), str(value["other"])]
    raise ValueError(f"neither a text nor {{one, other}}: {value!r}")


def placeholders(value: object) -> set[str]:
    """The names between braces, over all forms. Raises ValueError where braces don't match."""
    return {
        name.split(".")[0].split("[")[0]
        for text in forms(value)
        for _, name, _, _ in string.Formatter().parse(text)
        if name is not None
    }


@dataclass(frozen=True)
class Use:
    """A call ``words("ns.key", …)``.

    ``pattern`` matches the keys meant; ``values`` are the arguments' names, None where ``**`` hides them.
    """

    place: str
    pattern: str
    literal: bool
    values: frozenset[str] | None


def uses(source: str, place: str) -> Iterator[Use]:
    """Every call of something named ``words`` (or ``_words``, ``self.words``) whose key can be read."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name.lstrip("_") != "words":
            continue
        named = None if any(k.arg is None for k in node.keywords) else frozenset(k.arg or "" for k in node.keywords)
        for key in _branches(node.args[0]):
            pattern = _pattern(key)
            if pattern is not None:
                literal = isinstance(key, ast.Constant)
                yield Use(f"{place}:{node.lineno}", pattern, literal, named)


def _branches(key: ast.expr) -> list[ast.expr]:
    return [*_branches(key.body), *_branches(key.orelse)] if isinstance(key, ast.IfExp) else [key]


def _pattern(key: ast.expr) -> str | None:
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        return re.escape(key.value)
    if isinstance(key, ast.JoinedStr):
        return "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9_.]*" for part in key.values
        )
    return None


def mentions(source: str, place: str, namespaces: set[str]) -> Iterator[tuple[str, str]]:
    """``(place, text)`` of each literal that looks like a key of a known catalogue, wherever it stands."""
    tree = ast.parse(source)
    pieces = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if id(node) in pieces:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and LOOKS_LIKE_A_KEY.fullmatch(node.value):
            namespace, _, rest = node.value.partition(".")
            if namespace in namespaces and rest not in {
                "py",
                "toml",
                "json",
                "pdf",
                "xlsx",
                "csv",
                "png",
                "svg",
            }:
                yield f"{place}:{node.lineno}", node.value


def chinese(source: str, place: str, *, docstrings: bool) -> Iterator[str]:
    """Where a literal holds Chinese; docstrings count only if asked for."""
    tree = ast.parse(source)
    documents = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                documents.add(id(first.value))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or (id(node) in documents and not docstrings):
            continue
        if isinstance(node.value, str) and _is_text(node.value):
            yield f"{place}:{node.lineno} {node.value.strip()[:30]!r}"


def _is_text(literal: str) -> bool:
    """Whether a person might read it. Several marks without a letter are a set to split or wrap at, not a text."""
    found = CHINESE.findall(literal)
    return any(LETTER.match(letter) for letter in found) or len(set(found)) == 1


# Calls that put a text before a person's eyes or ears.
SHOWING = {
    "QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "setText",
    "setToolTip", "setWindowTitle", "setPlaceholderText", "setAccessibleName", "setAccessibleDescription",
    "setStatusTip", "setWhatsThis", "setTitle", "setInformativeText", "setDetailedText", "addItem", "addTab",
}  # fmt: skip


def bare_texts(source: str, place: str, allowed: set[str]) -> Iterator[str]:
    """Where a call that shows a text is given letters instead of a word of the catalogue."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in SHOWING:
            continue
        for argument in node.args[:2]:
            parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
            texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            if any(re.search(r"[^\W\d_]{2}", text) and text not in allowed for text in texts):
                yield f"{place}:{node.lineno} {name}({texts!r})"


def sources(*tops: str) -> list[Path]:
    return [file for top in tops for file in sorted((ROOT / top).rglob("*.py"))]
