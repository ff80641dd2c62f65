"""What the rules about themes of comments read: words by language, and how well the rules agreed with people."""

import tomllib
from typing import Any

from resources import path
from resources.words import LANGUAGES


def theme_words() -> dict[str, dict[str, Any]]:
    """The words by language, as :func:`eventdesk.domain.themes.lexicon` takes them."""
    return {
        language: tomllib.loads(path(f"themes/{language}.toml").read_text(encoding="utf-8")) for language in LANGUAGES
    }


def theme_agreement() -> dict[str, Any]:
    """What was measured on comments that were coded by hand and held out: ``comments``, ``kappa``, ``f1``, and ``kappas`` by theme."""
    return tomllib.loads(path("themes/agreement.toml").read_text(encoding="utf-8"))
