"""Scans and typing are told apart, and no character is lost, doubled or moved."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.scanner.rhythm import Collector, Outcome, Scanned, Settings, Suffix, Typed

TICKET = "ED1" + "MFRGGZDFMZTWQ2LK" * 10 + "ABCDEFGHIJKLM"

Keys = list[tuple[float, str]]
"""(milliseconds since the key before, character); ``\\n`` is Enter."""


class Desk:
    """A field that takes what the collector calls typing, with a clock of its own."""

    def __init__(self, setup: Settings | None = None) -> None:
        self.collector: Collector[str] = Collector(setup or Settings())
        self.now = 1000.0
        self.field = ""
        self.entered = 0
        self.scans: list[str] = []

    def play(self, keys: Keys, *, frozen_at: int = -1) -> "Desk":
        """Before key number ``frozen_at`` the clock's tick comes late, ahead of the keys that are waiting."""
        for number, (gap, key) in enumerate(keys):
            self._pass(gap)
            if number == frozen_at:
                self._take(self.collector.tick(self.now + 1000))
            if key == "\n":
                outcomes, swallowed = self.collector.end(self.now)
                self._take(outcomes)
                self.entered += not swallowed
            else:
                self._take(self.collector.press(key, self.now, key))
                self.collector.release(self.now, "")
        return self

    def rest(self) -> "Desk":
        self._pass(2000)
        assert not self.collector.holding
        return self

    def _pass(self, gap: float) -> None:
        end = self.now + gap
        while (deadline := self.collector.deadline) is not None and deadline < end:
            self._take(self.collector.tick(deadline + 0.01))
        self.now = end

    def _take(self, outcomes: list[Outcome[str]]) -> None:
        for outcome in outcomes:
            if isinstance(outcome, Typed):
                self.field += "".join(token.payload for token in outcome.tokens)
            else:
                back = "".join(token.text for token in outcome.taken_back)
                assert self.field.endswith(back)
                self.field = self.field[: len(self.field) - len(back)]
                self.scans.append(outcome.text)


def scan(text: str, gap: float, *, first: float = 500, end: str = "\n") -> Keys:
    return [(first if n == 0 else gap, key) for n, key in enumerate(text + end)]


@pytest.mark.parametrize("gap", [0, 1, 5, 15, 30, 40])
@pytest.mark.parametrize("text", [TICKET, TICKET.lower(), "9787506261234", "ABC123"])
def test_a_scan_reaches_no_field_and_confirms_nothing(text: str, gap: float) -> None:
    desk = Desk().play(scan(text, gap)).rest()
    assert (desk.scans, desk.field, desk.entered) == ([text], "", 0)


def test_a_short_code_counts_where_it_is_very_fast() -> None:
    assert Desk().play(scan("K7QP", 12)).scans == ["K7QP"]
    desk = Desk().play(scan("K7QP", 35)).rest()
    assert (desk.scans, desk.field, desk.entered) == ([], "K7QP", 1)


@pytest.mark.parametrize("gap", [42, 48])
def test_a_slow_scanner_is_known_by_its_tickets(gap: float) -> None:
    desk = Desk().play(scan(TICKET, gap)).rest()
    assert (desk.scans, desk.field, desk.entered) == ([TICKET], "", 0)


def test_a_stumble_after_the_first_characters_is_taken_back() -> None:
    for stumble in (1, 2, 3):
        keys = [(55.0 if n == stumble else gap, key) for n, (gap, key) in enumerate(scan(TICKET, 8))]
        desk = Desk().play([(300, "l"), (110, "x"), *keys]).rest()
        assert (desk.scans, desk.field, desk.entered) == ([TICKET], "lx", 0)


def test_a_pause_within_a_scan_is_waited_for() -> None:
    keys = [(140.0 if n == 60 else gap, key) for n, (gap, key) in enumerate(scan(TICKET, 10))]
    assert Desk().play(keys).rest().scans == [TICKET]


@pytest.mark.parametrize("frozen_at", range(1, 8))
def test_a_frozen_program_takes_back_what_it_delivered_too_early(frozen_at: int) -> None:
    desk = Desk().play([(300, "5")]).rest().play(scan("9787506261234", 10), frozen_at=frozen_at).rest()
    assert (desk.scans, desk.field, desk.entered) == (["9787506261234"], "5", 0)


