"""Work (务工): what is no list or form: days of an order together, cards, the pay day, slips."""

from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import Field

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.given import given, takes
from liancun.faces.api.shapes import Org, Stored, shape
from liancun.faces.api.window import Key, Window
from liancun.faces.request import Request
from liancun.rooms.labour import actions, queries
from liancun.rooms.labour.actions import NewDay

router = Router(tags=["labour"])
Month = Annotated[str, Field(max_length=7)]


class Refs(Schema):
    """The references of what was written."""

    refs: list[str]


@router.get("/orgs/{code:org_code}/jobs", response={200: list[shape(queries.JobRow)], **NO})  # type: ignore[misc]
def jobs(request: Request, org_code: Org) -> Any:
    """The kinds of work and their rates today."""
    return plain(queries.jobs(who(request), org_code, on=clock.today()))


@router.get("/orgs/{code:org_code}/orders/{code:number}", response={200: shape(queries.OrderCard), **NO})
def order(request: Request, org_code: Org, number: Stored, window: Query[Window], month: Month = "") -> Any:
    """An order with the sheet of one of its months."""
    return plain(queries.order_card(who(request), org_code, number, month=month, **window.dict()))


@router.post(
    "/orgs/{code:org_code}/orders/{code:number}/days",
    response={200: Refs, **NO},
    openapi_extra=takes(actions.SheetDays),
)
def record(request: Request, org_code: Org, number: Stored) -> Any:
    """Write days worked on an order; one that may not be keeps all of them out."""
    sent = given(request, actions.SheetDays, org_code)
    measure = queries.measure_of(who(request), org_code, number)
    new = []
    for each in sent.days:
        cell = actions.read_quantity(each.cell, measure)
        new.append(
            NewDay(number, each.sheet, each.party, each.day, cell.quantity, each.accepted_by, cell.hours)
        )
    return {"refs": actions.record_days(org_code, new, by=who(request), on=clock.today())}


@router.get("/work/{work_id}", response={200: shape(queries.DayCard), **NO})
def day(request: Request, work_id: Key) -> Any:
    """One day with its versions and what the asker may do."""
    return plain(queries.day_card(who(request), work_id))


@router.get("/orgs/{code:org_code}/courses/{code:number}", response={200: shape(queries.CourseCard), **NO})
def course(request: Request, org_code: Org, number: Stored, window: Query[Window]) -> Any:
    """A course and who came."""
    return plain(queries.course_card(who(request), org_code, number, **window.dict()))


@router.get("/orgs/{code:org_code}/pay-day", response={200: shape(queries.Alarm), **NO})
def pay_day(request: Request, org_code: Org, month: Month = "") -> Any:
    """What is missing before the pay day."""
    return plain(queries.pay_day_alarm(who(request), org_code, on=clock.today(), month=month))


@router.get("/orgs/{code:org_code}/workers/{code:party}", response={200: shape(queries.MyWork), **NO})
def worker(request: Request, org_code: Org, party: Stored) -> Any:
    """Somebody's months of work and pay: the own, or those of the cooperative's people."""
    return plain(queries.my_work(who(request), org_code, party))


@router.get(
    "/orgs/{code:org_code}/workers/{code:party}/{month}", response={200: shape(queries.WageSlip), **NO}
)
def slip(request: Request, org_code: Org, party: Stored, month: Month) -> Any:
    """A worker's slip of a month."""
    return plain(queries.wage_slip(who(request), org_code, party, month))
