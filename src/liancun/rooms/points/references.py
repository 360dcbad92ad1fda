"""What a points reference opens (积分来历)."""

from django.db.models import Q

from liancun.base.references import Resolver, Trace, number
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.rooms.points import queries
from liancun.rooms.points.models import MonthScore


def score(viewer: Viewer, key: str) -> Trace:
    """score:ID"""
    row = queries.score(viewer, number(key))
    title = Reason.of("points.score", household=row.household, month=row.month, points=row.base + row.bonus)
    facts = (
        ("state", row.state),
        ("base", row.base),
        ("bonus", row.bonus),
        ("deduction", row.deduction),
        ("entered_on", str(row.on)),
        ("recorded_by", row.by),
    )
    reasons = (Reason.of("points.score_corrects", "", before=row.corrects),) if row.corrects else ()
    return Trace(f"score:{key}", title, facts, reasons, (row.corrects,) if row.corrects else ())


def year(viewer: Viewer, key: str) -> Trace:
    """points:HOUSEHOLD/YEAR"""
    household, _slash, year_text = key.partition("/")
    if not year_text.isdecimal() or len(year_text) != 4:
        raise Refusal("viewer.not_found")
    row = queries.household_year(viewer, household, int(year_text))
    title = Reason.of("points.year", household=household, year=row.year, months=row.scored, points=row.points)
    facts = tuple((month.month, month.base + month.bonus) for month in row.months if month.state)
    return Trace(
        f"points:{key}", title, facts, row.reasons, tuple(month.score for month in row.months if month.score)
    )


def _year_record(word: str, param: str) -> Resolver:
    def resolver(viewer: Viewer, key: str) -> Trace:
        row = queries.year_record(viewer, word, number(key))
        title = Reason.of(f"points.{word}", household=row.household, year=row.year, **{param: row.value})
        return Trace(f"{word}:{key}", title, (("entered_on", str(row.on)), ("recorded_by", row.by)))

    return resolver


def score_names(viewer: Viewer, keys: list[str]) -> dict[str, Reason]:
    """The months that scores are of, and their points."""
    reach = viewer.reach_or(Q(household__in=viewer.households))
    rows = MonthScore.objects.filter(reach, pk__in=[key for key in keys if key.isdecimal()])
    return {
        str(row.pk): Reason.of("name.score", month=row.month, points=row.base + row.bonus)
        if row.state == MonthScore.State.SCORED
        else Reason.of("name.unscored", month=row.month, state=row.state)
        for row in rows
    }


NAMES = {"score": score_names}
RESOLVERS = {
    "score": score,
    "points": year,
    "opening": _year_record("opening", "tier"),
    "unlived": _year_record("unlived", "state"),
    "exemption": _year_record("exemption", "document"),
}
