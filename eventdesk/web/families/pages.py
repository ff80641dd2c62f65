"""Families' pages, one function each."""

import asyncio
import contextlib
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from eventdesk.desk import Desk
from eventdesk.domain.event import EventState
from eventdesk.domain.proposal import ProposalState, VoteSource
from eventdesk.domain.registration import RegistrationState
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.services.online_views import Fate, OnlineTicket
from eventdesk.web.families import answers
from eventdesk.web.families import sign_up as signing
from eventdesk.web.families.keepsake import ticket_picture
from eventdesk.web.families.visit import Counter, Visit
from eventdesk.web.families.wording import Wording, code_picture
from eventdesk.web.look import PRIVATE, PageProblem, moved, page, words_of

_FILE = PRIVATE | {"X-Robots-Tag": "noindex"}
"""Pages say it in their head."""
_MOST_IDEAS = 50
"""Of one form."""


async def branches(request: Request, counter: Counter) -> Response:
    """The branches of a hub, each with pages of its own."""
    if request.url.path != "/e":
        raise PageProblem(404, "web.not_found")
    found = await counter.replicas.branches()
    words = words_of(request)
    name = words("web_families.branches")
    return page(request, "families/branches.html", branches=found, organisation=name, base="", wording=Wording(words))


async def events(visit: Visit) -> Response:
    """What is published and not over."""
    found, name = await visit.ask(lambda desk: desk.online.events())
    return visit.show("events.html", name, events=found)


async def event(visit: Visit) -> Response:
    """One event."""
    found, name = await visit.ask(lambda desk: desk.online.event(visit.part("code")))
    if found is None:
        raise PageProblem(404, "web_families.no_event")
    return visit.show("event.html", name, event=found)


async def sign_up(visit: Visit) -> Response:
    """An empty form, where families may sign up."""
    sheet, name = await visit.ask(lambda desk: signing.blank(desk, visit.part("code"), visit.wording))
    if sheet is None:
        raise PageProblem(404, "web_families.no_event")
    if not sheet.event.open:
        return moved(f"{visit.base}/e/{sheet.event.code}")
    return visit.show("sign_up.html", name, sheet=sheet, **_sizes())


async def signed_up(visit: Visit) -> Response:
    """The form that was sent: a ticket, or the form again with what is wrong."""
    form = await visit.form()
    if form.text(signing.TRAP):
        raise PageProblem(400, "web.form_odd")
    work = partial(signing.submit, code=visit.part("code"), form=form, wording=visit.wording)
    sheet, name = await visit.ask(lambda desk: work(desk), writes=True)
    if sheet is None:
        raise PageProblem(404, "web_families.no_event")
    match sheet.done.fate if sheet.done is not None else None:
        case Fate.NEW | Fate.SAME:
            assert sheet.done is not None
            return moved(f"{visit.base}/t/{sheet.done.ticket}?new=1")
        case Fate.KNOWN:
            return visit.show("known.html", name, status=409, event=sheet.event)
        case Fate.CLOSED:
            raise PageProblem(409, "web_families.closed")
    asked_for = bool(form.text(signing.SWITCH))
    return visit.show("sign_up.html", name, status=200 if asked_for else 422, sheet=sheet, **_sizes())


def _sizes() -> dict[str, Any]:
    return {"most_children": signing.MOST_CHILDREN, "most_adults": signing.MOST_ADULTS, "trap": signing.TRAP}


async def find_ticket(visit: Visit) -> Response:
    """Where a ticket's text is typed in."""
    _, name = await visit.ask(lambda desk: None)
    return visit.show("find.html", name, wrong=False)


async def found_ticket(visit: Visit) -> Response:
    """The ticket of a text."""
    form = await visit.form()
    found, name = await visit.ask(lambda desk: desk.online.ticket(form.text("ticket")[:400]))
    if found is None:
        visit.missed()
        return visit.show("find.html", name, status=404, wrong=True)
    return moved(f"{visit.base}/t/{found.ticket}")


async def ticket(visit: Visit) -> Response:
    """A family's own ticket."""
    found, name = await _ticket(visit)
    picture = code_picture(found.ticket, visit.wording.words("web_families.ticket_code"))
    return visit.show("ticket.html", name, ticket=found, picture=picture, new="new" in visit.request.query_params)


async def calendar(visit: Visit) -> Response:
    """The event with the family's slots, for the phone's calendar."""
    found, _ = await _ticket(visit)

    def work(desk: Desk) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "event.ics"
            desk.calendars.export_family(found.registration, file)
            return file.read_bytes()

    data, _ = await visit.ask(work)
    return Response(data, 200, _FILE | {"Content-Disposition": 'attachment; filename="event.ics"'}, media_type="text/calendar")


