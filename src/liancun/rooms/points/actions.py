"""The writers of points (评分). Many rows come by workbook; these are the sheet and the single act."""

from collections.abc import Mapping
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import act
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import BadInput, Period, Problem, Refusal
from liancun.rooms.points import facts
from liancun.rooms.points.models import MonthScore
from liancun.rooms.points.rules import MonthMark, Scoring, month_faults
from liancun.rooms.registry import facts as registry


def score_month(
    org_code: str, month: str, marks: Mapping[str, MonthMark], *, by: Viewer, on: date, correct: bool = False
) -> int:
    """Score households of a village for a month (评分表): one sheet, all or nothing. Returns how many.

    A grid worker scores the households in their duty, the village's accountant and secretary any. A
    household that has a row already is refused unless `correct`, which appends a correcting row.
    """
    period = _month(month, on)
    village = facts.village_of(org_code)
    asof = Watermark.now(facts.watched(org_code))
    homes = {home.code: home for home in registry.living_households(village, asof)}
    known = facts.latest_scores(org_code, [month], asof)
    own = {duty.household for duty in registry.grid_duties(village, asof) if duty.worker == by.party}
    any_home = by.name == "system" or any(
        post.kind in ("accountant", "secretary") and post.org_code == org_code for post in by.posts
    )
    charter = charters.in_force(Scoring, on=period.last_day, org=org_code)
    problems = []
    for household, mark in marks.items():
        home = homes.get(household)
        if home is None or not (any_home or household in own):
            problems.append(Problem.of("points.not_your_household", column=household))
        elif not home.days.holds(period.last_day):
            problems.append(Problem.of("points.not_living_here", column=household, month=month))
        elif ((household, month) in known) != correct:
            code = "points.nothing_to_correct" if correct else "points.scored_already"
            problems.append(Problem.of(code, column=household, month=month))
        else:
            problems += [
                Problem(fault.code, column=household, params=fault.params)
                for fault in month_faults(mark, charter)
            ]
    if problems:
        raise BadInput(problems)
    verb = "points.correct_score" if correct else "points.score_month"
    with guards.refusing(), act(verb, org_code, by=by, on=on, village_code=village) as a:
        if a.mark != dict(asof.marks)[org_code] + 1:
            fresh = facts.latest_scores(org_code, [month], Watermark.now([org_code, facts.TOWN]))
            if any(((household, month) in fresh) != correct for household in marks):
                raise Refusal("points.scored_meanwhile", month=month)
        bulk.insert(
            MonthScore,
            [
                MonthScore(
                    household=household,
                    month=month,
                    state=mark.state,
                    base=mark.base,
                    bonus=mark.bonus,
                    deduction=mark.deduction,
                    proof=mark.proof,
                    correction=correct,
                    **a.stamp(village),
                )
                for household, mark in marks.items()
            ],
        )
        a.ref = f"scores:{org_code}/{month}"
        a.params = {"rows": len(marks)}
    return len(marks)


def _month(text: str, on: date) -> Period:
    try:
        period = Period.parse(text)
    except ValueError:
        raise Refusal("points.no_such_month", month=text[:20]) from None
    if not period.month:
        raise Refusal("points.no_such_month", month=text)
    if period.first_day > on:
        raise Refusal("points.month_ahead", month=text)
    return period
