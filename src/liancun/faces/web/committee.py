"""Meetings (会议): how far one is and what is next; the count of an item, on a phone and in the office."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from liancun.base import clock, trail
from liancun.base.offers import offer_of
from liancun.base.permits import grant_of, permitted
from liancun.base.viewer import Viewer
from liancun.faces.prints import pdf_answer
from liancun.faces.prints.meetings import PAPERS, paper_of_meeting, paper_of_steps
from liancun.faces.request import Request
from liancun.faces.words import coded
from liancun.rooms.committee import queries
from liancun.rooms.committee.actions import acts_at
from liancun.rooms.committee.queries import MeetingCard
from liancun.rooms.registry.queries.names import held_where, org_name
from liancun.rooms.registry.queries.people import posted_at

STAGES = {code: gettext_lazy(word) for code, word in queries.STAGES}
OUTCOMES = {code: gettext_lazy(word) for code, word in queries.OUTCOMES}
BADGES = {"passed": "badge-met", "rejected": "badge-not", "not_quorate": "badge-none"}


def _next_step(card: MeetingCard) -> str:
    """What comes next, in a sentence."""
    today = clock.today()
    if card.stage == "planned" and not card.items:
        return _("先把议题列入议程。")
    if card.stage == "planned":
        by = card.notice_by
        if by and today > by:
            return _("法律要求提前 %(days)d 天通知,最晚是 %(by)s,已经过了。") % {
                "days": card.notice_days,
                "by": by,
            }
        if by:
            return _("下一步:最晚 %(by)s 通知全体。") % {"by": by}
        return _("下一步:通知全体。")
    if card.stage == "noticed":
        if today < card.held_on:
            return _("已通知,%(day)s %(at)s 开会。") % {"day": card.held_on, "at": card.starts_at}
        return _("下一步:开会,定下应到名单。")
    if card.stage == "opened":
        if card.here < card.needed:
            more = card.needed - card.here
            return _("到了 %(here)d 人,还差 %(more)d 人才够法定人数 %(needed)d 人。") % {
                "here": card.here,
                "more": more,
                "needed": card.needed,
            }
        waiting = [item for item in card.items if not item.outcome]
        if waiting:
            return _("人数够了。下一步:表决第 %(number)d 项。") % {"number": waiting[0].number}
        return _("每一项都表决过了。下一步:散会。")
    if card.stage == "closed":
        return (
            _("下一步:写好会议记录,主持人和记录人签字。") if not card.minutes else _("下一步:会议记录签字。")
        )
    return ""


def _first_act(card: MeetingCard) -> str:
    """What is next on the meeting's own page, '' where that is elsewhere or only to be waited for."""
    if card.stage == "planned":
        return "give_notice" if card.items else "add_item"
    if card.stage == "noticed":
        return "open_meeting" if clock.today() >= card.held_on else ""
    if card.stage == "opened":
        if card.here < card.needed:
            return "sign_in"
        return "" if any(not item.outcome for item in card.items) else "close_meeting"
    if card.stage == "closed":
        return "sign_minutes" if card.minutes else "write_minutes"
    return ""


def _awaited(viewer: Viewer, org_code: str, verb: str) -> str:
    """Who is to do it, where the viewer is not: by post and name."""
    if permitted(viewer, verb, org_code):
        return ""
    for post, where in grant_of(verb, org_code).posts.items():
        today = clock.today()
        found = [posted_at(viewer, org, post, on=today) for org in held_where(org_code, where, today)]
        names = [name for by_village in found for held in by_village.values() for name in held]
        if names:
            return _("等 %(post)s %(names)s 办理") % {
                "post": coded("posts", post),
                "names": _("、").join(names),
            }
    return ""


@require_GET
def meeting(request: Request, meeting_id: int) -> HttpResponse:
    """One meeting: its steps, what comes next, its agenda and what came of each item."""
    viewer: Viewer = request.viewer
    card = queries.meeting_card(viewer, meeting_id)
    first = _first_act(card)
    acts = [act for act in acts_at(card.stage) if offer_of(*act.split(".")).of == "meeting"]
    order = [each.stage for each in card.passages]
    context: dict[str, Any] = {
        "card": card,
        "passages": [
            (
                STAGES[each.stage],
                each,
                order.index(each.stage) <= order.index(card.stage),
                each.stage == card.stage,
            )
            for each in card.passages
        ],
        "voting": next((item for item in card.items if not item.outcome), None),
        "outcomes": OUTCOMES,
        "badges": BADGES,
        "first": f"committee.{first}" if first else "",
        "acts": [act for act in acts if act != f"committee.{first}"],
        "next": _next_step(card),
        "awaited": _awaited(viewer, card.org_code, f"committee.{first}") if first else "",
        "enough": card.here >= card.needed,
        "papers": [(name, title) for name, (title, _sheets) in PAPERS.items()],
    }
    return render(request, "web/meeting.html", context)


