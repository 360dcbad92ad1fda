"""The writers of pooled resources (统筹资源办理)."""

from dataclasses import asdict, dataclass, replace
from datetime import date

from liancun.base import guards
from liancun.base.acts import act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel import BadInput, DateRange, Problem, Reason, Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Text, Whole, Wrong, _
from liancun.rooms.committee import pooling
from liancun.rooms.committee.models import PooledResource, ResourceEnding, ResourceReturn, ResourceUse
from liancun.rooms.committee.pooling import AMOUNTS, KINDS, MONEY, Taken
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.fields import VILLAGE

CODE = Code(_("资源编号"), most=40, example="ZY-2026-01")
RESOURCE = Choice(_("资源"), "committee.resources", most=40)
QUANTITY = Text(_("数量"), most=20, help=_("人员写人数,设备写台数,资金写元,土地写亩"), example="3")
USE = Whole(_("使用序号"), 1, 2**63 - 1)
FIRST, LAST = Day(_("起")), Day(_("止"), help=_("最后一天;没有说定的不填"))
PURPOSE = Text(_("用于"), most=120)
PAPER = Text(_("依据"), most=60)


@dataclass(frozen=True, kw_only=True)
class Resource:
    """Something that a village pools (一项统筹资源)."""

    code: A[str, CODE]
    village_code: A[str, replace(VILLAGE, label=_("出资源的村"))]
    kind: A[str, Choice(_("类别"), KINDS)]
    title: A[str, Text(_("名称"), most=80)]
    source: A[str, Text(_("来自哪里"), most=80, help=_("如 派出单位、出资单位;本村的不填"))] = ""
    quantity: A[str, QUANTITY]
    start: A[date, FIRST]
    end: A[date | None, LAST] = None
    document: A[str, PAPER]


@dataclass(frozen=True, kw_only=True)
class Use:
    """What a pooled resource is used for (一次使用)."""

    code: A[str, RESOURCE]
    village_code: A[str, replace(VILLAGE, label=_("用在哪个村"))]
    purpose: A[str, PURPOSE]
    quantity: A[str, QUANTITY]
    start: A[date, FIRST]
    end: A[date | None, LAST] = None
    document: A[str, PAPER] = ""


@dataclass(frozen=True, kw_only=True)
class Return:
    """The last day of a use that ended early (归还)."""

    ended_on: A[date, Day(_("最后一天"))]


@dataclass(frozen=True, kw_only=True)
class Ending:
    """A resource that its village takes back (收回)."""

    code: A[str, RESOURCE]
    ended_on: A[date, Day(_("最后一天"))]
    document: A[str, PAPER]


@offered("committee.pool_resource", title=_("登记统筹资源"), path="resources", command="pool", on="resources")
def pool_resource(org_code: str, given: Resource, *, by: Viewer, on: date) -> str:
    """Put down what a village pools (登记统筹资源); returns its reference."""
    quantity = quantity_of(given.kind, given.quantity)
    _must_be_a_village(given.village_code)
    if given.end is not None and given.end < given.start:
        raise Refusal("committee.pool.backwards", start=str(given.start), end=str(given.end))
    with guards.refusing(), act("committee.pool_resource", org_code, by=by, on=on) as a:
        if PooledResource.objects.filter(org_code=org_code, code=given.code).exists():
            raise Refusal("committee.pool.code_taken", number=given.code)
        said = asdict(given) | {"quantity": quantity}
        village = said.pop("village_code")
        a.add(PooledResource, **said, **a.stamp(village))
        a.ref = f"resource:{org_code}/{given.code}"
    return a.ref


@offered(
    "committee.use_resource", title=_("登记使用"), path="resource-uses", command="use", on="resource_uses"
)
def use_resource(org_code: str, given: Use, *, by: Viewer, on: date) -> str:
    """Put down what a pooled resource is used for; never beyond what is there, nor outside its days."""
    _must_be_a_village(given.village_code)
    with guards.refusing(), act("committee.use_resource", org_code, by=by, on=on) as a:
        row, there = _resource(org_code, given.code)
        asked = Taken(quantity_of(row.kind, given.quantity), DateRange(given.start, given.end))
        _refuse(pooling.use_fault(row.kind, there, _uses(row), asked), row)
        made = a.add(
            ResourceUse,
            resource=row,
            purpose=given.purpose,
            quantity=asked.quantity,
            start=given.start,
            end=given.end,
            document=given.document,
            **a.stamp(given.village_code),
        )
        a.ref = f"resource_use:{made.pk}"
    return a.ref


