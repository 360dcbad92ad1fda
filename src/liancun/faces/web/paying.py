"""Paying a run's whole list (整单收付): every open line ticked, the exceptions unticked, one document.

The list may be longer than a page: what was unticked travels with the form from page to page, and the act is
on all lines but those, never on the page that is shown.
"""

from dataclasses import replace
from secrets import token_hex
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liancun.base import clock, reading
from liancun.base.viewer import Viewer
from liancun.faces.fields import heading
from liancun.faces.paying import left_of, rows_of, told_of
from liancun.faces.request import Request
from liancun.faces.web.forms import ONCE, FormResult, form_of, tried
from liancun.faces.web.paging import Paging
from liancun.kernel import Problem
from liancun.kernel.fields import specs_of
from liancun.kernel.quantities import format_yuan
from liancun.rooms.registry.queries import org_name
from liancun.rooms.settlement import actions, queries

ROWS = 100
"""Lines on one page of the list."""

HOW = ("happened_on", "money_account", "bank_ref")
"""What is filled in; the rest of the list is ticked, or hidden in the page."""
ASKED = tuple(replace(spec, required=True) for spec in specs_of(actions.WholeList) if spec.name in HOW)
TOLD = tuple(
    replace(spec, required=True) if spec.name == "seen" else spec for spec in specs_of(actions.WholeList)
)


@require_http_methods(["GET", "POST"])
def pay_run(request: Request, run_id: int) -> HttpResponse:
    """The run's open lines as one form: shown, leafed through with what was unticked, recorded."""
    viewer: Viewer = request.viewer
    if request.method != "POST":
        return _page(request, run_id, None)
    given: dict[str, str] = request.POST.dict()
    left: dict[int, str] = {}
    done: list[actions.Recorded] = []

    def do() -> None:
        left.update(_left(request))
        if "turn" in given:
            return
        said = given | {"left": rows_of(left)}
        told = reading.values_of((*TOLD, ONCE), said, by=viewer, org_code="", on=clock.today())
        key = f"form:{told.pop('once')}"
        whole = actions.WholeList(**told)
        done.append(actions.pay_run(run_id, whole, key=key, by=viewer, on=clock.today()))

    sent = tried("pay_run", given, do)
    if not done:
        return _page(request, run_id, left, sent or FormResult("pay_run", given))
    _tell(request, done[0], left)
    return redirect("run", run_id)


def _left(request: Request) -> dict[int, str]:
    """What is not paid: unticked on this page, or on one shown before."""
    ticked = set(request.POST.getlist("line"))
    shown = request.POST.get("shown", "").split()
    left = left_of(request.POST.get("left", "").splitlines())
    here = [f"{line}:{request.POST.get(f'why-{line}', '')}" for line in shown if line not in ticked]
    return {line: why for line, why in left.items() if str(line) not in ticked} | left_of(here)


def _tell(request: Request, done: actions.Recorded, left: dict[int, str]) -> None:
    said = {"n": done.paid, "yuan": format_yuan(done.total_fen), "failed": done.failed}
    if done.repeated:
        messages.warning(
            request, _("这张表先前已经登记过(%(n)s 笔,共 %(yuan)s 元):这一次什么都没有再记") % said
        )
        return
    told = [_("已登记 %(n)s 笔,共 %(yuan)s 元") % said]
    if done.failed:
        told.append(_("记为没付成 %(failed)s 笔") % said)
    if rest := len(left) - done.failed:
        told.append(_("留下 %(rest)s 行没有办") % {"rest": rest})
    messages.success(request, ";".join(told))


def _at_lines(
    sent: FormResult | None, left: list[int], here: set[int]
) -> tuple[FormResult | None, dict[int, Problem]]:
    """What was sent, and what is wrong with the reason of a line of this page: it is told beside it."""
    if sent is None:
        return None, {}
    lines = {id(each): left[each.row - 1] for each in sent.problems if each.row}
    others = (
        replace(each, column=f"{heading(actions.FAILURE)} {lines[id(each)]}") if each.row else each
        for each in sent.problems
        if lines.get(id(each)) not in here
    )
    beside = {lines[id(each)]: each for each in sent.problems if lines.get(id(each)) in here}
    return replace(sent, problems=tuple(others)), beside


def _page(
    request: Request, run_id: int, left: dict[int, str] | None, sent: FormResult | None = None
) -> HttpResponse:
    """The list at one page. `left` is None where it is first shown: who cannot be paid is then unticked."""
    viewer: Viewer = request.viewer
    today = clock.today()
    given: dict[str, Any] = dict(sent.given) if sent else {}
    turn, search = str(given.get("turn", "")), str(given.get("q", "")).strip()
    number = int(turn) if turn.isdecimal() and len(turn) < 7 else 1
    window = {"limit": ROWS, "offset": (max(number, 1) - 1) * ROWS}
    listed = queries.pay_list(viewer, run_id, on=today, search=search, **window)
    row = queries.run_detail(viewer, run_id).row
    left = dict.fromkeys(listed.waits, "") if left is None else left
    sent, wrong = _at_lines(sent, list(left), {each.line for each in listed.rows})
    left = {line: why for line, why in left.items() if line in listed.open_fen}
    here = {each.line for each in listed.rows}
    known = {"happened_on": today, "money_account": actions.BANK}
    form = form_of("pay_run", ASKED, viewer, row.org_code, known, sent)
    total_fen = sum(fen for line, fen in listed.open_fen.items() if line not in left)
    return render(
        request,
        "web/pay_run.html",
        {
            "run": row,
            "org": org_name(row.org_code),
            "form": form,
            "once": given.get("once") or token_hex(16),
            "listed": listed,
            "unposted": row.held - listed.held,
            "lines": [
                (each, each.line not in left, left.get(each.line, ""), wrong.get(each.line))
                for each in listed.rows
            ],
            "carried": "\n".join(told_of({line: why for line, why in left.items() if line not in here})),
            "left": left,
            "ticked": len(listed.open_fen) - len(left),
            "total_fen": total_fen,
            "search": search,
            "paging": Paging(max(number, 1), listed.found, ROWS),
        },
        status=sent.status if sent and (sent.problems or wrong or sent.refusal) else 200,
    )


urlpatterns = [path("runs/<int:run_id>/pay", pay_run, name="pay_run")]
