"""The child process that computes a roster's plan: ``python -m eventdesk.assignment.roster_child``.

It reads one pickled question from standard input and writes pickled answers to standard output, each behind its length in eight
bytes: ``("told", Progress)`` for each better plan, at last ``("plan", Plan)``. Whatever else comes in, or the end of the input,
cancels: a window that is closed leaves nothing computing behind. Both ends are this program; nobody else's bytes are read.
"""

import pickle
import sys
import threading
from dataclasses import dataclass
from typing import BinaryIO

from eventdesk.domain.volunteer import Staffing

_LENGTH = 8


@dataclass(frozen=True)
class Question:
    """What is to be planned; with ``dropped`` (ids of engagements) it is to be repaired after they left."""

    staffing: Staffing
    seconds: float
    keep: bool = False
    dropped: tuple[str, ...] | None = None


def send(stream: BinaryIO, message: object) -> None:
    """Writes one message."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(len(data).to_bytes(_LENGTH, "big") + data)
    stream.flush()


def receive(stream: BinaryIO) -> object:
    """Reads one message; ``EOFError`` where the other side is gone."""
    head = stream.read(_LENGTH)
    if len(head) < _LENGTH:
        raise EOFError
    size = int.from_bytes(head, "big")
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)


def main() -> int:
    """Answers one question; the exit code is 0 once the plan is written."""
    from eventdesk.assignment.roster import plan, repair

    source, target = sys.stdin.buffer, sys.stdout.buffer
    question = receive(source)
    assert isinstance(question, Question), "only this program asks"
    stop = threading.Event()

    def listen() -> None:
        source.read(1)
        stop.set()

    threading.Thread(target=listen, daemon=True).start()

    def told(progress: object) -> None:
        send(target, ("told", progress))

    if question.dropped is not None:
        made = repair(question.staffing, question.dropped, seconds=question.seconds, cancelled=stop.is_set, told=told)
    else:
        made = plan(question.staffing, seconds=question.seconds, keep=question.keep, cancelled=stop.is_set, told=told)
    send(target, ("plan", made))
    return 0


if __name__ == "__main__":
    from eventdesk.assignment import roster_child

    # Under its real name, so that what is pickled has the same types at both ends.
    sys.exit(roster_child.main())