@offered(
    "committee.return_resource",
    title=_("登记归还"),
    done=_("已归还"),
    path="resource-uses/{use_id}/return",
    command="return",
    of="resource_use",
    permit="committee.use_resource",
)
def return_resource(use_id: A[int, USE], given: Return, *, by: Viewer, on: date) -> str:
    """End a use before its day (提前归还); what is given out as money does not come back."""
    use = ResourceUse.objects.select_related("resource").filter(pk=use_id).first()
    if use is None or not by.sees(use.org_code, use.village_code):
        raise Refusal("viewer.not_found")
    with (
        guards.refusing(),
        act("committee.return_resource", use.org_code, by=by, on=on, permit="committee.use_resource") as a,
    ):
        if use.resource.kind == MONEY:
            raise Refusal("committee.pool.money_is_spent")
        _refuse(pooling.return_fault(_days_of(use), given.ended_on, on), use.resource)
        a.add(ResourceReturn, use=use, ended_on=given.ended_on, **a.stamp(use.village_code))
        a.ref = f"resource_use:{use.pk}"
    return a.ref


@offered(
    "committee.take_back",
    title=_("收回统筹资源"),
    ask=_("收回以后不能再用。确定吗?"),
    path="resources/take-back",
    command="take-back",
    on="resources",
    permit="committee.pool_resource",
)
def take_back(org_code: str, given: Ending, *, by: Viewer, on: date) -> str:
    """End a resource's time in the pool (收回), once nothing uses it beyond that day."""
    with (
        guards.refusing(),
        act("committee.take_back", org_code, by=by, on=on, permit="committee.pool_resource") as a,
    ):
        row, there = _resource(org_code, given.code)
        uses = () if row.kind == MONEY else _uses(row)
        _refuse(pooling.ending_fault(there.days, uses, given.ended_on, on), row)
        a.add(
            ResourceEnding,
            resource=row,
            ended_on=given.ended_on,
            document=given.document,
            **a.stamp(row.village_code),
        )
        a.ref = f"resource:{org_code}/{given.code}"
    return a.ref


def quantity_of(kind: str, text: str) -> int:
    """A quantity in the unit of its kind. Raises BadInput."""
    field = replace(dict(AMOUNTS)[kind], least=1)
    try:
        return field.read(text)
    except Wrong as wrong:
        raise BadInput([Problem.of(wrong.code, column="quantity", **wrong.params)]) from None


def _refuse(fault: Reason | None, row: PooledResource) -> None:
    """Amounts of a refusal are worded in the unit of their kind."""
    if fault is None:
        return
    params = dict(fault.params)
    for name in ("there", "free", "asked"):
        if name in params:
            field = dict(AMOUNTS)[row.kind]
            params[name] = field.text(params[name])  # type: ignore[arg-type]
    raise Refusal(fault.code, fault.clause, **params)


def _must_be_a_village(code: str) -> None:
    if code not in registry.villages_known([code]):
        raise Refusal("registry.no_such_village", value=code)


def _resource(org_code: str, code: str) -> tuple[PooledResource, Taken]:
    """A resource and what is there of it, its ending taken in."""
    row = PooledResource.objects.filter(org_code=org_code, code=code).first()
    if row is None:
        raise Refusal("committee.pool.no_such_resource", number=code)
    ended = ResourceEnding.objects.filter(resource=row).values_list("ended_on", flat=True).first()
    return row, Taken(row.quantity, DateRange(row.start, ended or row.end))


def _days_of(use: ResourceUse) -> DateRange:
    ended = ResourceReturn.objects.filter(use=use).values_list("ended_on", flat=True).first()
    return DateRange(use.start, ended or use.end)


def _uses(row: PooledResource) -> tuple[Taken, ...]:
    """What is taken of a resource, early returns taken in."""
    ended = dict(ResourceReturn.objects.filter(use__resource=row).values_list("use", "ended_on"))
    found = ResourceUse.objects.filter(resource=row).values_list("pk", "quantity", "start", "end")
    return tuple(
        Taken(quantity, DateRange(start, ended.get(pk) or end)) for pk, quantity, start, end in found
    )
