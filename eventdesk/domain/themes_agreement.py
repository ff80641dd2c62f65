"""How well rules agree with people about what comments are about."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from eventdesk.domain.statistics import kappa
from eventdesk.domain.themes import Theme


@dataclass(frozen=True)
class Agreement:
    """``kappa`` is Cohen's over all decisions, each comment with each theme; ``kappas`` of each theme, None where nobody and nothing
    told of it; ``f1`` from 0 to 1; ``comments`` how many were compared."""

    comments: int
    kappa: float | None
    kappas: Mapping[Theme, float | None]
    f1: float


def agreement(pairs: Sequence[tuple[Collection[Theme], Collection[Theme]]]) -> Agreement:
    """The agreement of what people found in each comment with what rules did, each ``(people, rules)``.

    Cohen's kappa: :func:`~eventdesk.domain.statistics.kappa`. F1 over all decisions is 2 TP / (2 TP + FP + FN), the harmonic mean of
    precision and recall: C. J. van Rijsbergen, "Information Retrieval", 2nd edition, 1979, chapter 7 (with α = 1/2); counted over all
    themes at once ("micro"): D. D. Lewis, "Evaluating text categorization", Proceedings of the Workshop on Speech and Natural
    Language, 1991, 312-318.
    """
    decisions = {theme: [(str(theme in people), str(theme in rules)) for people, rules in pairs] for theme in Theme}
    both = sum(len(set(people) & set(rules)) for people, rules in pairs)
    either = sum(len(set(people)) + len(set(rules)) for people, rules in pairs)
    pooled = kappa([one for said in decisions.values() for one in said])
    by_theme = {theme: kappa(said) for theme, said in decisions.items()}
    return Agreement(len(pairs), pooled, by_theme, 2 * both / either if either else 1.0)
