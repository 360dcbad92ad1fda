"""What may grow where, how much, and when it may be picked (种植的界限与安全间隔期).

土地管理法 第三十七条, 水土保持法 (2010) 第二十条, 森林法 第四十九、五十五条, 退耕还林条例 第六十二条;
农产品质量安全法 (2022) 第二十七条: records of inputs, 第二十九条: the harvest interval.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final, Literal

from liancun.kernel import DateRange, Reason, Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Many, Rows, Whole, Word, _
from liancun.rooms.land.fields import CLASSES
from liancun.rooms.production.fields import STOREY

Storey = Literal["canopy", "under", "bees"]
Nature = Literal["forest_fruit", "dug", "nursery", "bees"]
Verdict = Literal["allow", "document", "block"]

STEEP: Final = "steep"
"""A limit on slope, whatever the class of the land."""

ACCEPTANCE: Final = "验收"
"""The work that says a planting stands as it was ordered."""

SEVERITY: Final[Mapping[str, int]] = {"allow": 0, "document": 1, "block": 2}


NATURE: Final = Choice(
    _("作物性质"),
    (
        ("forest_fruit", _("林果的")),
        ("dug", _("翻动地面的")),
        ("nursery", _("育苗的")),
        ("bees", _("养蜂的")),
    ),
)
VERDICTS: Final = (("document", _("凭批件")), ("block", _("禁止")))
GROUND: Final = Choice(_("地类"), (*CLASSES, ("steep", _("陡坡地"))))


@dataclass(frozen=True)
class Limit:
    """One combination that is blocked or needs a paper (限制). `land` is a class of land, or "steep"."""

    land: A[str, GROUND]
    natures: A[tuple[Nature, ...], Many(_("作物性质"), each=NATURE)]
    verdict: A[Literal["document", "block"], Choice(_("怎么办"), VERDICTS)]
    article: A[str, Word(_("依据"))]


@dataclass(frozen=True)
class LandUseLaw:
    """What the law does not let grow on which land (禁种与须批): `law/production_land`.

    steep_deg   a slope above it is steep (陡坡地)
    """

    clause: str
    steep_deg: A[int, Whole(_("陡坡地的坡度超过"), of=_("度"))]
    limits: A[tuple[Limit, ...], Rows(_("禁种与须批"))]

    DECISION: ClassVar[str] = "law/production_land"


@dataclass(frozen=True)
class Crop:
    """A crop (作物): where it may stand, and what its growing does to the ground."""

    name: A[str, Word(_("作物"))]
    storeys: A[tuple[Storey, ...], Many(_("层次"), each=STOREY)]
    nature: A[Nature, NATURE]


@dataclass(frozen=True)
class CropTerms:
    """The crops and the town's own limits (作物与自定限制): decision `production/crops`.

    picking         words of tasks that take the crop off the field: barred until the harvest interval is over
    existing_before a planting stood before (存量) when it was planted before this day; later ones are new
    """

    clause: str
    law: LandUseLaw
    crops: A[Mapping[str, Crop], Rows(_("作物"), by=Code(_("编码")))]
    limits: A[tuple[Limit, ...], Rows(_("自定限制"))]
    picking: A[tuple[str, ...], Many(_("算采收的农事"), each=Word(_("农事")))]
    existing_before: A[date, Day(_("存量的界线"))]

    DECISION: ClassVar[str] = "production/crops"

    def __post_init__(self) -> None:
        for code, crop in self.crops.items():
            if not crop.storeys:
                raise Refusal("production.charter.crop", self.clause, crop=code)

    def picks(self, task: str) -> bool:
        """Whether a task takes the crop off the field: one of the words stands in it (「采摘李子」)."""
        return any(word in task for word in self.picking)

    def crop_named(self, word: str) -> str:
        """The code of a crop by its code or its name, '' for neither."""
        if word in self.crops:
            return word
        return next((code for code, crop in self.crops.items() if crop.name == word), "")


@dataclass(frozen=True)
class Ground:
    """A plot over some days as the rules see it (地块): its measured area in hundredths of a mu.

    The last one of a plot has an end where the state took it (征收).
    """

    plot: str
    land_class: str
    slope_deg: int
    area_centimu: int
    days: DateRange


@dataclass(frozen=True)
class Grown:
    """A planting that stands on a plot (在种)."""

    number: str
    plot: str
    storey: str
    area_centimu: int
    days: DateRange


@dataclass(frozen=True)
class NewPlanting:
    """A planting as it is handed in (拟登记种植). `existing`: it stood before it was entered."""

    number: str
    plot: str
    storey: str
    crop: str
    area_centimu: int
    days: DateRange
    existing: bool
    plan: str = ""
    plan_due: date | None = None
    document: str = ""


@dataclass(frozen=True)
class Judged:
    """What the limits say of a crop on a plot (判定): the verdict, its article, the clause it is in."""

    verdict: Verdict
    article: str = ""
    clause: str = ""


def judge(ground: Ground, crop: Crop, terms: CropTerms) -> Judged:
    """The strictest limit that the plot and the crop fall under; of equal ones the law's, in its order."""
    found = Judged("allow")
    limits = [(limit, terms.law.clause) for limit in terms.law.limits]
    for limit, clause in (*limits, *((limit, terms.clause) for limit in terms.limits)):
        steep = limit.land == STEEP and ground.slope_deg > terms.law.steep_deg
        falls_under = (steep or limit.land == ground.land_class) and crop.nature in limit.natures
        if falls_under and SEVERITY[limit.verdict] > SEVERITY[found.verdict]:
            found = Judged(limit.verdict, limit.article, clause)
    return found


