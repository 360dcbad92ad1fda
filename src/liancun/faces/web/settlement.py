"""Runs and lines (结算): states, steps, held lines, and the acts of the roles that may."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_GET

from liancun.base import clock, heads, reading, trail
from liancun.base.lists import list_of
from liancun.base.viewer import Viewer
from liancun.faces.cards import card_of, links_of
from liancun.faces.fields import Naming
from liancun.faces.prints import Column as PrintedColumn
from liancun.faces.prints import PrintedList, as_pdf, pdf_answer
from liancun.faces.request import Request
from liancun.faces.web.forms import ONCE, FormResult, form_of, tried, was_sent
from liancun.faces.web.lists import EVERY, drawn, drawn_card
from liancun.faces.web.paging import PAGE_ROWS, Paging, page_number, window
from liancun.faces.words import part_name
from liancun.kernel import Refusal
from liancun.kernel.fields import specs_of
from liancun.kernel.quantities import format_yuan
from liancun.rooms.committee import queries as committee
from liancun.rooms.deliveries import queries as deliveries
from liancun.rooms.labour import queries as labour
from liancun.rooms.notices import queries as notices
from liancun.rooms.park import queries as park
from liancun.rooms.production import queries as production
from liancun.rooms.registry.queries import (
    cooperatives,
    doubts_waiting,
    org_name,
    organisations,
    register_owner,
    told_apart,
    village_names,
)
from liancun.rooms.settlement import actions, queries
from liancun.rooms.settlement.queries.columns import STATES as RUN_STATES
from liancun.rooms.settlement.queries.lines import APART

LIFE = ("drafted", "checked", "published", "confirmed", "posted")

STATES = {code: gettext_lazy(word) for code, word in RUN_STATES}

ACTS = {
    "check_run": gettext_lazy("复核"),
    "publish_run": gettext_lazy("公示"),
    "confirm_run": gettext_lazy("确认"),
    "post_run": gettext_lazy("入账"),
    "withdraw_run": gettext_lazy("撤回结算单"),
    "draft_reversal": gettext_lazy("冲销"),
    "check_lines": gettext_lazy("复核更正行"),
    "confirm_lines": gettext_lazy("确认搁置行"),
    "record_payments": gettext_lazy("登记收付"),
}

OUTCOMES = {code: gettext_lazy(word) for code, word in notices.ANSWERS}
DIRECTIONS = {code: gettext_lazy(word) for code, word in notices.DIRECTIONS}
NOT_OWN = "objector received_on"
"""What is filled in only by who objects for another."""


@require_GET
def run(request: Request, run_id: int) -> HttpResponse:
    """One run: where it stands, what may be done, its lines by page."""
    viewer: Viewer = request.viewer
    detail = queries.run_detail(viewer, run_id)
    state = request.GET.get("state", "")
    asked: dict[str, Any] = {"run_id": run_id, "state": state if state in dict(APART) else ""}
    sort = request.GET.get("sort", "")
    sort = sort if sort.removeprefix("-") in LINES.sorts else ""
    lines = LINES.ask(viewer, "", on=clock.today(), sort=sort, **asked, **window(request))
    done = {step.state: step for step in detail.steps}
    notice_id = notices.notice_of([detail.row.ref]).get(detail.row.ref)
    said = notices.objections(viewer, notice_id=notice_id, limit=20).rows if notice_id else ()
    return render(
        request,
        "web/run.html",
        {
            "run": detail,
            "org": org_name(detail.row.org_code),
            "life": [(LIFE_NAMES[state], done.get(state), state == detail.row.state) for state in LIFE],
            "list": drawn(LINES, replace(lines, hidden=(*lines.hidden, "line")), sort, brief=True),
            "paging": Paging(page_number(request), lines.total),
            "line_state": dict(APART).get(asked["state"], ""),
            "all_lines": f"{reverse('list', args=[EVERY, 'settlement', 'lines'])}?{urlencode(asked)}",
            "acts": [f"settlement.{act}" for act in detail.may if act in ONE_STEP],
            "pays": "record_payments" in detail.may,
            "late_acts": [
                ACTS[act] for act in detail.may if act not in ONE_STEP and act != "record_payments"
            ],
            "entries": links_of(
                viewer, [*detail.entries, *filter(None, [detail.reverses, detail.reversed_by])]
            ),
            "notice_id": notice_id,
            "objections": said,
            "outcomes": OUTCOMES,
            "villages": village_names(),
        },
    )


LIFE_NAMES = {state: STATES[state] for state in LIFE}

ONE_STEP = ("check_run", "publish_run", "confirm_run", "post_run", "withdraw_run", "draft_reversal")
"""Steps of a run that are taken on its page."""

ON_LINE = {"held": ("confirm_line", "replace_line"), "drafted": ("check_line",), "checked": ("confirm_line",)}
"""What may come next for a line that goes its own way."""

LINES = list_of("settlement", "lines")


HOW = ("amount_fen", "happened_on", "money_account", "bank_ref")
PAID = tuple(spec for spec in specs_of(actions.NewPayment) if spec.name in HOW)
"""What is filled in of one payment of one line."""
ASKED = tuple(replace(spec, required=spec.name != "bank_ref") for spec in PAID)
"""The same as the page asks for it: how it was paid is said, never left to be meant."""


def pay_line(request: Request, line_id: int) -> HttpResponse:
    """Record one payment of a line; the same form sent twice is one payment."""
    viewer: Viewer = request.viewer
    if request.method != "POST":
        return redirect("line", line_id)
    detail = queries.line_detail(viewer, line_id)
    given: dict[str, str] = request.POST.dict()

    def do() -> None:
        org_code, on = detail.row.org_code, clock.today()
        told = reading.values_of((*PAID, ONCE), given, by=viewer, org_code=org_code, on=on)
        key = f"form:{told.pop('once')}"
        payment = actions.NewPayment(line_id, **told)
        actions.record_payments(org_code, [payment], key=key, by=viewer, on=on)

    if sent := tried("pay", given, do):
        return _line(request, line_id, sent)
    messages.success(request, _("已登记收付"))
    return redirect("line", line_id)


@require_GET
def line(request: Request, line_id: int) -> HttpResponse:
    """One line: its facts, its reasons, its money, what it rests on."""
    return _line(request, line_id)


def _line(request: Request, line_id: int, sent: FormResult | None = None) -> HttpResponse:
    viewer: Viewer = request.viewer
    detail = queries.line_detail(viewer, line_id)
    naming = Naming(viewer, detail.row.org_code, clock.today())
    card = card_of(queries.fact_type(detail.row.kind), queries.facts_ruled_on(detail), naming)
    records = queries.records_of(viewer, line_id)
    row, pay = detail.row, None
    said = notices.objections(viewer, line_ref=row.ref, limit=20).rows
    payable = row.state == "posted" and row.free_fen
    if was_sent(sent, "pay") or (payable and queries.may_pay(viewer, row.kind, row.org_code)):
        known = {
            "amount_fen": row.free_fen,
            "happened_on": clock.today(),
            "money_account": actions.CASH,
        }
        pay = form_of("pay", ASKED, viewer, row.org_code, known, sent)
    return render(
        request,
        "web/line.html",
        {
            "line": detail,
            "pay": pay,
            "once": sent.given.get("once") if sent else token_hex(16),
            "acts": [f"settlement.{act}" for act in _next_acts(detail, said)],
            "said": said,
            "outcomes": OUTCOMES,
            "directions": DIRECTIONS,
            "undoable": [each for each in detail.payments if queries.may_undo(viewer, each)],
            "card": drawn_card(card),
            "run": next(iter(links_of(viewer, [detail.run_ref]))),
            "links": links_of(viewer, records),
            "others": links_of(viewer, filter(None, [detail.replaces, detail.replaced_by])),
            "org": org_name(detail.row.org_code),
            "objecting": notices.objecting(viewer, detail.run_ref, row.ref, on=clock.today()),
            "to_object": "object" in request.GET,
            "own": NOT_OWN if not viewer.posts else "",
        },
        status=sent.status if sent else 200,
    )


def _next_acts(detail: queries.LineDetail, said: Sequence[notices.ObjectionRow]) -> tuple[str, ...]:
    """What may come next for a line: a posted one is worked out anew after each objection that was upheld."""
    posted = detail.row.state == "posted" or detail.row.held_fen
    if not posted:
        return ON_LINE.get(detail.row.state, ())
    upheld = any(each.outcome == "upheld" for each in said) and not detail.first_run
    return ("replace_line",) if upheld and queries.to_set_right(detail.row.line) else ()


@dataclass(frozen=True)
class _Printed:
    """A row to print."""

    cells: list[str]
    amount_fen: int


@require_GET
@override("zh-hans")
def run_pdf(request: Request, run_id: int) -> HttpResponse:
    """The run's list as the village posts it."""
    viewer: Viewer = request.viewer
    detail = queries.run_detail(viewer, run_id)
    village = request.GET.get("village", "")
    rows: list[_Printed] = []
    offset, total = 0, 1
    while offset < total:
        page = queries.lines_page(viewer, run_id, village_code=village, limit=1_000, offset=offset)
        total = page.total
        offset += 1_000
        rows += [
            _Printed(
                [
                    row.village_name,
                    row.subject,
                    row.name,
                    row.tier or part_name(row.part),
                    format_yuan(row.amount_fen),
                ],
                row.amount_fen,
            )
            for row in page.rows
            if row.state != "cancelled"
        ]
    listing = PrintedList(
        title=detail.row.title,
        issuer=org_name(detail.row.org_code),
        period=f"{detail.row.period}年度" if "-" not in detail.row.period else detail.row.period,
        columns=(
            PrintedColumn(_("村"), "center", 2),
            PrintedColumn(_("编码"), "center", 2),
            PrintedColumn(_("姓名"), "left", 2),
            PrintedColumn(_("等次/项目"), "center", 2),
            PrintedColumn(_("金额(元)"), "right", 2),
        ),
        rows=[row.cells for row in rows],
        amounts_fen=[row.amount_fen for row in rows],
        number=detail.row.ref,
        note=_("如有异议,请在公示期内向村务监督委员会或公示员提出;扫码可看怎么提。"),
        address=request.build_absolute_uri(reverse("why", args=[detail.row.ref])),
        digest=detail.digest,
        head=heads.printed(detail.row.org_code),
        sign_column=detail.row.direction == "pay",
        printed_on=str(clock.today()),
    )
    trail.takes(viewer, "paper:run", detail.row.org_code, "pdf", len(rows))
    return pdf_answer(as_pdf(listing), f"run-{run_id}")


