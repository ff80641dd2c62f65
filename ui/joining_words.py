"""Why a desk could not join: the same codes as those of a round that failed, in words for somebody who is not connected yet."""

from dataclasses import replace

from eventdesk.errors import DeskError
from resources.words import Words
from ui.wording import Sentence, Wording


def why_not_joined(words: Words, error: DeskError) -> Sentence:
    """What happened and what to do. Of a round it is said that it comes again by itself; joining does not."""
    said = Wording(words).error(error)
    for part, key in (("what", f"joining.{error.code}"), ("hint", f"joining.{error.code}_hint")):
        if words.has(key):
            said = replace(said, **{part: words(key, **error.details)})
    return said
