"""Production (种植): plantings, may this grow here, what must be put right, facilities, seedlings."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Query, Router, Schema
from pydantic import Field

from liancun.base import clock
from liancun.faces import production
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Code, NewCode, Note, Org, Party, Ref, Text, shape
from liancun.faces.api.window import Window
from liancun.faces.request import Request
from liancun.kernel import Refusal
from liancun.rooms.production import queries

router = Router(tags=["production"])
Storey = Literal["canopy", "under", "bees"]
Number = Annotated[str, Field(min_length=1, max_length=40)]


class PlantingIn(Schema):
    """A planting; `area_centimu` in hundredths of a mu, the crop by its code or name."""

    number: NewCode
    plot: Party
    crop: Party
    storey: Storey
    area_centimu: Annotated[int, Field(ge=1, le=10**8)]
    start: date
    end: date | None = None
    standing: Literal["new", "existing"] = "new"
    plan: Annotated[str, Field(max_length=200)] = ""
    plan_due: date | None = None
    document: Annotated[str, Field(max_length=80)] = ""


class OperationIn(Schema):
    """Something done to a planting."""

    number: NewCode
    task: Annotated[str, Field(min_length=1, max_length=40)]
    done_on: date
    note: Annotated[str, Field(max_length=120)] = ""


class InputIn(Schema):
    """An input used, and the days that pass before picking."""

    number: NewCode
    product: Annotated[str, Field(min_length=1, max_length=60)]
    dose: Annotated[str, Field(min_length=1, max_length=60)]
    used_on: date
    interval_days: Annotated[int, Field(ge=0, le=365)] = 0


class RoundIn(Schema):
    """A round; `due_on` where something is to be mended."""

    number: NewCode
    inspected_on: date
    finding: Annotated[str, Field(min_length=1, max_length=200)]
    due_on: date | None = None


class FollowUpIn(Schema):
    """What was done about a finding."""

    number: Code
    done_on: date
    result: Annotated[str, Field(min_length=1, max_length=200)]


class StepIn(Schema):
    """What was done about a planting that must go."""

    done_on: date
    what: Annotated[str, Field(min_length=1, max_length=200)]
    closed: Literal["yes", "no"] = "no"
    document: Annotated[str, Field(max_length=80)] = ""


class PlantingEndingIn(Schema):
    """The last day of a planting and its paper."""

    ended_on: date
    document: Note


class CountIn(Schema):
    """Colonies alive in an apiary on a day."""

    apiary: Party
    counted_on: date
    colonies: Annotated[int, Field(ge=0, le=100_000)]


def _stamp(request: Request) -> dict[str, Any]:
    return {"by": who(request), "on": clock.today()}


def _head(org_code: str) -> None:
    """Plantings are the head cooperative's."""
    if org_code != production.HEAD:
        raise Refusal("viewer.not_found")


@router.get("/orgs/{code:org_code}/production", response={200: shape(queries.Overview), **NO})
def overview(request: Request, org_code: Org) -> Any:
    """What stands today by village, storey and crop."""
    return plain(queries.overview(who(request), org_code, on=clock.today()))


@router.get("/orgs/{code:org_code}/plantings", response={200: shape(queries.PlantingPage), **NO})
def plantings(
    request: Request,
    org_code: Org,
    window: Query[Window],
    village_code: Text = "",
    crop: Text = "",
    storey: Text = "",
    search: Text = "",
) -> Any:
    """The plantings that stand today."""
    asked: dict[str, Any] = {"village_code": village_code, "crop": crop, "storey": storey, "search": search}
    page = queries.planting_page(who(request), org_code, on=clock.today(), **asked, **window.dict())
    return plain(page)


@router.post("/orgs/{code:org_code}/plantings", response={200: Ref, **NO})
def plant(request: Request, org_code: Org, new: PlantingIn) -> Any:
    """Record a planting."""
    return {"ref": production.plant(org_code, **new.dict(), **_stamp(request))}


