"""The pages that change something: inviting and revoking stations, branches and their agreements, accounts, one's own password."""

from functools import partial

import anyio
from starlette.responses import Response

from eventdesk.errors import Conflict, InvalidInput
from eventdesk.hub.accounts import LONGEST, Role
from eventdesk.hub.branches import Branch
from eventdesk.sync.invitation import Invitation
from eventdesk.sync.protocol import Scope
from eventdesk.web.look import PageProblem, moved
from eventdesk.web.office.door import Visit, keep
from eventdesk.web.office.lists import SIZE, station_of
from resources.words import joined, sentence


async def invite_page(visit: Visit) -> Response:
    """For which branch, and what the station may do."""
    codes = await visit.office.work(partial(visit.reception.lists.codes, visit.branch))
    return visit.show("invite.html", codes=codes, chosen=visit.text("branch"), scopes=list(Scope), invitation=None)


async def invite(visit: Visit) -> Response:
    """Makes an invitation and shows it, once."""
    from eventdesk.exchange.qr import drawing

    codes = await visit.office.work(partial(visit.reception.lists.codes, visit.branch))
    wanted, kind = visit.form.text("branch"), visit.form.text("scope")
    branch = next((id for id, code in codes.items() if code == wanted), None)
    if kind not in list(Scope) or (wanted and branch is None) or (branch is None and visit.branch is not None):
        raise PageProblem(400, "web.form_odd")
    if branch is not None and await visit.office.work(lambda: visit.office.hub.branches.find(branch).closed) is not None:
        raise PageProblem(409, "web_office.branch_is_closed")
    made = await visit.office.work(partial(visit.office.hub.stations.invite, Scope(kind), branch=branch, by=visit.name))
    url = visit.request.url
    line = Invitation(
        url=f"{url.scheme}://{url.netloc}", ca_sha256=visit.office.certificates.ca_sha256 if url.scheme == "https" else "",
        code=made.code, expires=made.expires, scope=kind,
    ).text()  # fmt: skip
    return visit.show("invite.html", codes=codes, chosen=wanted, scopes=list(Scope), invitation=line, qr=drawing(line))


async def revoke_page(visit: Visit) -> Response:
    """Asks before a station is refused."""
    return visit.show("revoke.html", station=await station_of(visit))


async def revoke(visit: Visit) -> Response:
    """Refuses a station from its next request on."""
    shown = await station_of(visit)
    await visit.office.work(partial(visit.office.hub.stations.revoke, shown.line.view.id, by=visit.name))
    return moved(f"/office/stations/{shown.line.view.id}")


async def add_branch(visit: Visit) -> Response:
    """Begins a branch."""
    code, name = visit.form.text("code"), visit.form.text("name")
    agreed = visit.form.text("persons") == "yes"
    try:
        made = await visit.office.work(partial(visit.office.hub.branches.add, code, name, persons=agreed, by=visit.name))
    except (InvalidInput, Conflict) as error:
        found, total = await visit.office.work(partial(visit.reception.lists.branches, None, limit=SIZE))
        wrong = joined(*sentence(visit.words, error.code, dict(error.details)))
        again = {"branches": found, "text": "", "pager": visit.pager(total, SIZE), "wrong": wrong, "code": code, "name": name}
        return visit.show("branches.html", status=409 if isinstance(error, Conflict) else 400, **again)
    return moved(f"/office/branches/{made.code}")


async def branch(visit: Visit) -> Response:
    """One branch, and what can be changed of it."""
    found = await _branch(visit)
    lines, _ = await visit.office.work(partial(visit.reception.lists.branches, found.id))
    return visit.show("branch.html", branch=found, line=lines[0])