def planting_faults(
    new: NewPlanting, grounds: Sequence[Ground], others: Iterable[Grown], terms: CropTerms
) -> tuple[Reason, ...]:
    """Everything that keeps a planting from being recorded; nothing where it may be.

    `grounds` is what the plot was over time; `others` what else stands on it.
    """
    crop = terms.crops.get(new.crop)
    if crop is None:
        names = tuple(each.name for each in terms.crops.values())
        return (Reason.of("production.no_such_crop", terms.clause, crop=new.crop, known=names),)
    if not grounds:
        return (Reason.of("production.no_such_plot", plot=new.plot),)
    taken = grounds[-1].days.end
    if taken is not None and new.days.start > taken:
        return (Reason.of("production.land_taken", plot=new.plot, day=str(taken)),)
    faults = []
    if new.days.end is not None and new.days.end < new.days.start:
        faults.append(Reason.of("production.no_days", number=new.number))
    if new.existing and new.days.start >= terms.existing_before:
        faults.append(
            Reason.of("production.not_existing", terms.clause, day=str(new.days.start),
                      before=str(terms.existing_before))
        )  # fmt: skip
    if new.storey not in crop.storeys:
        faults.append(Reason.of("production.wrong_storey", terms.clause, crop=crop.name, storey=new.storey))
    if new.area_centimu <= 0:
        faults.append(Reason.of("production.no_area", number=new.number))
    faults += _room_faults(new, grounds, others)
    faults += _limit_faults(new, crop, grounds, terms)
    return tuple(faults)


def _room_faults(new: NewPlanting, grounds: Sequence[Ground], others: Iterable[Grown]) -> list[Reason]:
    """Whether the storey has room on every day the planting stands."""
    first = min(ground.days.start for ground in grounds)
    if new.days.start < first:
        return [Reason.of("production.before_plot", plot=new.plot, first=str(first))]
    beside = [
        each
        for each in others
        if each.plot == new.plot and each.storey == new.storey and each.number != new.number
    ]
    # Areas and neighbours change only on these days.
    turns = {
        new.days.start,
        *(ground.days.start for ground in grounds),
        *(each.days.start for each in beside),
    }
    for day in sorted(day for day in turns if new.days.holds(day)):
        ground = next((each for each in grounds if each.days.holds(day)), None)
        has = ground.area_centimu if ground else 0
        taken = sum(each.area_centimu for each in beside if each.days.holds(day))
        if new.area_centimu > has:
            return [
                Reason.of(
                    "production.outside_plot", plot=new.plot, area_centimu=new.area_centimu,
                    plot_centimu=has,
                )
            ]  # fmt: skip
        if taken + new.area_centimu > has:
            return [
                Reason.of(
                    "production.storey_full", plot=new.plot, storey=new.storey,
                    taken_centimu=taken, area_centimu=new.area_centimu, plot_centimu=has,
                    other=next(each.number for each in beside if each.days.holds(day)),
                )
            ]  # fmt: skip
    return []


def _limit_faults(new: NewPlanting, crop: Crop, grounds: Sequence[Ground], terms: CropTerms) -> list[Reason]:
    judged = judge(ground_on(grounds, new.days.start), crop, terms)
    if not _offends(new, judged):
        return []
    known = {"plot": new.plot, "crop": crop.name, "article": judged.article}
    if new.existing:
        planned = new.plan and new.plan_due
        return [] if planned else [Reason.of("production.needs_plan", judged.clause, **known)]
    code = "production.blocked" if judged.verdict == "block" else "production.needs_document"
    return [Reason.of(code, judged.clause, **known)]


def _offends(new: NewPlanting, judged: Judged) -> bool:
    """Whether a planting stands where none may, or without the paper it needs."""
    return judged.verdict == "block" or (judged.verdict == "document" and not new.document)


def ground_on(grounds: Sequence[Ground], day: date) -> Ground:
    """What the plot is on a day, or first was after it."""
    standing = [each for each in grounds if each.days.start <= day]
    return standing[-1] if standing else grounds[0]


def needs_rectification(new: NewPlanting, grounds: Sequence[Ground], terms: CropTerms) -> Judged | None:
    """The limit an existing planting offends, to be put right by its plan; None where it offends none."""
    judged = judge(ground_on(grounds, new.days.start), terms.crops[new.crop], terms)
    return judged if _offends(new, judged) else None


def safe_from(used_on: date, interval_days: int) -> date:
    """The first day on which may be picked after an input was used (安全间隔期满)."""
    return used_on + timedelta(days=interval_days)


def blocked_until(uses: Iterable[tuple[date, int]], day: date) -> date | None:
    """Until when picking is barred on a day by inputs used before it; None where it is not."""
    ends = [safe_from(used_on, interval) for used_on, interval in uses if used_on <= day]
    latest = max(ends, default=day)
    return latest if latest > day else None


def picking_fault(task: str, uses: Iterable[tuple[date, int]], day: date, terms: CropTerms) -> Reason | None:
    """Why the crop may not be taken off the field on a day: an input's harvest interval is not over."""
    until = blocked_until(uses, day) if terms.picks(task) else None
    if until is None:
        return None
    return Reason.of("production.too_early_to_pick", terms.law.clause, day=str(day), until=str(until))


CHARTERS = (LandUseLaw, CropTerms)
