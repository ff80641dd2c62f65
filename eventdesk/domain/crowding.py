"""Who no longer has a place where limits were made smaller."""

from collections.abc import Collection, Sequence

from eventdesk.domain.capacity import Allotment, Limits, Party

Holding = tuple[str, Party, tuple[str, ...], bool]
"""A registration, its party, the codes of the slots that it has, and whether it chose any."""


def crowded_out(
    limits: Limits, held: Sequence[Holding], *, inside: Collection[str] = (), pass_over: bool = False
) -> dict[str, tuple[str, ...] | None]:
    """Who has places that the limits no longer hold; the earlier in ``held`` keeps its own.

    Those ``inside`` (registrations) keep all they have and count before everybody else. The queue is strict unless
    ``pass_over``: once a family loses a limit's place, all later ones lose theirs. The answer names the slots that a
    registration loses, or None where it loses its places as a whole: the event's, or its last slot.
    """
    allotment = Allotment(limits, pass_over=pass_over)
    for registration, party, codes, _ in held:
        if registration in inside:
            allotment.hold(party, codes)
    out: dict[str, tuple[str, ...] | None] = {}
    for registration, party, codes, chose in held:
        if registration in inside:
            continue
        of_event = allotment.in_way(limits.event, party)
        allotment.waiting.update(one.key for one in of_event)
        if of_event:
            out[registration] = None
            continue
        blocks = {code: allotment.in_way(allotment.of_slot(code), party) for code in codes}
        allotment.waiting.update(one.key for found in blocks.values() for one in found)
        kept = tuple(code for code, found in blocks.items() if not found)
        if chose and codes and not kept:
            out[registration] = None
            continue
        allotment.hold(party, kept)
        if len(kept) < len(codes):
            out[registration] = tuple(code for code in codes if code not in kept)
    return out
