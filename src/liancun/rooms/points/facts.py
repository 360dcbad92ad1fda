"""What the points rules see (积分事实): up to a watermark, a handful of queries a village."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet, Value

from liancun.base import charters
from liancun.base.models import Stamped
from liancun.base.versions import newest
from liancun.base.watermark import Watermark
from liancun.kernel import Period, Refusal
from liancun.kernel.rulings import FactLine, FactSheet, Gap
from liancun.rooms.points.fields import SHEET
from liancun.rooms.points.models import FeeExemption, MonthScore, OpeningTier, RuleClause, UnlivedHome
from liancun.rooms.points.rules import (
    Heads,
    HouseholdYear,
    MonthFact,
    Nothing,
    RefuseFee,
    Scoring,
    WorkerMonth,
    wants_people,
)
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.facts.homes import homes_standing
from liancun.rooms.sheets.facts import disputed


def watched(org_code: str) -> Iterable[str]:
    """The village's own scores, and the registry."""
    return (org_code, *registry.owners())


def village_of(org_code: str) -> str:
    """The village of a collective; refuses an organisation that is none."""
    code = registry.village_of_collective(org_code)
    if not code:
        raise Refusal("points.not_a_village", org=org_code)
    return code


def rule_clauses(org_code: str, day: date, asof: Watermark) -> dict[str, int]:
    """The clauses a village added to its rules by a day: code -> the points it may take at most."""
    rows = asof.limit(RuleClause.objects.filter(org_code=org_code, start__lte=day))
    return dict(rows.values_list("code", "points_max"))


def score_rows(org_code: str, months: Iterable[str], asof: Watermark) -> "QuerySet[MonthScore]":
    """Every row of some months at a watermark, the one that stands last."""
    rows = asof.limit(MonthScore.objects.filter(org_code=org_code, month__in=list(months)))
    return rows.order_by("household", "month", "revision")


class Score(NamedTuple):
    """What a row of scores says, and its number."""

    pk: int
    state: str
    base: int
    bonus: int


def latest_scores(org_code: str, months: Iterable[str], asof: Watermark) -> dict[tuple[str, str], Score]:
    """(household, month) -> the row that stands."""
    rows = score_rows(org_code, months, asof).values_list("household", "month", *Score._fields)
    return {(household, month): Score(*said) for household, month, *said in rows.iterator(chunk_size=5_000)}


def worker_on(duties: Iterable[registry.Duty], day: date) -> dict[str, str]:
    """Household -> the grid worker in duty for it on a day."""
    return {duty.household: duty.worker for duty in duties if duty.days.holds(day)}


# --- the year's refuse fee ---------------------------------------------------------------------


def refuse_fee_facts(org_code: str, period: Period, asof: Watermark) -> FactSheet[HouseholdYear, Nothing]:
    """Every household that is billed for the year after `period`, with its months or what stands for them.

    Billed are the living households of the year's last day and the registered ones nobody lived in. A month a
    household lived here at its end, with neither score nor state, is a gap. Who has a tier brought over from
    before the software needs no months. A household of which a month is in dispute waits, alone.
    """
    village, year = village_of(org_code), period.year
    exempt = _of_year(asof, FeeExemption.objects.filter(org_code=org_code, year=year), "document")
    unlived = _of_year(asof, UnlivedHome.objects.filter(org_code=org_code, year=year), "state")
    opening = _of_year(asof, OpeningTier.objects.filter(org_code=org_code, year=year), "tier")
    members = registry.registered_parties(village, period.last_day, asof)
    heads = registry.heads_of(village, asof)
    homes = registry.living_households(village, asof)
    charter = charters.in_force(RefuseFee, on=period.last_day, org=org_code)
    standings, people = billed_by(charter, period.last_day, asof)
    homes = tuple(home for home in homes if home.code not in opening)
    waiting = _waiting(org_code, village, period, homes, asof)
    undecided = {gap.subject for gap in waiting}
    homes = tuple(home for home in homes if home.code not in undecided)
    months, gaps = _months(org_code, village, period, homes, asof)
    if opening:  # the year before the software: who brought no tier lacks that, not twelve months
        gaps = _without_tier(gaps, months)
    billed = {home.code for home in homes if home.days.holds(period.last_day)}
    found = {
        household: HouseholdYear(
            months=months.get(household, ()),
            opening_tier=opening.get(household, ""),
            unlived="" if household in opening else unlived.get(household, ""),
            exemption=exempt.get(household, ""),
            member=heads.get(household, "") in members,
            standings=standings.get(household, ()),
            people=people.get(household, ()),
        )
        for household in sorted({*(months.keys() & billed), *opening, *unlived} - undecided)
    }
    headless = [Gap(each, "points.no_head", village) for each in found if not heads.get(each)]
    lines = tuple(
        FactLine(household, heads.get(household, ""), known, village) for household, known in found.items()
    )
    uncounted = [
        Gap(each, "points.no_people", village)
        for each, known in found.items()
        if not known.people and wants_people(known, charter)
    ]
    return FactSheet(org_code, str(period), lines, Nothing(), (*gaps, *headless, *uncounted), waiting)