@router.get("/orgs/{code:org_code}/may-grow", response={200: shape(queries.GrowAnswer), **NO})
def may_grow(request: Request, org_code: Org, plot: Text, crop: Text, storey: Text = "") -> Any:
    """May this grow here? Nothing is recorded."""
    asked: dict[str, Any] = {"plot": plot, "crop": crop, "storey": storey}
    return plain(queries.may_grow(who(request), org_code, **asked, on=clock.today()))


@router.get(
    "/orgs/{code:org_code}/plantings/{code:planting_number}",
    response={200: shape(queries.PlantingCard), **NO},
)
def planting(request: Request, org_code: Org, planting_number: Number) -> Any:
    """A planting whole."""
    return plain(queries.planting_card(who(request), org_code, planting_number, on=clock.today()))


@router.post("/orgs/{code:org_code}/plantings/{code:planting_number}/operations", response={200: Ref, **NO})
def operation(request: Request, org_code: Org, planting_number: Number, new: OperationIn) -> Any:
    """Record something done to it."""
    _head(org_code)
    return {"ref": production.record_operation(planting_number, **new.dict(), **_stamp(request))}


@router.post("/orgs/{code:org_code}/plantings/{code:planting_number}/inputs", response={200: Ref, **NO})
def used(request: Request, org_code: Org, planting_number: Number, new: InputIn) -> Any:
    """Record an input used on it."""
    _head(org_code)
    return {"ref": production.record_input(planting_number, **new.dict(), **_stamp(request))}


@router.post("/orgs/{code:org_code}/plantings/{code:planting_number}/inspections", response={200: Ref, **NO})
def inspect(request: Request, org_code: Org, planting_number: Number, new: RoundIn) -> Any:
    """Record a round."""
    _head(org_code)
    return {"ref": production.inspect(planting_number, **new.dict(), **_stamp(request))}


@router.post("/orgs/{code:org_code}/inspections/follow-up", response={200: Ref, **NO})
def follow_up(request: Request, org_code: Org, new: FollowUpIn) -> Any:
    """Record what was done about a finding."""
    _head(org_code)
    return {"ref": production.follow_up("", **new.dict(), **_stamp(request))}


@router.post("/orgs/{code:org_code}/plantings/{code:planting_number}/rectify", response={200: Ref, **NO})
def rectify(request: Request, org_code: Org, planting_number: Number, new: StepIn) -> Any:
    """Record what was done about a planting that must go."""
    _head(org_code)
    return {"ref": production.rectify(planting_number, **new.dict(), **_stamp(request))}


@router.post("/orgs/{code:org_code}/plantings/{code:planting_number}/end", response={200: Ref, **NO})
def end(request: Request, org_code: Org, planting_number: Number, new: PlantingEndingIn) -> Any:
    """Take it out."""
    _head(org_code)
    return {"ref": production.end(planting_number, **new.dict(), **_stamp(request))}


@router.get(
    "/orgs/{code:org_code}/rectifications",
    response={200: list[shape(queries.RectificationRow)], **NO},  # type: ignore[misc]
)
def rectifications(request: Request, org_code: Org, window: Query[Window], open_only: bool = True) -> Any:
    """What must be put right."""
    asked: dict[str, Any] = {"on": clock.today(), "open_only": open_only}
    return [
        plain(row) for row in queries.rectification_page(who(request), org_code, **asked, **window.dict())
    ]


@router.get("/orgs/{code:org_code}/facilities", response={200: list[shape(queries.FacilityRow)], **NO})  # type: ignore[misc]
def facilities(request: Request, org_code: Org) -> Any:
    """Bee houses and works."""
    return [plain(row) for row in queries.facilities(who(request), org_code)]


@router.post("/orgs/{code:org_code}/bee-counts", response={200: Ref, **NO})
def count(request: Request, org_code: Org, new: CountIn) -> Any:
    """Record a count of bees."""
    return {"ref": production.count_bees(org_code, **new.dict(), **_stamp(request))}


@router.get("/orgs/{code:org_code}/nursery-batches", response={200: list[shape(queries.BatchRow)], **NO})  # type: ignore[misc]
def batches(request: Request, org_code: Org, window: Query[Window]) -> Any:
    """The batches of seedlings."""
    return [plain(row) for row in queries.batch_page(who(request), org_code, **window.dict())]
