"""What the points rules see (积分事实): up to a watermark, a handful of queries a village."""

from collections.abc import Iterable

from liancun.base import charters
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Refusal
from liancun.kernel.rulings import FactLine, FactSheet, Gap
from liancun.rooms.points.models import FeeExemption, MonthScore, OpeningTier, UnlivedHome
from liancun.rooms.points.rules import HouseholdYear, MonthFact, Nothing, Scoring, WorkerMonth
from liancun.rooms.registry import facts as registry

TOWN = registry.TOWN


def watched(org_code: str) -> Iterable[str]:
    """The village's own scores, and the registry."""
    return (org_code, TOWN)


def village_of(org_code: str) -> str:
    """The village of a collective; refuses an organisation that is none."""
    code = registry.village_of_collective(org_code)
    if not code:
        raise Refusal("points.not_a_village", org=org_code)
    return code


def latest_scores(org_code: str, months: Iterable[str], asof: Watermark) -> dict[tuple[str, str], MonthScore]:
    """(household, month) -> the row that stands."""
    rows = asof.limit(MonthScore.objects.filter(org_code=org_code, month__in=list(months)))
    return {(row.household, row.month): row for row in rows.order_by("mark", "pk").iterator(chunk_size=5_000)}


def refuse_fee_facts(org_code: str, period: Period, asof: Watermark) -> FactSheet[HouseholdYear, Nothing]:
    """Every household that is billed for the year after `period`, with its months or what stands for them.

    A month a living household lived here at its end, with neither score nor state, is a gap.
    """
    village = village_of(org_code)
    year = period.year
    exempt = dict(
        asof.limit(FeeExemption.objects.filter(org_code=org_code, year=year)).values_list(
            "household", "document"
        )
    )
    members = registry.registered_parties(village, period.last_day, asof)
    heads = registry.heads_of(village, asof)
    unlived = dict(
        asof.limit(UnlivedHome.objects.filter(org_code=org_code, year=year)).values_list("household", "state")
    )
    opening = dict(
        asof.limit(OpeningTier.objects.filter(org_code=org_code, year=year)).values_list("household", "tier")
    )
    months, gaps = ({}, ()) if opening else _months(org_code, village, period, asof)
    found: dict[str, HouseholdYear] = {}
    for household in (*months, *opening, *unlived):
        found[household] = HouseholdYear(
            months=months.get(household, ()),
            opening_tier=opening.get(household, ""),
            unlived=unlived.get(household, ""),
            exemption=exempt.get(household, ""),
            member=heads.get(household, "") in members,
        )
    lines = tuple(
        FactLine(household, heads.get(household, ""), found[household], village)
        for household in sorted(found)
    )
    return FactSheet(org_code, str(period), lines, Nothing(), gaps)


def _months(
    org_code: str, village: str, period: Period, asof: Watermark
) -> tuple[dict[str, tuple[MonthFact, ...]], tuple[Gap, ...]]:
    scores = latest_scores(org_code, map(str, period.months), asof)
    workers = {duty.household: duty for duty in registry.grid_duties(village, asof)}
    found: dict[str, list[MonthFact]] = {}
    gaps = []
    for home in registry.living_households(village, asof):
        for month in period.months:
            if not home.days.holds(month.last_day):
                continue
            score = scores.get((home.code, str(month)))
            if score is None:
                duty = workers.get(home.code)
                gaps.append(
                    Gap(
                        home.code,
                        "points.no_score",
                        village,
                        duty.worker if duty else "",
                        (("month", str(month)),),
                    )
                )
                continue
            fact = MonthFact(month.month, score.state, score.base + score.bonus)  # type: ignore[arg-type]
            found.setdefault(home.code, []).append(fact)
    return {code: tuple(months) for code, months in found.items()}, tuple(gaps)


def grid_pay_facts(org_code: str, period: Period, asof: Watermark) -> FactSheet[WorkerMonth, Nothing]:
    """Each grid worker of a village with the households in duty at the month's end."""
    village = village_of(org_code)
    scoring = charters.in_force(Scoring, on=period.last_day, org=org_code)
    last = period.next.first_day.replace(day=scoring.score_by_day)
    scores = latest_scores(org_code, [str(period)], asof)
    first: dict[str, bool] = {}
    rows = asof.limit(MonthScore.objects.filter(org_code=org_code, month=str(period))).order_by("mark", "pk")
    for household, on in rows.values_list("household", "on"):
        first.setdefault(household, on <= last)
    months: dict[str, list[str]] = {}
    for duty in registry.grid_duties(village, asof):
        if duty.days.holds(period.last_day):
            months.setdefault(duty.worker, []).append(duty.household)
    lines = tuple(
        FactLine(
            worker,
            worker,
            WorkerMonth(
                len(homes),
                sum(first.get(home, False) for home in homes),
                sum(scores[home, str(period)].bonus for home in homes if (home, str(period)) in scores),
            ),
            village,
        )
        for worker, homes in sorted(months.items())
    )
    return FactSheet(org_code, str(period), lines, Nothing())
