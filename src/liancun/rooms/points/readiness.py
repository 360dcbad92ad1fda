"""What the fee and the grid workers' pay begin with (积分的齐备)."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Max

from liancun.base.readiness import NONE, Found, Founds, Stock
from liancun.base.request_cache import once
from liancun.rooms.points.models import MonthScore, OpeningTier

VILLAGE = ("village_collective",)


@once
def _scored(orgs: tuple[str, ...], first: date, last: date) -> Founds:
    rows = MonthScore.objects.filter(
        org_code__in=orgs, month__gte=f"{first:%Y-%m}", month__lte=f"{last:%Y-%m}", revision=0
    )
    told = rows.order_by().values_list("org_code").annotate(count=Count("pk"), last=Max("month"))
    return {org: Found(count, date.fromisoformat(f"{month}-01")) for org, count, month in told}


def _scores(orgs: Collection[str], first: date, last: date) -> Founds:
    """The household-months with a score or a state; what corrects one counts with it."""
    return _scored(tuple(orgs), first, last)


@once
def _brought(orgs: tuple[str, ...], first: date, last: date) -> Founds:
    rows = OpeningTier.objects.filter(org_code__in=orgs, year__gte=first.year, year__lte=last.year)
    told = rows.order_by().values_list("org_code").annotate(count=Count("pk"), last=Max("year"))
    return {org: Found(count, date(year, 12, 31)) for org, count, year in told}


def _tiers(orgs: Collection[str], first: date, last: date) -> Founds:
    return _brought(tuple(orgs), first, last)


def _judged(orgs: Collection[str], first: date, last: date) -> Founds:
    """What a year's fee is judged by: its months, or the tier brought over from before the software."""
    scores, tiers = _scores(orgs, first, last), _tiers(orgs, first, last)
    both = {org: (scores.get(org, NONE), tiers.get(org, NONE)) for org in {*scores, *tiers}}
    return {
        org: Found(one.count + two.count, max(filter(None, (one.last, two.last)), default=None))
        for org, (one, two) in both.items()
    }


STOCKS = (
    Stock("points.tiers", VILLAGE, _tiers, "opening_tiers"),
    Stock("points.scores", VILLAGE, _scores, "scores"),
    Stock("points.judged", VILLAGE, _judged, "scores", told=False),
)
