"""Runs and lines (结算)."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import Field

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Code, Org, Text, shape
from liancun.faces.api.window import Key
from liancun.faces.request import Request
from liancun.rooms.settlement import actions, queries

router = Router(tags=["settlement"])


class Draft(Schema):
    """What to draft."""

    kind: str
    org: str
    period: str


class PaymentIn(Schema):
    """One payment with its line's sign; `failure` says why it did not go through."""

    line: Key
    amount_fen: Annotated[int, Field(ge=-(10**15), le=10**15)]
    happened_on: date
    money_account: Literal["101", "102"] = "102"
    bank_ref: Text = ""
    failure: Text = ""


class PaymentsIn(Schema):
    """A list under its own key: the same list again does nothing."""

    key: Code
    payments: Annotated[list[PaymentIn], Field(min_length=1, max_length=10_000)]


class LeftOut(Schema):
    """A line of a list that was not paid; `failure` says why it did not go through, '' not tried."""

    line: Key
    failure: Annotated[str, Field(max_length=100)] = ""


class WholeListIn(Schema):
    """A run's whole list as it was paid, but for `left`; `seen` is the mark that its list was read at."""

    key: Code
    happened_on: date
    bank_ref: Annotated[str, Field(min_length=1, max_length=60)]
    money_account: Literal["101", "102"] = "102"
    left: Annotated[list[LeftOut], Field(max_length=10_000)] = []
    seen: Annotated[int, Field(ge=0, le=2**63 - 1)]


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


@router.post("/runs", response={200: dict, **NO})
def draft(request: Request, draft: Draft) -> Any:
    """Draft a run."""
    made = actions.draft_run(
        draft.org, actions.NewRun(draft.kind, draft.period), by=who(request), on=clock.today()
    )
    return {"run": made}


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


@router.post("/runs/{run_id}/pay", response={200: shape(actions.Recorded), **NO})
def pay_run(request: Request, run_id: Key, new: WholeListIn) -> Any:
    """Record that every open line of a run was paid, those left out excepted: one list, one entry."""
    queries.run_detail(who(request), run_id)
    told = new.dict()
    key = told.pop("key")
    told["left"] = {each.line: each.failure for each in new.left}
    return actions.pay_run(run_id, actions.WholeList(**told), key=key, by=who(request), on=clock.today())


@router.get("/lines/{line_id}", response={200: dict, **NO})
def line(request: Request, line_id: Key) -> Any:
    """One line: its facts, reasons and money."""
    return plain(queries.line_detail(who(request), line_id))


@router.post("/orgs/{code:org_code}/payments", response={200: shape(actions.Recorded), **NO})
def record_payments(request: Request, org_code: Org, new: PaymentsIn) -> Any:
    """Record payments of posted lines and enter them into the book."""
    payments = [actions.NewPayment(**each.dict()) for each in new.payments]
    return actions.record_payments(org_code, payments, key=new.key, by=who(request), on=clock.today())
