"""The writers of plots and of who holds them (地块、承包关系办理)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from liancun.base import guards
from liancun.base.acts import act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange, Refusal
from liancun.kernel.fields import A, Day, Text, _, taken
from liancun.rooms.land import facts, outlines, rules
from liancun.rooms.land.fields import (
    BOUNDARY,
    CLASS,
    CONTRACTED,
    GRADE,
    HOLDER,
    MEASURED,
    OUTLINE,
    PAPER,
    PLOT,
    REGISTERED,
    SLOPE,
    START,
)
from liancun.rooms.land.models import ContractPlot, Plot, PlotRight
from liancun.rooms.registry import facts as registry

UNCHANGED = _("留空不变")
PLOT_COLUMNS = (
    "code",
    "name",
    "land_class",
    "slope_deg",
    "grade",
    "contract_centimu",
    "registered_centimu",
    "measured_centimu",
    "boundary",
    "outline",
)


@dataclass(frozen=True)
class NewPlot:
    """A plot as it is first entered (新地块): its three areas; the outline as "lon lat; lon lat; ..."."""

    code: A[str, PLOT]
    name: A[str, Text(_("地块名称"), most=60)]
    land_class: A[str, CLASS]
    slope_deg: A[int, SLOPE]
    grade: A[str, GRADE]
    contract_centimu: A[int, CONTRACTED]
    registered_centimu: A[int, REGISTERED]
    measured_centimu: A[int, MEASURED]
    boundary: A[str, BOUNDARY]
    start: A[date, START]
    document: A[str, PAPER]
    outline: A[str, OUTLINE] = ""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a plot is from a day on (复测、地类变更); what is left out stays."""

    start: A[date, START]
    measured_centimu: A[int | None, replace(MEASURED, help=UNCHANGED)] = None
    registered_centimu: A[int | None, replace(REGISTERED, help=UNCHANGED)] = None
    land_class: A[str | None, replace(CLASS, help=UNCHANGED)] = None
    slope_deg: A[int | None, replace(SLOPE, help=UNCHANGED)] = None
    document: A[str, PAPER]


@dataclass(frozen=True, kw_only=True)
class Holding:
    """Who holds a plot from a day on, and until when (承包关系): a household, or the collective itself."""

    holder: A[str, HOLDER]
    start: A[date, START]
    end: A[date | None, Day(_("承包期止"), help=_("最后一天"))] = None
    document: A[str, PAPER]


@offered("land.record_plot", title=_("登记地块"), path="plots", command="enter", on="plots")
def record_plot(org_code: str, new: NewPlot, *, by: Viewer, on: date) -> str:
    """Enter a plot of a village (登记地块); `org_code` is its collective. Returns its reference."""
    village = registry.village_of_collective(org_code)
    if not village:
        raise Refusal("land.not_a_collective", org=org_code)
    if not new.document:
        raise Refusal("land.needs_document", plot=new.code)
    if new.start > on:
        raise Refusal("land.measured_in_future", day=str(new.start))
    if new.outline and (wrong := outlines.fault(new.outline)):
        raise Refusal(wrong, plot=new.code)
    with guards.refusing(), act("land.record_plot", org_code, by=by, on=on, village_code=village) as a:
        if Plot.objects.filter(code=new.code).exists():
            raise Refusal("land.plot_exists", plot=new.code)
        values = {each.name: getattr(new, each.name) for each in fields(NewPlot)}
        a.add(Plot, **values, **a.stamp(village))
        a.ref = f"plot:{new.code}"
    return a.ref