@require_GET
def agenda_item(request: Request, item_id: int) -> HttpResponse:
    """The count of one item: who is there, how it is voted, whose ballot is missing.

    A village to which a joint resolution went is led to what it may read of it.
    """
    viewer: Viewer = request.viewer
    if queries.leads_to_joint(viewer, item_id):
        return redirect("joint_resolution", item_id)
    card = queries.count_card(viewer, item_id)
    waiting = card.stage == "opened" and not card.card.opened_at
    counting = card.stage == "opened" and card.card.is_open
    return render(
        request,
        "web/agenda_item.html",
        {
            "card": card,
            "item": card.card,
            "votes": [
                (_("赞成"), card.votes["for"]),
                (_("反对"), card.votes["against"]),
                (_("弃权"), card.votes["abstain"]),
                (_("废票"), card.votes["invalid"]),
            ],
            "missing_step": coded("four_step", card.missing_step) if card.missing_step else "",
            "usual": next((way for way in card.ways if way not in {each.way for each in card.counts}), ""),
            "nobody": _("还没有人签到"),
            "waiting": waiting,
            "counting": counting,
            "enough": card.present >= card.needed,
            "here": tuple(line for line in card.lines if line.here),
            "away": sum(not line.here for line in card.lines),
            "outcome": OUTCOMES.get(card.card.outcome, ""),
            "badge": BADGES.get(card.card.outcome, ""),
        },
    )


EFFECTS = {code: gettext_lazy(word) for code, word in queries.EFFECTS}


@require_GET
def joint_resolution(request: Request, item_id: int) -> HttpResponse:
    """A joint resolution: how it stands in each village, and where it holds."""
    card = queries.joint_card(request.viewer, item_id)
    counts = (
        (_("通过"), card.passed),
        (_("未通过"), card.rejected),
        (_("人数不足"), card.not_quorate),
        (_("还没有表决"), card.waiting),
    )
    said = _("、").join(_("%(n)d 个%(what)s") % {"n": n, "what": what} for what, n in counts if n)
    context = {
        "card": card,
        "counts": counts,
        "said": _("%(villages)d 个村:%(said)s。") % {"villages": card.villages, "said": said},
        "effect": EFFECTS[card.effect],
        "nowhere": _("还没有交各村表决"),
    }
    return render(request, "web/joint_resolution.html", context)


@require_GET
def four_steps(request: Request, four_steps_id: int) -> HttpResponse:
    """A matter in its four steps and two publications: what is done, what is next."""
    card = queries.four_steps_card(request.viewer, four_steps_id)
    done = {each.step: each.happened_on for each in card.steps if each.step != "voted" or each.passed}
    stages = dict(queries.FOUR_STAGES)
    order = [*(code for code, _word in queries.FOUR_STEPS), "decision", "implementation"]
    words = {code: _(word) for code, word in queries.FOUR_STEPS}
    words |= {"decision": _("决议公开"), "implementation": _("实施结果公开")}
    published = {"decision": card.decision, "implementation": card.implementation}
    life = [(words[each], done.get(each) or (published.get(each) and _("已公开")), False) for each in order]
    now = next((place for place, each in enumerate(life) if not each[1]), len(life))
    act = {
        "voted": "",
        "decision": "committee.publish_decision",
        "implementation": "committee.publish_outcome",
    }
    step = order[now] if now < len(order) else ""
    return render(
        request,
        "web/four_steps.html",
        {
            "card": card,
            "org": org_name(card.org_code),
            "life": [(name, day, place == now) for place, (name, day, _now) in enumerate(life)],
            "stage": _(stages[card.stage]),
            "act": act.get(step, "committee.record_step") if step else "",
            "step": step,
            "nothing": _("还没有登记"),
        },
    )


@require_GET
def paper(request: Request, meeting_id: int, paper: str) -> HttpResponse:
    """One of a meeting's papers: notice, sign-in sheet, ballots, minutes."""
    made, name, org_code = paper_of_meeting(request.viewer, meeting_id, paper, on=clock.today())
    trail.takes(request.viewer, "paper:meeting", org_code, "pdf")
    return pdf_answer(made, name)


@require_GET
def four_steps_paper(request: Request, four_steps_id: int) -> HttpResponse:
    """The register of a matter in its four steps and two publications."""
    made, name, org_code = paper_of_steps(request.viewer, four_steps_id, on=clock.today())
    trail.takes(request.viewer, "paper:four_steps", org_code, "pdf")
    return pdf_answer(made, name)


urlpatterns = [
    path("meetings/<int:meeting_id>/<slug:paper>.pdf", paper, name="meeting_paper"),
    path("meetings/four-steps/<int:four_steps_id>/form.pdf", four_steps_paper, name="four_steps_paper"),
    path("meetings/joint/<int:item_id>/", joint_resolution, name="joint_resolution"),
    path("meetings/four-steps/<int:four_steps_id>/", four_steps, name="four_steps"),
    path("meetings/<int:meeting_id>/", meeting, name="meeting"),
    path("meetings/items/<int:item_id>/", agenda_item, name="agenda_item"),
]