def test_a_scan_without_suffix_ends_by_itself() -> None:
    desk = Desk().play(scan(TICKET, 10, end="")).rest()
    assert (desk.scans, desk.field) == ([TICKET], "")
    short = Desk(Settings(suffix=Suffix.NONE)).play(scan("K7QP", 10, end="")).rest()
    assert (short.scans, short.field) == (["K7QP"], "")


def test_a_prefix_that_the_scanner_sends_is_removed() -> None:
    desk = Desk(Settings(prefix="]Q1")).play(scan("]Q1" + TICKET, 10)).rest()
    assert desk.scans == [TICKET]


def test_full_width_characters_are_put_right() -> None:
    wide = "".join(chr(ord(key) + 0xFEE0) for key in TICKET)
    assert Desk().play(scan(wide, 10)).scans == [TICKET]


def test_another_key_ends_typing_at_once_but_no_scan() -> None:
    desk = Desk()
    desk.play([(500, "a"), (30, "b")])
    assert [type(outcome) for outcome in desk.collector.interrupt()] == [Typed]
    desk = Desk().play(scan(TICKET, 10)[:90])
    assert desk.collector.interrupt() == []
    assert desk.play(scan(TICKET, 10)[90:]).rest().scans == [TICKET]


human = st.lists(st.tuples(st.floats(80, 200), st.sampled_from("0123456789abcxyzED1\n")), min_size=1, max_size=40)


@given(human)
@settings(max_examples=150)
def test_typing_arrives_as_it_was_typed(keys: Keys) -> None:
    desk = Desk().play(keys).rest()
    assert desk.scans == []
    assert desk.field == "".join(key for _, key in keys if key != "\n")
    assert desk.entered == sum(key == "\n" for _, key in keys)


@given(human, st.sampled_from([2.0, 10.0, 30.0]), human)
@settings(max_examples=150)
def test_a_scan_between_typing_leaves_the_typing_alone(before: Keys, gap: float, after: Keys) -> None:
    desk = Desk().play(before).play(scan(TICKET, gap, first=90)).play(after).rest()
    assert desk.scans == [TICKET]
    typed = "".join(key for _, key in [*before, *after] if key != "\n")
    assert desk.field == typed


@given(
    st.lists(st.tuples(st.floats(0, 300), st.sampled_from("ED1abcdef234567")), max_size=60),
    st.booleans(),
)
@settings(max_examples=150)
def test_at_any_rhythm_every_character_comes_out_once_and_in_order(keys: Keys, busy: bool) -> None:
    order: list[str] = []
    collector: Collector[int] = Collector(Settings())
    now = 0.0
    out: list[int] = []
    back = 0

    def take(outcomes: list[Outcome[int]]) -> None:
        nonlocal back
        for outcome in outcomes:
            if isinstance(outcome, Scanned):
                # A scan's characters are the next ones, after those it takes back.
                taken = len(outcome.taken_back)
                assert outcome.text == "".join(order[len(out) - taken : len(out) - taken + len(outcome.text)])
                out.extend(range(len(out), len(out) - taken + len(outcome.text)))
                back += taken
            else:
                assert [token.payload for token in outcome.tokens] == list(
                    range(len(out), len(out) + len(outcome.tokens))
                )
                out.extend(token.payload for token in outcome.tokens)

    for number, (gap, key) in enumerate(keys):
        now += gap
        if busy:
            take(collector.tick(now + 500))
        order.append(key)
        take(collector.press(key, now, number))
    take(collector.tick(now + 5000))
    assert out == list(range(len(keys)))


@given(st.lists(st.tuples(st.floats(25, 60), st.sampled_from("0123456789")), min_size=1, max_size=3))
def test_a_roll_of_up_to_three_keys_and_enter_is_typing(keys: Keys) -> None:
    desk = Desk().play([*keys, (30.0, "\n")]).rest()
    assert (desk.scans, desk.field, desk.entered) == ([], "".join(key for _, key in keys), 1)