async def change_branch(visit: Visit) -> Response:
    """Its agreement, or whether its stations are let in."""
    found, wanted, branches = await _branch(visit), visit.form.text("act"), visit.office.hub.branches
    verbs = {
        "agree": partial(branches.agree, found.id, persons=True, by=visit.name),
        "disagree": partial(branches.agree, found.id, persons=False, by=visit.name),
        "close": partial(branches.close, found.id, by=visit.name),
        "reopen": partial(branches.reopen, found.id, by=visit.name),
    }
    if wanted not in verbs:
        raise PageProblem(400, "web.form_odd")
    await visit.office.work(verbs[wanted])
    return moved(f"/office/branches/{found.code}")


async def _branch(visit: Visit) -> Branch:
    found = await visit.office.work(partial(visit.office.hub.branches.find, str(visit.request.path_params["branch"])))
    if visit.branch not in (None, found.id):
        raise PageProblem(404, "web.not_found")
    return found


async def accounts(visit: Visit) -> Response:
    """Who may sign in."""
    return await _accounts(visit)


async def _accounts(visit: Visit, *, status: int = 200, wrong: str = "", name: str = "") -> Response:
    codes = await visit.office.work(partial(visit.reception.lists.codes, None))
    found = await visit.office.work(visit.reception.accounts.list)
    return visit.show("accounts.html", status=status, accounts=found, codes=codes, roles=list(Role), wrong=wrong, name=name)


async def add_account(visit: Visit) -> Response:
    """Lets somebody sign in from now on."""
    form = visit.form
    try:
        role, branch = await _role_and_branch(visit)
        verb = partial(visit.reception.accounts.add, form.text("name"), form.raw("password"), role, branch=branch, by=visit.name)
        await anyio.to_thread.run_sync(verb, limiter=visit.reception.hashing)
    except (InvalidInput, Conflict) as error:
        wrong = joined(*sentence(visit.words, error.code, dict(error.details)))
        return await _accounts(visit, status=400, wrong=wrong, name=form.text("name"))
    return moved("/office/accounts")


async def change_account(visit: Visit) -> Response:
    """What they may do, or whether they may sign in at all."""
    which, kept, wanted = str(visit.request.path_params["account"]), visit.reception.accounts, visit.form.text("act")
    if wanted == "disable":
        await visit.office.work(partial(kept.disable, which, by=visit.name))
    elif wanted == "enable":
        await visit.office.work(partial(kept.enable, which, by=visit.name))
    elif wanted == "role":
        role, branch = await _role_and_branch(visit)
        await visit.office.work(partial(kept.set_role, which, role, branch=branch, by=visit.name))
    else:
        raise PageProblem(400, "web.form_odd")
    return moved("/office/accounts")


async def _role_and_branch(visit: Visit) -> tuple[Role, str | None]:
    role, wanted = visit.form.text("role"), visit.form.text("branch")
    codes = await visit.office.work(partial(visit.reception.lists.codes, None))
    branch = next((id for id, code in codes.items() if code == wanted), None)
    if role not in list(Role) or (wanted and branch is None):
        raise PageProblem(400, "web.form_odd")
    return Role(role), branch


async def me(visit: Visit) -> Response:
    """One's own account."""
    return visit.show("me.html", wrong="")


async def change_password(visit: Visit) -> Response:
    """One's own new password: every session ends, this one goes on as a new one."""
    wait = visit.reception.names.take(visit.name)
    if wait is not None:
        raise PageProblem(429, "web.too_often", retry_after=wait, seconds=wait)
    old, new = visit.form.raw("old"), visit.form.raw("new")
    try:
        verb = partial(visit.reception.accounts.change_password, visit.signed.account, old[:1_000], new)
        token = await anyio.to_thread.run_sync(verb, limiter=visit.reception.hashing)
    except InvalidInput as error:
        return visit.show("me.html", status=400, wrong=joined(*sentence(visit.words, error.code, dict(error.details))))
    if token is None:
        return visit.show("me.html", status=400, wrong=visit.words("web_office.old_wrong"))
    answer = moved("/office/me?changed=1")
    keep(visit.request, answer, "office", token, seconds=int(LONGEST.total_seconds()))
    return answer
