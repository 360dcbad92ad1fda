"""Points (积分)."""

from typing import Annotated, Any, Literal

from ninja import Query, Router, Schema
from pydantic import Field

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Org, Party, Text
from liancun.faces.api.window import Key, Window
from liancun.faces.request import Request
from liancun.rooms.points import actions, queries
from liancun.rooms.points.rules import MonthMark
from liancun.rooms.registry.queries import TOWN

router = Router(tags=["points"])


Points = Annotated[int, Field(ge=0, le=100)]


class MarkIn(Schema):
    """One household's month: its state, and where it is scored its points."""

    household: Party
    state: Literal["scored", "away", "vacant", "exempt"] = "scored"
    base: Points = 0
    bonus: Points = 0
    deduction: Text = ""
    proof: Text = ""


class ScoresIn(Schema):
    """A month's marks, all or none; with `correct` they set right what stands."""

    month: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
    marks: Annotated[list[MarkIn], Field(min_length=1, max_length=1_000)]
    correct: bool = False


class Scored(Schema):
    """How many households were scored."""

    scored: int


@router.get("/points", response={200: list, **NO})
def month_progress(request: Request, month: str) -> Any:
    """How far each village in reach is with a month."""
    return plain(queries.progress(who(request), TOWN, month=month, on=clock.today()))


@router.get("/points/{code:org_code}", response={200: dict, **NO})
def sheet(request: Request, org_code: str, month: str, window: Query[Window]) -> Any:
    """The month's sheet of a village."""
    found = queries.sheet(
        who(request), org_code, str(queries.month_of(month, clock.today())), on=clock.today(), **window.dict()
    )
    return plain(found)


@router.get("/scores/{score_id}", response={200: dict, **NO})
def score(request: Request, score_id: Key) -> Any:
    """One score."""
    return plain(queries.score(who(request), score_id))


@router.post("/points/{code:org_code}/scores", response={200: Scored, **NO})
def score_month(request: Request, org_code: Org, new: ScoresIn) -> Any:
    """Score households of a village for a month, or correct their rows."""
    marks = {
        each.household: MonthMark(each.state, each.base, each.bonus, each.deduction, each.proof)
        for each in new.marks
    }
    by, on = who(request), clock.today()
    done = actions.score_month(org_code, new.month, marks, by=by, on=on, correct=new.correct)
    return {"scored": done}
