"""argparse in the person's language, with an example at the end and failures in one line."""

import argparse
from functools import partial
from typing import Any, NoReturn

from eventdesk.errors import WrongUsage
from resources.words import Words


class Parser(argparse.ArgumentParser):
    """A verb's parser. Says what is wrong like every other failure: in one line, and as JSON where that was asked for.

    ``epilog`` is a command line, shown as the example at the end of the help. An argument without a help of its own
    takes the word ``help.arg_<its name>``. What argparse itself says of an error stays English.
    """

    def __init__(self, *, words: Words, epilog: str, **settings: Any) -> None:
        self._words = words
        settings["formatter_class"] = argparse.RawDescriptionHelpFormatter
        super().__init__(epilog=f"{words('help.example')}\n  {epilog}", add_help=False, **settings)
        self._positionals.title, self._optionals.title = words("help.arguments"), words("help.options")
        self.add_argument("-h", "--help", action="help", help=words("help.help"))

    def add_argument(self, *names: Any, **settings: Any) -> argparse.Action:
        """As argparse's, with a help for every argument."""
        if "help" not in settings:
            settings["help"] = self._words(f"help.arg_{names[-1].lstrip('-').replace('-', '_')}")
        return super().add_argument(*names, **settings)

    def add_subparsers(self, **settings: Any) -> Any:
        """As argparse's; the verbs below speak the same language."""
        settings.setdefault("title", self._words("help.actions"))
        made: Any = partial(Parser, words=self._words)
        return super().add_subparsers(parser_class=made, **settings)

    def format_usage(self) -> str:
        """argparse's usage line, its first word in the language."""
        return super().format_usage().replace("usage:", self._words("help.usage"), 1)

    def format_help(self) -> str:
        """argparse's help, its first word in the language."""
        return super().format_help().replace("usage:", self._words("help.usage"), 1)

    def error(self, message: str) -> NoReturn:
        """Ends with exit code 2; ``message`` is argparse's own."""
        raise WrongUsage("bad_arguments", detail=" ".join(message.split()), verb=self.prog)