@offered(
    "land.grant_right",
    title=_("登记承包方"),
    path="land/plots/{plot_code}/grant",
    command="grant",
    of="plot",
)
def grant_right(plot_code: A[str, PLOT], given: Holding, *, by: Viewer, on: date) -> str:
    """Enter who holds a plot that nobody holds then (登记承包关系); a new term after the old one too."""
    row = _latest_plot(plot_code, by)
    plot, holder, start, end, document = row.code, given.holder, given.start, given.end, given.document
    if not document:
        raise Refusal("land.needs_document", plot=plot)
    if end is not None and end < start:
        raise Refusal("land.no_term", number=plot)
    must_be_holders([holder])
    with (
        guards.refusing(),
        act("land.grant_right", row.org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        hold_plots([plot])
        for right in facts.rights(Watermark.now(facts.watched(row.org_code))).get(plot, ()):
            if rules.common_days(right.days, DateRange(start, end)):
                first = str(right.days.start)
                raise Refusal("land.held_already", plot=plot, holder=right.holder, start=first)
        a.add(
            PlotRight,
            plot=plot,
            holder=holder,
            start=start,
            end=end,
            document=document,
            **a.stamp(row.village_code),
        )
        a.ref = f"plot:{plot}"
        a.params = {"to": holder, "start": str(start)}
    return a.ref


@offered(
    "land.measure_plot",
    title=_("登记复测、地类变更"),
    ask=_("新面积从起日算,原来的一行保留。确定吗?"),
    path="land/plots/{plot_code}/measure",
    command="measure",
    of="plot",
)
def measure_plot(plot_code: A[str, PLOT], given: Measured, *, by: Viewer, on: date) -> str:
    """Enter what a plot is from a day on (复测、地类变更); what is not given stays. Returns its reference."""
    plot = _latest_plot(plot_code, by)
    code, start = plot.code, given.start
    if not given.document:
        raise Refusal("land.needs_document", plot=code)
    if start > on:
        raise Refusal("land.measured_in_future", day=str(start))
    changed = {name: value for name, value in taken(given).items() if value is not None}
    with (
        guards.refusing(),
        act("land.measure_plot", plot.org_code, by=by, on=on, village_code=plot.village_code) as a,
    ):
        hold_plots([code])
        old = _latest_plot(code, by)
        if start < old.start:
            raise Refusal("land.measured_before", plot=code, start=str(old.start))
        kept = {name: getattr(old, name) for name in PLOT_COLUMNS}
        a.add(Plot, **kept | changed, **a.stamp(old.village_code))
        a.ref = f"plot:{code}"
        a.params = {name: str(value) for name, value in changed.items() if name != "document"}
    return a.ref


@offered(
    "land.transfer_right",
    title=_("登记承包方变更(分户、转让)"),
    ask=_("合同随地走:从起日起,合同的钱归新承包方。确定吗?"),
    path="land/plots/{plot_code}/transfer",
    command="transfer",
    of="plot",
)
def transfer_right(plot_code: A[str, PLOT], given: Holding, *, by: Viewer, on: date) -> str:
    """Pass a plot to another holder (分户、转让、继承立户); a live contract stays with the land.

    The new term is never longer than the one before (第三十八条).
    """
    row = _latest_plot(plot_code, by)
    plot, holder, start, end, document = row.code, given.holder, given.start, given.end, given.document
    if not document:
        raise Refusal("land.needs_document", plot=plot)
    must_be_holders([holder])
    with (
        guards.refusing(),
        act("land.transfer_right", row.org_code, by=by, on=on, village_code=row.village_code) as a,
    ):
        hold_plots([plot])
        past = facts.rights(Watermark.now(facts.watched(row.org_code))).get(plot, ())
        standing = rules.holder_on(past, start)
        if standing is None or standing.holder == holder:
            raise Refusal("land.nothing_to_pass", plot=plot, holder=holder)
        last = rules.held_until(past, start)
        if last is not None and (end is None or end > last):
            raise Refusal("land.term_too_long", plot=plot, end=str(end or ""), remaining=str(last))
        after = rules.rights_by_day([*past, rules.Right(plot, holder, DateRange(start, end))])[plot]
        if early := rules.passing_fault(plot, after, given_contracts([plot]).get(plot, ())):
            raise Refusal.saying(early)
        a.add(
            PlotRight,
            plot=plot,
            holder=holder,
            start=start,
            end=end,
            document=document,
            **a.stamp(row.village_code),
        )
        a.ref = f"plot:{plot}"
        a.params = {"from": standing.holder, "to": holder, "start": str(start)}
    return a.ref


def hold_plots(plots: Sequence[str]) -> None:
    """Keep everybody else from writing about these plots until the act is over, whoever's book it is in."""
    list(Plot.objects.filter(code__in=plots).order_by("pk").select_for_update().values_list("pk"))


def given_contracts(plots: Iterable[str]) -> dict[str, list[tuple[str, str, date]]]:
    """Plot -> (number, giver, first day) of every contract over it."""
    found: dict[str, list[tuple[str, str, date]]] = {}
    rows = ContractPlot.objects.filter(plot__among=plots).order_by("pk")
    columns = rows.values_list("plot", "contract__number", "contract__giver", "contract__start")
    for plot, number, giver, start in columns:
        found.setdefault(plot, []).append((number, giver, start))
    return found


def must_be_holders(holders: Sequence[str]) -> None:
    """Refuse a holder that is neither a contracting household nor an organisation."""
    for holder in unknown_holders(holders):
        raise Refusal("land.no_such_holder", holder=holder)


def unknown_holders(holders: Sequence[str]) -> set[str]:
    """Of these, those that no contracting household and no organisation has."""
    wanted = set(holders)
    return registry.unknown_parties({each for each in wanted if each.startswith(rules.COLLECTIVE)}) | (
        {each for each in wanted if not each.startswith(rules.COLLECTIVE)} - registry.contracting_households()
    )


def _latest_plot(code: str, by: Viewer) -> Plot:
    row = Plot.objects.filter(code=code).order_by("-start", "-mark").first()
    if row is None or not by.sees(row.org_code, row.village_code):
        raise Refusal("land.no_such_plot", plot=code)
    return row