@require_GET
def desk(request: Request) -> HttpResponse:
    """What waits for this viewer."""
    viewer: Viewer = request.viewer
    if not viewer.posts:
        raise Refusal("viewer.not_found")
    waiting = notices.objections(viewer, open_only=True, limit=20)
    coops = cooperatives(viewer, clock.today())
    return render(
        request,
        "web/desk.html",
        {
            "todo": queries.desk(viewer)[:PAGE_ROWS],
            "acts": ACTS,
            "states": STATES,
            "orgs": {org.code: org.name for org in organisations(viewer, on=clock.today())},
            "tasks": committee.awaited(viewer, on=clock.today()),
            "objections": waiting.rows,
            "open_objections": waiting.total,
            "register": register_owner(),
            "doubts": doubts_waiting(viewer, register_owner()),
            "coops": [_coop_desk(viewer, *each) for each in told_apart(coops).items()],
        },
    )


LAST_MONTH = 12


def _coop_desk(viewer: Viewer, org_code: str, name: str) -> dict[str, Any]:
    """What a head cooperative and its branches have before them: wages, land money, the fields."""
    today = clock.today()
    # Land money is paid at the year's end: until the last month it is last year's that may be late.
    land = park.land_alarms(viewer, org_code, today.year - (today.month < LAST_MONTH), on=today)
    return {
        "org_code": org_code,
        "name": name,
        "alarm": labour.pay_day_alarm(viewer, org_code, on=today),
        "pay_list": labour.may_see(viewer, org_code),
        "land_alarms": land,
        "rectifications": production.rectification_count(viewer, org_code),
        "doubts": deliveries.doubts_waiting(viewer, org_code),
    }


urlpatterns = [
    path("desk/", desk, name="desk"),
    path("runs/<int:run_id>/", run, name="run"),
    path("runs/<int:run_id>/list.pdf", run_pdf, name="run_pdf"),
    path("lines/<int:line_id>/", line, name="line"),
    path("lines/<int:line_id>/pay", pay_line, name="pay_line"),
]
