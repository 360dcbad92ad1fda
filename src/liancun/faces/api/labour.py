"""Work (务工): orders, sheets by day, who is next, courses, pay lists, one's own months."""

from datetime import date
from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import Field

from liancun.base import clock
from liancun.faces import work
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Amount, Code, NewCode, Note, Org, Party, Ref, Stored, Text, shape
from liancun.faces.api.window import Key, Window
from liancun.faces.request import Request
from liancun.rooms.labour import actions, queries
from liancun.rooms.labour.actions import NewDay, NewOrder

router = Router(tags=["labour"])
Month = Annotated[str, Field(max_length=7)]
Words = Annotated[str, Field(min_length=1, max_length=80)]


class OrderIn(Schema):
    """A work order; `rate_fen` null takes the charter's, `payer_party` only for work outside."""

    number: NewCode
    section: Party
    job: Party
    site: Annotated[str, Field(min_length=1, max_length=40)]
    first_day: date
    last_day: date
    wanted: Annotated[int, Field(ge=1, le=10_000)]
    rate_fen: Amount | None = None
    payer_party: Annotated[str, Field(max_length=20)] = ""


class DayIn(Schema):
    """A day as on the sheet: `cell` is "1", "0.5", "213.4" or "90 08:00-17:00"."""

    sheet: Code
    party: Party
    day: date
    cell: Annotated[str, Field(min_length=1, max_length=30)]
    accepted_by: Annotated[str, Field(max_length=20)] = ""


class DaysIn(Schema):
    """Days of one order."""

    days: Annotated[list[DayIn], Field(min_length=1, max_length=2000)]


class CellIn(Schema):
    """A corrected quantity, 0 to take the day out, and why."""

    cell: Annotated[str, Field(min_length=1, max_length=30)]
    note: Note


class Why(Schema):
    """Why."""

    note: Note


class SeekerIn(Schema):
    """Somebody who asks for work."""

    party: Party
    section: Party
    wish: Text = ""


class PeopleIn(Schema):
    """People by their codes."""

    parties: Annotated[list[Party], Field(min_length=1, max_length=1000)]


class CourseIn(Schema):
    """A course and who came."""

    number: NewCode
    title: Words
    held_on: date
    place: Words
    hours_minutes: Annotated[int, Field(ge=1, le=100_000)]
    teacher: Words
    parties: Annotated[list[Party], Field(max_length=1000)] = []


class Refs(Schema):
    """The references of what was written."""

    refs: list[str]


@router.get("/orgs/{code:org_code}/jobs", response={200: list[shape(queries.JobRow)], **NO})  # type: ignore[misc]
def jobs(request: Request, org_code: Org) -> Any:
    """The kinds of work and their rates today."""
    return plain(queries.jobs(who(request), org_code, on=clock.today()))


@router.get("/orgs/{code:org_code}/orders", response={200: shape(queries.OrderPage), **NO})
def orders(
    request: Request,
    org_code: Org,
    window: Query[Window],
    period: Month = "",
    section: Text = "",
    job: Text = "",
) -> Any:
    """The work orders, newest first."""
    asked: Any = {"period": period, "section": section, "job": job}
    return plain(queries.order_page(who(request), org_code, **asked, **window.dict()))


@router.post("/orgs/{code:org_code}/orders", response={200: Ref, **NO})
def give(request: Request, org_code: Org, new: OrderIn) -> Any:
    """Give a work order."""
    return {"ref": actions.give_order(org_code, NewOrder(**new.dict()), by=who(request), on=clock.today())}


@router.get("/orgs/{code:org_code}/orders/{code:number}", response={200: shape(queries.OrderCard), **NO})
def order(request: Request, org_code: Org, number: Stored, window: Query[Window], month: Month = "") -> Any:
    """An order with the sheet of one of its months."""
    return plain(queries.order_card(who(request), org_code, number, month=month, **window.dict()))


@router.post("/orgs/{code:org_code}/orders/{code:number}/dispatch", response={200: Ref, **NO})
def dispatch(request: Request, org_code: Org, number: Stored, people: PeopleIn) -> Any:
    """Send people to an order."""
    ref = actions.dispatch(org_code, number, people.parties, by=who(request), on=clock.today())
    return {"ref": ref}


