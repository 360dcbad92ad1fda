"""Runs and lines (结算)."""

from dataclasses import dataclass, field
from typing import Any

from ninja import Router, Schema

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.given import given, takes
from liancun.faces.api.shapes import Org, shape
from liancun.faces.api.window import Key
from liancun.faces.request import Request
from liancun.kernel.fields import A, Code, _
from liancun.rooms.settlement import actions, queries
from liancun.rooms.settlement.actions import KEY, SEEN

router = Router(tags=["settlement"])


@dataclass(frozen=True, kw_only=True)
class Draft(actions.NewRun):
    """What to draft, and for whom."""

    org: A[str, Code(_("单位"), most=20, slash=True)]


@dataclass(frozen=True, kw_only=True)
class ListPaid(actions.WholeList):
    """A run's whole list as it was paid, but for `left`; `seen` is the mark that its list was read at."""

    key: A[str, KEY]
    seen: A[int, SEEN] = field()


class PayableLine(Schema):
    """A line that may be paid, and what is open of it."""

    line: int
    open_fen: int


class Payable(Schema):
    """A run's list as it may be paid now."""

    seen: int
    total_fen: int
    lines: list[PayableLine]
    waits: dict[str, Any]


@router.post("/runs", response={200: dict, **NO}, openapi_extra=takes(Draft))
def draft(request: Request) -> Any:
    """Draft a run."""
    new = given(request, Draft)
    return {"run": actions.draft_run(new.org, new, by=who(request), on=clock.today())}


@router.get("/runs/{run_id}", response={200: dict, **NO})
def run(request: Request, run_id: Key) -> Any:
    """One run: its steps, and what the asker may do."""
    return plain(queries.run_detail(who(request), run_id))


@router.get("/runs/{run_id}/pay", response={200: Payable, **NO})
def payable(request: Request, run_id: Key) -> Any:
    """The open lines of a run for who pays it; `waits` says which cannot be paid today, and why."""
    found = queries.pay_list(who(request), run_id, on=clock.today(), limit=1)
    return {
        "seen": found.seen,
        "total_fen": sum(found.open_fen.values()),
        "lines": [{"line": line, "open_fen": fen} for line, fen in found.open_fen.items()],
        "waits": plain(found.waits),
    }


@router.post(
    "/runs/{run_id}/pay", response={200: shape(actions.Recorded), **NO}, openapi_extra=takes(ListPaid)
)
def pay_run(request: Request, run_id: Key) -> Any:
    """Record that every open line of a run was paid, those left out excepted: one list, one entry."""
    new = given(request, ListPaid)
    queries.run_detail(who(request), run_id)
    return actions.pay_run(run_id, new, key=new.key, by=who(request), on=clock.today())


@router.get("/lines/{line_id}", response={200: dict, **NO})
def line(request: Request, line_id: Key) -> Any:
    """One line: its facts, reasons and money."""
    return plain(queries.line_detail(who(request), line_id))


@router.post(
    "/orgs/{code:org_code}/payments",
    response={200: shape(actions.Recorded), **NO},
    openapi_extra=takes(actions.NewList),
)
def record_payments(request: Request, org_code: Org) -> Any:
    """Record payments of posted lines and enter them into the book."""
    new = given(request, actions.NewList, org_code)
    return actions.record_payments(org_code, new.payments, key=new.key, by=who(request), on=clock.today())
