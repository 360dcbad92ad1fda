"""What land lies in a viewer's reach (土地查看范围), and the words its rows share.

A village's people see the village's plots and the contracts over them; a cooperative's those of its sections'
and branches' villages, or of their own section's, and what its own contracts are over; who pays sees the
contracts it pays; a household sees its own.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.kernel import DateRange, Refusal
from liancun.rooms.land import rules
from liancun.rooms.land.models import ContractEnding, ContractPlot, LandContract, Plot, PlotRight
from liancun.rooms.registry import queries as registry
from liancun.rooms.registry.facts import village_of_collective

HEAD_KIND = "head_cooperative"


@dataclass(frozen=True)
class Reach:
    """What of the land a viewer sees: as somebody with a post (`staff`), as who pays, as one's own.

    Who sees all by a post is not asked for the own. `keepers` are the cooperatives whose every contract is in
    reach; `signed_by` those whose contracts alone a post shows in its villages, None where it shows any.
    """

    staff: Q | None
    payers: frozenset[str]
    own: frozenset[str]
    keepers: frozenset[str] = frozenset()
    signed_by: frozenset[str] | None = None

    def plots(self, rows: "QuerySet[Plot]") -> "QuerySet[Plot]":
        """The rows of plots in reach."""
        if self.staff == Q():
            return rows
        wanted = Q(code__in=PlotRight.objects.filter(holder__in=self.own).values("plot"))
        if self.keepers:
            kept = ContractPlot.objects.filter(contract__org_code__in=self.keepers)
            wanted |= Q(code__in=kept.values("plot"))
        return rows.filter(wanted | self.staff if self.staff is not None else wanted)

    def contracts(self, rows: "QuerySet[LandContract]") -> "QuerySet[LandContract]":
        """The contracts in reach; a household also sees those that came to it with a plot.

        Who works for cooperatives alone sees theirs, not another's in the same village.
        """
        if self.staff == Q():
            return rows
        held = PlotRight.objects.filter(holder__in=self.own).values("plot")
        here = ContractPlot.objects.filter(plot__in=held).values("contract")
        wanted = Q(giver__in=self.own) | Q(pk__in=here) | Q(payer__in=self.payers)
        wanted |= Q(org_code__in=self.keepers)
        if self.staff is None:
            return rows.filter(wanted)
        by_post = self.staff if self.signed_by is None else self.staff & Q(org_code__in=self.signed_by)
        return rows.filter(wanted | by_post)

    def is_staff_for(self, village_code: str) -> bool:
        """Whether a village's land is in reach by a post."""
        if self.staff is None:
            return False
        return self.staff == Q() or village_code in self.staff.children[0][1]  # type: ignore[index]


def reach_of(viewer: Viewer, *, on: date) -> Reach:
    """The viewer's reach over land on a day."""
    heads = frozenset(post.org_code for post in viewer.posts if post.org_kind == HEAD_KIND)
    staff: Q | None = None
    if viewer.oversees:
        staff = Q()
    elif viewer.village_codes or heads:
        staff = Q(village_code__in=sorted(viewer.village_codes or viewer.work_villages))
    payers = frozenset(rules.COLLECTIVE + org for org in viewer.org_codes)
    own = registry.contracting_of(viewer, on=on) if staff != Q() else frozenset()
    keepers = frozenset() if viewer.village_codes else heads
    alone = bool(heads) and all(post.org_kind == HEAD_KIND for post in viewer.posts)
    return Reach(staff, payers, own, keepers, heads if alone else None)


def must_reach_any(viewer: Viewer, *, on: date) -> Reach:
    """The viewer's reach; refuses, as not found, one who can see no land at all."""
    reach = reach_of(viewer, on=on)
    if reach.staff is None and not reach.own and not viewer.org_codes:
        raise Refusal("viewer.not_found")
    return reach


def of_org(org_code: str) -> "QuerySet[LandContract]":
    """The contracts of an organisation's book; of a village collective those over its village's plots."""
    if village := village_of_collective(org_code):
        return LandContract.objects.filter(village_code=village)
    return LandContract.objects.filter(org_code=org_code)


def sees_any(viewer: Viewer, _org_code: str) -> bool:
    """Whether a viewer sees any land: by a post, as who pays, or the own."""
    return bool(viewer.org_codes or viewer.oversees or registry.contracting_of(viewer, on=clock.today()))


def sees_by_post(viewer: Viewer, _org_code: str) -> bool:
    """Whether a viewer sees land of others by a post."""
    return reach_of(viewer, on=clock.today()).staff is not None


def standing_plots(rows: "QuerySet[Plot]", on: date) -> "QuerySet[Plot]":
    """Each plot as it is on a day: the latest row that had begun."""
    later = Plot.objects.filter(code=OuterRef("code"), start__lte=on).filter(
        Q(start__gt=OuterRef("start"))
        | Q(start=OuterRef("start"), mark__gt=OuterRef("mark"))
        | Q(start=OuterRef("start"), mark=OuterRef("mark"), pk__gt=OuterRef("pk"))
    )
    return rows.filter(start__lte=on).exclude(Exists(later))


def holder_names(viewer: Viewer, holders: Iterable[str]) -> dict[str, str]:
    """Holder or payer code -> name: a household by its head, as the viewer may read it."""
    wanted = set(holders)
    homes = {each for each in wanted if not each.startswith(rules.COLLECTIVE)}
    found = dict(registry.names(viewer, wanted - homes))
    return found | dict(registry.household_names(viewer, homes))


def rights_of(plots: "Collection[str] | QuerySet[Any, Any]") -> dict[str, tuple[rules.Right, ...]]:
    """Plot -> who held it, for some plots alone, or those of a query; what the state took is nobody's from
    the next day on."""
    over = ContractPlot.objects.filter(plot=OuterRef(OuterRef("plot"))).values("contract")
    taken = ContractEnding.objects.filter(reason=rules.EXPROPRIATED, contract__in=over)
    first = taken.filter(ended_on__gte=OuterRef("start")).order_by("ended_on").values("ended_on")[:1]
    rows = PlotRight.objects.filter(plot__in=plots).annotate(last=Subquery(first))
    found: list[rules.Right] = []
    lost: dict[str, list[date]] = {}
    names = ("plot", "holder", "start", "end", "last")
    for plot, holder, start, end, last in rows.order_by("mark", "pk").values_list(*names):
        found.append(rules.Right(plot, holder, DateRange(start, end)))
        if last is not None:
            lost.setdefault(plot, []).append(last)
    return rules.rights_by_day(found, lost)