def _waiting(
    org_code: str,
    village: str,
    period: Period,
    homes: Iterable[registry.LivingHousehold],
    asof: Watermark,
) -> tuple[Gap, ...]:
    """Each household that is to be billed and has a month in dispute, with the first such month."""
    undecided: dict[str, str] = {}
    for household, month in sorted(disputed(org_code, SHEET, map(str, period.months), asof)):
        undecided.setdefault(household, month)
    return tuple(
        Gap(home.code, "points.in_dispute", village, "", (("month", undecided[home.code]),))
        for home in homes
        if home.code in undecided and home.days.holds(period.last_day)
    )


def billed_by(
    charter: RefuseFee, day: date, asof: Watermark
) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[Heads, ...]]]:
    """Household -> what else its fee rests on by the charter: its standings on a day, and its people."""
    return _standings(charter, day, asof), _people(charter, day, asof)


def _standings(charter: RefuseFee, day: date, asof: Watermark) -> dict[str, tuple[str, ...]]:
    """Household -> the standings of it on a day for which the charter has a discount."""
    found: dict[str, tuple[str, ...]] = {}
    for kind in sorted(each.standing for each in charter.discounts):
        for home in homes_standing([kind], day, asof):
            found[home] = (*found.get(home, ()), kind)
    return found


def _people(charter: RefuseFee, day: date, asof: Watermark) -> dict[str, tuple[Heads, ...]]:
    """Household -> its people on a day by the standings they are counted in; none by household."""
    if charter.per == "household":
        return {}
    held: dict[str, set[str]] = {}
    for step in registry.standing_steps([each.standing for each in charter.discounts], asof):
        if step.started_on <= day and (step.ended_on is None or day <= step.ended_on):
            for party in step.parties:
                held.setdefault(party, set()).add(step.kind)
    alike: dict[str, Counter[tuple[str, ...]]] = {}
    for home, party in registry.household_persons_on(day, asof):
        alike.setdefault(home, Counter())[tuple(sorted(held.get(party, ())))] += 1
    return {
        home: tuple(Heads(number, kinds) for kinds, number in sorted(groups.items()))
        for home, groups in alike.items()
    }


def _of_year(asof: Watermark, rows: "QuerySet[Stamped]", column: str) -> dict[str, str]:
    return dict(asof.limit(rows).values_list("household", column))


def _without_tier(gaps: Iterable[Gap], months: Mapping[str, tuple[MonthFact, ...]]) -> tuple[Gap, ...]:
    """Whoever has no month at all lacks the tier brought over; whoever has some lacks the others."""
    kept = [gap for gap in gaps if gap.subject in months]
    lacking = {gap.subject: gap for gap in gaps if gap.subject not in months}
    return (
        *kept,
        *(
            Gap(each.subject, "points.no_opening_tier", each.village_code, each.who)
            for each in lacking.values()
        ),
    )


