"""What the fee and the grid workers' pay begin with (积分的齐备)."""

from datetime import date

from django.db.models import Count, Max

from liancun.base.readiness import Found, Stock
from liancun.rooms.points.models import MonthScore, OpeningTier

VILLAGE = ("village_collective",)


def _scores(org_code: str, first: date, last: date) -> Found:
    """The household-months with a score or a state; what corrects one counts with it."""
    rows = MonthScore.objects.filter(
        org_code=org_code, month__gte=f"{first:%Y-%m}", month__lte=f"{last:%Y-%m}", revision=0
    )
    told = rows.aggregate(count=Count("pk"), last=Max("month"))
    return Found(told["count"], date.fromisoformat(f"{told['last']}-01") if told["last"] else None)


def _tiers(org_code: str, first: date, last: date) -> Found:
    rows = OpeningTier.objects.filter(org_code=org_code, year__gte=first.year, year__lte=last.year)
    told = rows.aggregate(count=Count("pk"), last=Max("year"))
    return Found(told["count"], date(told["last"], 12, 31) if told["last"] else None)


def _judged(org_code: str, first: date, last: date) -> Found:
    """What a year's fee is judged by: its months, or the tier brought over from before the software."""
    scores, tiers = _scores(org_code, first, last), _tiers(org_code, first, last)
    return Found(scores.count + tiers.count, max(filter(None, (scores.last, tiers.last)), default=None))


STOCKS = (
    Stock("points.tiers", VILLAGE, _tiers, "opening_tiers"),
    Stock("points.scores", VILLAGE, _scores, "scores"),
    Stock("points.judged", VILLAGE, _judged, "scores", told=False),
)
