"""The writers of the year's end (年终决算办理). The distribution itself is a run of settlement."""

from datetime import date

from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.settlement import actions as settlement
from liancun.rooms.surplus import queries


def close_cooperative_year(org_code: str, year: int, *, by: Viewer, on: date) -> int:
    """Take the year's end as far as the draft (年终决算): carry, close December, draft the distribution.

    Refuses, naming the first thing missing, where deliveries or sales are not in the book yet. What is done
    already is left alone, so that it can be called again. Returns the number of the surplus run.
    """
    for _try in range(4):
        found = queries.year_end(by, org_code, year)
        step = found.next_step
        if step in ("surplus.step_deliveries", "surplus.step_sales"):
            _refuse(found, step)
        if step == "surplus.step_carry":
            ledger.carry_year_end(org_code, year, by=by, on=on)
        elif step == "surplus.step_close":
            _close_months(found, org_code, by, on)
        elif step == "surplus.step_draft":
            return settlement.draft_run("surplus", org_code, str(year), by=by, on=on)
        else:
            return int(found.run_ref.partition(":")[2])
    raise AssertionError("each round finishes a step")


def _refuse(found: queries.YearEnd, step: str) -> None:
    missing = next(each.missing for each in found.steps if each.code == step)
    raise Refusal(missing[0].code, missing[0].clause, **dict(missing[0].params))


def _close_months(found: queries.YearEnd, org_code: str, by: Viewer, on: date) -> None:
    missing = next(each.missing for each in found.steps if each.code == "surplus.step_close")
    months = dict(missing[0].params)["months"]
    assert isinstance(months, tuple)
    for month in months:
        ledger.close_period(org_code, str(month), by=by, on=on)
