"""The year's end of a cooperative (年终决算): steps, figures, resolutions."""

from typing import Any

from ninja import Router, Schema

from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Org, Sentence, Year, shape
from liancun.faces.request import Request
from liancun.rooms.registry.queries import ResolutionRow
from liancun.rooms.surplus import queries

router = Router(tags=["surplus"])


class YearEnd(Schema):
    """How far a year's end is: `next` the first step not done, `refused` why there is nothing to divide."""

    next: str
    run: str
    steps: list[shape(queries.StepDesk)]  # type: ignore[valid-type]
    figures: shape(queries.YearFigures) | None  # type: ignore[valid-type]
    loss: shape(queries.LossFigures) | None  # type: ignore[valid-type]
    refused: Sentence | None
    resolutions: list[shape(ResolutionRow)]  # type: ignore[valid-type]


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
            "loss": desk.loss,
            "refused": desk.refused,
            "resolutions": desk.resolutions,
        }
    )
