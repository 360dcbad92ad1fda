"""The year's end of a cooperative (年终决算): steps, figures, closing, shares out of surplus."""

from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from liancun.base import clock
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Org, Sentence, Year, shape
from liancun.faces.request import Request
from liancun.kernel import BadInput, Problem
from liancun.kernel.quantities import parse_share
from liancun.rooms.registry.queries import ResolutionRow
from liancun.rooms.surplus import actions, queries

router = Router(tags=["surplus"])


class YearEnd(Schema):
    """How far a year's end is: `next` the first step not done, `refused` why there is nothing to divide."""

    next: str
    run: str
    steps: list[shape(queries.StepDesk)]  # type: ignore[valid-type]
    figures: shape(queries.YearFigures) | None  # type: ignore[valid-type]
    refused: Sentence | None
    resolutions: list[shape(ResolutionRow)]  # type: ignore[valid-type]


class Closed(Schema):
    """The number of the run that was drafted."""

    run: int


class Share(Schema):
    """How much of each line: "50%" or "1/2"."""

    share: Annotated[str, Field(min_length=1, max_length=20)] = "100%"


@router.get("/orgs/{code:org_code}/surplus/{year}", response={200: YearEnd, **NO})
def year_end(request: Request, org_code: Org, year: Year) -> Any:
    """The checklist of a year, whose step is next, and both readings of what there is to divide."""
    desk = queries.year_desk(who(request), org_code, year)
    return plain(
        {
            "next": desk.year_end.next_step,
            "run": desk.year_end.run_ref,
            "steps": desk.steps,
            "figures": desk.figures,
            "refused": desk.refused,
            "resolutions": desk.resolutions,
        }
    )


@router.post("/orgs/{code:org_code}/surplus/{year}/close", response={200: Closed, **NO})
def close(request: Request, org_code: Org, year: Year) -> Any:
    """Carry the result, close the months, draft the distribution: as far as it goes."""
    run = actions.close_cooperative_year(org_code, year, by=who(request), on=clock.today())
    return {"run": run}


@router.post("/orgs/{code:org_code}/surplus/{year}/turn", response={200: shape(actions.Turned), **NO})
def turn(request: Request, org_code: Org, year: Year, how: Share) -> Any:
    """Turn what is still owed into contribution, by the assembly's vote."""
    try:
        share = parse_share(how.share)
    except ValueError:
        raise BadInput([Problem.of("surplus.no_share", column="body.share", value=how.share)]) from None
    done = actions.turn_into_contribution(org_code, year, share=share, by=who(request), on=clock.today())
    return plain(done)
