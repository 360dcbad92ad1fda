"""The year's end of the cooperative (年终决算): steps, figures, papers, the vote, shares out of surplus."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_GET, require_POST

from liancun.base import clock
from liancun.base.importing import Column
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.faces.forms import Tried, form_of, read_form, tried, was_sent
from liancun.faces.request import Request
from liancun.faces.web.registry import HEAD
from liancun.faces.web.settlement import ACTS
from liancun.kernel import BadInput, Problem, Refusal
from liancun.kernel.quantities import format_yuan, parse_share
from liancun.rooms.registry import actions as registry
from liancun.rooms.surplus import actions, queries

POSTS = {
    "accountant": gettext_lazy("会计"),
    "cashier": gettext_lazy("出纳"),
    "director": gettext_lazy("理事长"),
    "supervisor": gettext_lazy("监事"),
    "notice_clerk": gettext_lazy("公示员"),
    "secretary": gettext_lazy("负责人"),
}
BODIES = (
    (gettext_noop("成员大会"), "members_assembly"),
    (gettext_noop("成员代表大会"), "representatives_assembly"),
)
MOST = 10**6
VOTE = (
    Column("code", gettext_noop("决议编号"), "code", max_length=30, example="DH-2026-01"),
    Column("body", gettext_noop("会议"), "choice", choices=BODIES),
    Column("held_on", gettext_noop("开会日"), "day"),
    Column("entitled", gettext_noop("应到"), "integer", least=1, most=MOST),
    Column("present", gettext_noop("实到"), "integer", least=0, most=MOST),
    Column("total_votes", gettext_noop("表决权总数"), "integer", least=1, most=MOST),
    Column("votes_for", gettext_noop("赞成"), "integer", least=0, most=MOST),
    Column("votes_against", gettext_noop("反对"), "integer", least=0, most=MOST),
    Column("votes_abstain", gettext_noop("弃权"), "integer", least=0, most=MOST),
    Column(
        "members",
        gettext_noop("成员总数"),
        "integer",
        required=False,
        least=0,
        most=MOST,
        help=gettext_noop("代表大会须填"),
    ),
)


@require_GET
def year_end(request: Request, year: int) -> HttpResponse:
    """How far a year's end is, who is next, and what there is to divide."""
    return _year_end(request, year)


def _year_end(request: Request, year: int, sent: Tried | None = None) -> HttpResponse:
    viewer: Viewer = request.viewer
    _must_be_a_year(year)
    desk = queries.year_desk(viewer, HEAD, year)
    posted = desk.run is not None and desk.run.row.state == "posted" and desk.run.row.open_fen > 0
    turns = posted and permitted(viewer, "registry.record_resolution", HEAD)
    votes = was_sent(sent, "vote") or turns or any(each.act == "vote" for each in desk.steps)
    today = clock.today()
    return render(
        request,
        "web/surplus.html",
        {
            "desk": desk,
            "year": year,
            "org": HEAD,
            "staff": viewer.sees(HEAD),
            "posts": POSTS,
            "acts": ACTS,
            "turns": turns,
            "vote": form_of("vote", VOTE, {"held_on": today}, sent) if votes else None,
            "turned": form_of("turn", (), {}, sent),
            "share": sent.given.get("share", "") if sent else "",
            "years": sorted({today.year, today.year - 1, today.year - 2, year}, reverse=True),
            "tab": "surplus",
        },
        status=sent.status if sent else 200,
    )


@require_GET
def latest(request: Request) -> HttpResponse:
    """The year that ended last."""
    return redirect("surplus", clock.today().year - 1)


def _must_be_a_year(year: int) -> None:
    if not 2000 <= year <= 2100:
        raise Refusal("viewer.not_found")


@require_POST
def close(request: Request, year: int) -> HttpResponse:
    """Carry the result, close the months, draft the distribution: as far as it goes."""
    viewer: Viewer = request.viewer
    _must_be_a_year(year)
    actions.close_cooperative_year(HEAD, year, by=viewer, on=clock.today())
    messages.success(request, _("已结转、结账并草拟,请监事复核"))
    return redirect("surplus", year)


def vote(request: Request, year: int) -> HttpResponse:
    """Record the assembly's vote on the distribution, or on turning it into contribution."""
    viewer: Viewer = request.viewer
    _must_be_a_year(year)
    viewer.must_see(HEAD)
    if request.method != "POST":
        return redirect("surplus", year)
    given, carried = request.POST.dict(), []
    if sent := tried("vote", given, lambda: carried.append(_vote(viewer, year, given))):
        return _year_end(request, year, sent)
    if carried[0]:
        messages.success(request, _("决议已登记:通过"))
    else:
        messages.warning(request, _("决议已登记:没有通过,不能据此办理"))
    return redirect("surplus", year)


def _vote(viewer: Viewer, year: int, given: dict[str, str]) -> bool:
    values: dict[str, Any] = read_form(VOTE, given)
    values["members"] = values["members"] or 0
    subject = f"surplus/{year}/contribution" if given.get("on") == "contribution" else f"surplus/{year}"
    given_vote = registry.Vote(subject=subject, **values)
    return registry.record_resolution(HEAD, given_vote, by=viewer, on=clock.today()).passed


def turn(request: Request, year: int) -> HttpResponse:
    """Turn what is still owed into contribution, by the assembly's vote."""
    viewer: Viewer = request.viewer
    _must_be_a_year(year)
    if request.method != "POST":
        return redirect("surplus", year)
    given: dict[str, str] = request.POST.dict()
    turned: list[Any] = []
    if sent := tried("turn", given, lambda: turned.append(_turn(viewer, year, given))):
        return _year_end(request, year, sent)
    done = turned[0]
    messages.success(
        request,
        _("%(members)s 名成员的 %(total)s 元已转为出资,仍须发放 %(left)s 元")
        % {
            "members": done.members,
            "total": format_yuan(done.total_fen),
            "left": format_yuan(done.left_fen),
        },
    )
    return redirect("surplus", year)


def _turn(viewer: Viewer, year: int, given: dict[str, str]) -> Any:
    asked = given.get("share", "").strip() or "100%"
    try:
        share = parse_share(asked)
    except ValueError:
        raise BadInput([Problem.of("surplus.no_share", column=_("比例"), value=asked[:20])]) from None
    return actions.turn_into_contribution(HEAD, year, share=share, by=viewer, on=clock.today())


urlpatterns = [
    path("cooperative/surplus/", latest, name="surplus_latest"),
    path("cooperative/surplus/<int:year>/", year_end, name="surplus"),
    path("cooperative/surplus/<int:year>/close", close, name="surplus_close"),
    path("cooperative/surplus/<int:year>/vote", vote, name="surplus_vote"),
    path("cooperative/surplus/<int:year>/turn", turn, name="surplus_turn"),
]