async def picture(visit: Visit) -> Response:
    """The code with what it is for, as a picture to keep: it is shown without a network too."""
    found, name = await _ticket(visit)
    if found.state is RegistrationState.CANCELLED or found.event.state is EventState.CANCELLED:
        raise PageProblem(404, "web_families.no_ticket")
    data = await asyncio.to_thread(ticket_picture, found, name, visit.wording)
    return Response(data, 200, _FILE | {"Content-Disposition": 'inline; filename="ticket.png"'}, media_type="image/png")


async def cancel(visit: Visit) -> Response:
    """Asks once more."""
    found, name = await _ticket(visit)
    if not found.may_cancel:
        return moved(f"{visit.base}/t/{found.ticket}")
    return visit.show("cancel.html", name, ticket=found)


async def cancelled(visit: Visit) -> Response:
    """Cancels."""
    await visit.form()
    found, _ = await visit.ask(lambda desk: desk.online.cancel(visit.part("ticket")), writes=True)
    if found is None:
        raise visit.missed()
    return moved(f"{visit.base}/t/{found.ticket}")


async def returned(visit: Visit) -> Response:
    """Takes the cancellation back."""
    await visit.form()
    found, _ = await visit.ask(lambda desk: desk.online.come_back(visit.part("ticket")), writes=True)
    if found is None:
        raise visit.missed()
    return moved(f"{visit.base}/t/{found.ticket}")


async def _ticket(visit: Visit) -> tuple[OnlineTicket, str]:
    found, name = await visit.ask(lambda desk: desk.online.ticket(visit.part("ticket")))
    if found is None:
        raise visit.missed()
    return found, name


async def votes(visit: Visit) -> Response:
    """Ideas that families may vote for."""
    own = await _ticket(visit) if visit.part("ticket") else None
    return await _votes(visit, own[0] if own else None)


async def _votes(
    visit: Visit, own: OnlineTicket | None, *, done: Sequence[str] = (), wrong: str = "", phone: str = "", chosen: Sequence[str] = (),
) -> Response:
    """``wrong`` names the fields that are not right."""
    found, name = await visit.ask(lambda desk: [one for one in desk.proposals.list() if one.state is ProposalState.OPEN])
    given = {"proposals": found, "ticket": own, "done": done, "wrong": wrong, "phone": phone, "chosen": chosen}
    return visit.show("vote.html", name, status=422 if wrong else 200, **given)


async def voted(visit: Visit) -> Response:
    """Votes: of a ticket's family, or of a phone, which is not kept. A second one for an idea counts nothing and tells nothing."""
    form = await visit.form()
    own = await _ticket(visit) if visit.part("ticket") else None
    family = own[0].family if own is not None else None
    phone, chosen = form.text("phone")[:60], tuple(dict.fromkeys(form.all("proposal")))[:_MOST_IDEAS]
    number = signing.number_of(phone) if family is None else None
    if family is None and number is None:
        return await _votes(visit, None, wrong="phone" if chosen else "phone idea", phone=phone, chosen=chosen)

    def work(desk: Desk) -> tuple[str, ...]:
        known = {one.id for one in desk.proposals.list()}
        which = tuple(one for one in chosen if one in known)
        for one in which:
            # Voted before, or no longer open: the page says the same to everybody.
            with contextlib.suppress(Conflict, InvalidInput):
                desk.proposals.vote(one, family=family, voter=number or "", source=VoteSource.HUB)
        return which

    done, _ = await visit.ask(work, writes=True)
    return await _votes(visit, own[0] if own else None, done=done, wrong="" if done else "idea", phone=phone)


async def feedback_link(visit: Visit) -> Response:
    """A link as the desk makes it of an address."""
    token = visit.request.query_params.get("token", "")
    if not token.isascii() or not token.isalnum() or len(token) > 64:
        raise PageProblem(404, "web_families.no_link")
    return moved(f"{visit.base}/f/{token}")


async def feedback(visit: Visit) -> Response:
    """The questions of a link."""
    asked, name = await visit.ask(lambda desk: answers.begin(desk, visit.part("token")))
    if asked is None:
        visit.missed()
        raise PageProblem(404, "web_families.no_link")
    return visit.show("feedback.html", name, asked=asked)


async def answered(visit: Visit) -> Response:
    """The answers of a link."""
    form = await visit.form()
    work = partial(answers.submit, token=visit.part("token"), form=form, wording=visit.wording)
    asked, name = await visit.ask(lambda desk: work(desk), writes=True)
    if asked is None:
        visit.missed()
        raise PageProblem(404, "web_families.no_link")
    return visit.show("feedback.html", name, status=422 if asked.wrong else 200, asked=asked)


async def privacy(visit: Visit) -> Response:
    """What is kept, and for what."""
    (version, text), name = await visit.ask(lambda desk: desk.consents.wording(visit.wording.words))
    return visit.show("privacy.html", name, version=version, text=text)