def _months(
    org_code: str,
    village: str,
    period: Period,
    homes: Iterable[registry.LivingHousehold],
    asof: Watermark,
) -> tuple[dict[str, tuple[MonthFact, ...]], tuple[Gap, ...]]:
    """The months of each living household, and the ones nobody entered with who should have."""
    scores = latest_scores(org_code, map(str, period.months), asof)
    duties = registry.grid_duties(village, asof)
    workers = {str(month): worker_on(duties, month.last_day) for month in period.months}
    found: dict[str, list[MonthFact]] = {}
    gaps = []
    months = [(month.month, str(month), month.last_day) for month in period.months]
    for home in homes:
        for number, month, last_day in months:
            if not home.days.holds(last_day):
                continue
            score = scores.get((home.code, month))
            if score is None:
                who = workers[month].get(home.code, "")
                gaps.append(Gap(home.code, "points.no_score", village, who, (("month", month),)))
                continue
            fact = MonthFact(number, score.state, score.base, score.bonus)  # type: ignore[arg-type]
            found.setdefault(home.code, []).append(fact)
    return {code: tuple(months) for code, months in found.items()}, tuple(gaps)


def refuse_fee_records(org_code: str, period: Period, asof: Watermark, household: str) -> Iterator[str]:
    """The rows a household's bill rests on."""
    own = {"org_code": org_code, "year": period.year, "household": household}
    words = {"unlived": UnlivedHome, "opening": OpeningTier, "exemption": FeeExemption}
    kinds: Mapping[str, type[Stamped]] = words
    first, *rest = (
        asof.limit(model._default_manager.filter(**own)).order_by().values_list(Value(place), "pk")
        for place, model in enumerate(kinds.values())
    )
    for place, pk in sorted(first.union(*rest, all=True)):
        yield f"{tuple(kinds)[place]}:{pk}"
    rows = score_rows(org_code, map(str, period.months), asof).filter(household=household)
    latest = {row.month: row.pk for row in rows}
    for month in sorted(latest):
        yield f"score:{latest[month]}"


# --- the grid worker's pay ---------------------------------------------------------------------


def grid_pay_facts(org_code: str, period: Period, asof: Watermark) -> FactSheet[WorkerMonth, Nothing]:
    """Each grid worker of a village: households in duty, how many scored on time, and their bonus points.

    On time counts by a household's first row: a later correction of it is not late.
    """
    village = village_of(org_code)
    scoring = charters.in_force(Scoring, on=period.last_day, org=org_code)
    last = period.next.first_day.replace(day=scoring.score_by_day)
    on_time: dict[str, bool] = {}
    bonus: dict[str, int] = {}
    rows = score_rows(org_code, [str(period)], asof).annotate(in_time=Q(on__lte=last))
    for household, in_time, points in rows.values_list("household", "in_time", "bonus"):
        on_time.setdefault(household, in_time)
        bonus[household] = points
    lines = tuple(
        FactLine(
            worker,
            worker,
            WorkerMonth(
                len(homes),
                sum(on_time.get(home, False) for home in homes),
                sum(bonus.get(home, 0) for home in homes),
            ),
            village,
        )
        for worker, homes in sorted(registry.duty_homes(village, period.last_day, asof).items())
    )
    return FactSheet(org_code, str(period), lines, Nothing())


def grid_pay_records(org_code: str, period: Period, asof: Watermark, worker: str) -> Iterator[str]:
    """The rows of the households in a worker's duty."""
    homes = registry.duty_homes(village_of(org_code), period.last_day, asof).get(worker, [])
    scores = latest_scores(org_code, [str(period)], asof)
    for home in homes:
        if (home, str(period)) in scores:
            yield f"score:{scores[home, str(period)].pk}"


# --- for rooms above ---------------------------------------------------------------------------


def final_scores(months: Iterable[str], asof: Watermark) -> "QuerySet[MonthScore]":
    """The rows that stand of some months, of every organisation the watermark names."""
    return newest(asof.limit(MonthScore.objects.filter(month__in=list(months))), "household", "month")


def final_of(org_code: str) -> "QuerySet[MonthScore]":
    """The rows that stand of one organisation, now."""
    return newest(MonthScore.objects.filter(org_code=org_code), "household", "month")