@router.post("/orgs/{code:org_code}/orders/{code:number}/days", response={200: Refs, **NO})
def record(request: Request, org_code: Org, number: Stored, sent: DaysIn) -> Any:
    """Write days worked on an order; one that may not be keeps all of them out."""
    measure = queries.order_row(who(request), org_code, number).measure
    new = []
    for each in sent.days:
        cell = work.read_quantity(each.cell, measure)
        new.append(
            NewDay(number, each.sheet, each.party, each.day, cell.quantity, each.accepted_by, cell.hours)
        )
    return {"refs": actions.record_days(org_code, new, by=who(request), on=clock.today())}


@router.get("/work/{work_id}", response={200: shape(queries.DayCard), **NO})
def day(request: Request, work_id: Key) -> Any:
    """One day with its versions and what the asker may do."""
    return plain(queries.day_card(who(request), work_id))


@router.post("/work/{work_id}/correct", response={200: Ref, **NO})
def correct(request: Request, work_id: Key, new: CellIn) -> Any:
    """Put a corrected quantity in a day's place."""
    stamp: dict[str, Any] = {"by": who(request), "on": clock.today()}
    return {"ref": work.correct_day(work_id, cell=new.cell, note=new.note, **stamp)}


@router.post("/work/{work_id}/release", response={200: Ref, **NO})
def release(request: Request, work_id: Key, why: Why) -> Any:
    """Accept a held day after a second look."""
    return {"ref": actions.release_day(work_id, note=why.note, by=who(request), on=clock.today())}


@router.get("/orgs/{code:org_code}/seekers", response={200: shape(queries.SeekerPage), **NO})
def seekers(
    request: Request, org_code: Org, window: Query[Window], section: Text = "", idle: bool = False
) -> Any:
    """Who asked for work, in the order they are sent."""
    asked: dict[str, Any] = {"on": clock.today(), "section": section, "idle": idle}
    return plain(queries.seeker_page(who(request), org_code, **asked, **window.dict()))


@router.post("/orgs/{code:org_code}/seekers", response={200: Ref, **NO})
def ask(request: Request, org_code: Org, new: SeekerIn) -> Any:
    """Put somebody down for work."""
    return {"ref": work.ask_for_work(org_code, **new.dict(), by=who(request), on=clock.today())}


@router.get("/orgs/{code:org_code}/courses", response={200: shape(queries.CoursePage), **NO})
def courses(request: Request, org_code: Org, window: Query[Window]) -> Any:
    """The courses, newest first."""
    return plain(queries.course_page(who(request), org_code, **window.dict()))


@router.post("/orgs/{code:org_code}/courses", response={200: Ref, **NO})
def hold(request: Request, org_code: Org, new: CourseIn) -> Any:
    """Record a course and who came."""
    values = new.dict()
    number = values.pop("number")
    return {"ref": actions.hold_course(org_code, number, **values, by=who(request), on=clock.today())}


@router.get("/orgs/{code:org_code}/courses/{code:number}", response={200: shape(queries.CourseCard), **NO})
def course(request: Request, org_code: Org, number: Stored, window: Query[Window]) -> Any:
    """A course and who came."""
    return plain(queries.course_card(who(request), org_code, number, **window.dict()))


@router.get("/orgs/{code:org_code}/pay-day", response={200: shape(queries.Alarm), **NO})
def pay_day(request: Request, org_code: Org, month: Month = "") -> Any:
    """What is missing before the pay day."""
    return plain(queries.pay_day_alarm(who(request), org_code, on=clock.today(), month=month))


@router.get("/orgs/{code:org_code}/pay-lists/{month}", response={200: shape(queries.PayList), **NO})
def pay_list(request: Request, org_code: Org, month: Month, window: Query[Window]) -> Any:
    """A month's pay list, ID numbers and phones masked."""
    return plain(queries.pay_list(who(request), org_code, month, **window.dict()))


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
