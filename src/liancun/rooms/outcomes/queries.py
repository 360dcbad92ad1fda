"""The published figures beside what the records say (成效对照), for a viewer."""

from collections.abc import Mapping
from dataclasses import dataclass

from liancun.base import charters
from liancun.base.page_cache import kept
from liancun.base.viewer import Viewer
from liancun.charter import Published, Report
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Text, Whole, _
from liancun.rooms.outcomes.collectives import CollectiveIncome as CollectiveIncome
from liancun.rooms.outcomes.collectives import OwnIncome as OwnIncome
from liancun.rooms.outcomes.collectives import income_refs as income_refs
from liancun.rooms.outcomes.collectives import own_income as own_income
from liancun.rooms.outcomes.figures import count_all, records_of
from liancun.rooms.outcomes.rules import Counted, Met, judge, with_needs

VERDICTS = (("met", _("达到")), ("not_met", _("未达到")), ("not_computed", _("未计算")))


@dataclass(frozen=True)
class Figure:
    """One figure (一项成效): published, computed, and whether it is met. `computed` None: uncounted.

    `reference` opens the records: `liancun why outcome:households_covered`.
    """

    id: str
    label: str
    label_en: str
    unit: str
    unit_en: str
    published: A[str, Text(_("报道值"))]
    computed: A[str | None, Text(_("算得值"))]
    met: A[
        Met,
        Choice(_("是否达到"), VERDICTS),
    ]
    test: str
    numerator: A[int | None, Whole(_("分子"))]
    denominator: A[int | None, Whole(_("分母"))]
    dates: A[str, Text(_("所指日期"))]
    definition: str
    definition_en: str
    reference: str
    room: str
    faults: Mapping[str, int]
    also: Mapping[str, int]
    money: str = ""


def report() -> Report | None:
    """The published report that this town is compared with; None: with nothing."""
    return charters.town().report


def figures(viewer: Viewer) -> tuple[Figure, ...]:
    """Every figure of the report, in its order; none where there is no report.

    History of poor households shows only to town-wide viewers.
    """
    against = report()
    if against is None:
        return ()
    counted = _counted(against)
    met = with_needs(
        {row.id: judge(row, counted.get(row.id)) for row in against.figures},
        {row.id: row.needs for row in against.figures},
    )
    return tuple(
        _figure(row, counted.get(row.id), met[row.id])
        for row in against.figures
        if viewer.oversees or not row.history
    )


@kept
def _counted(against: Report) -> Mapping[str, Counted]:
    """A page reads the year's records once for a watermark, not for every visitor; all else counts afresh."""
    return count_all(against)


def figure(viewer: Viewer, name: str) -> Figure:
    """One figure by its id."""
    for each in figures(viewer):
        if each.id == name:
            return each
    raise Refusal("viewer.not_found")


def records(viewer: Viewer, name: str, limit: int = 200) -> tuple[str, ...]:
    """References of the records a figure is made of, the first `limit`; none for narrower viewers."""
    found, against = figure(viewer, name), report()
    if against is None or not viewer.oversees:
        return ()
    row = next(each for each in against.figures if each.id == found.id)
    return records_of(against, row, limit)


def _figure(row: Published, counted: Counted | None, met: Met) -> Figure:
    return Figure(
        id=row.id,
        label=row.label,
        label_en=row.label_en,
        unit=row.unit,
        unit_en=row.unit_en,
        published=row.published,
        computed=counted.shown if counted else None,
        met=met,
        test=row.test,
        numerator=counted.numerator if counted else None,
        denominator=counted.denominator if counted else None,
        dates=row.dates,
        definition=row.definition,
        definition_en=row.definition_en,
        reference=f"outcome:{row.id}",
        room=row.room,
        faults=dict(counted.faults) if counted else {},
        also=dict(counted.also) if counted else {},
        money=row.money,
    )
