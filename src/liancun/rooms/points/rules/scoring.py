"""How a household's month is scored (每月评分): ten base points, a bonus, or a state instead."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from liancun.kernel import Reason, Refusal
from liancun.kernel.fields import A, Choice, Code, Flag, Many, Rows, Whole, Word, _
from liancun.rooms.registry.fields import POST

STATES: Final = (
    ("scored", _("已评")),
    ("away", _("外出")),
    ("vacant", _("空置")),
    ("exempt", _("免评")),
)
"""What a household's month may be."""
UNSCORED: Final = frozenset({"away", "vacant", "exempt"})


@dataclass(frozen=True)
class Deduction:
    """A clause of the village rules that takes base points away (扣分条款), and how many at most a month."""

    clause: A[str, Code(_("条款号"))]
    name: A[str, Word(_("扣分事项"))]
    points_max: A[int, Whole(_("最多扣"), of=_("分"))]


@dataclass(frozen=True)
class StateTerms:
    """Who may enter a state instead of points, and whether a document must prove it (免评、外出、空置)."""

    set_by: A[tuple[str, ...], Many(_("谁登记"), each=POST)]
    proof: A[bool, Flag(_("要有证明"))]


@dataclass(frozen=True)
class Scoring:
    """How a month is scored (评分办法).

    Points counted by day `score_by_day` of the next month are on time; after `late_days` days from the
    month's end only the posts of `late_by` may still enter a first row.
    """

    DECISION: ClassVar[str] = "points/scoring"

    clause: str
    base_points: A[int, Whole(_("基础分"), of=_("分"))]
    base_can_be_lost: A[bool, Flag(_("基础分可以扣"))]
    bonus_points_min: A[int, Whole(_("奖励分最少"), of=_("分"))]
    bonus_points_max: A[int, Whole(_("奖励分最多"), of=_("分"))]
    zero_bonus: A[bool, Flag(_("能不能给0分"))]
    deductions: A[tuple[Deduction, ...], Rows(_("扣分条款"))]
    states: A[Mapping[str, StateTerms], Rows(_("免评、外出、空置"), by=Choice(_("状态"), STATES))]
    own_duty_only: A[bool, Flag(_("只评自己责任内的户"))]
    score_by_day: A[int, Whole(_("次月几日前登记算按时"), of=_("日"))]
    late_days: A[int, Whole(_("月末后补登不超过"), of=_("天"))]
    late_by: A[tuple[str, ...], Many(_("过后谁能补登"), each=POST)]

    def __post_init__(self) -> None:
        if not 0 <= self.bonus_points_min <= self.bonus_points_max or self.base_points < 0:
            raise Refusal("points.scoring.range", self.clause)
        if not 1 <= self.score_by_day <= 28:
            raise Refusal("points.scoring.day", self.clause, day=self.score_by_day)
        if self.late_days < 0:
            raise Refusal("points.scoring.late", self.clause, days=self.late_days)
        if set(self.states) != UNSCORED:
            raise Refusal("points.scoring.states", self.clause, states=tuple(sorted(UNSCORED)))
        codes = [each.clause for each in self.deductions]
        if len(set(codes)) < len(codes) or any(each.points_max < 1 for each in self.deductions):
            raise Refusal("points.scoring.deductions", self.clause)

    def is_late(self, days_after: int) -> bool:
        """Whether a first row that comes so many days after its month's end is late."""
        return days_after > self.late_days


@dataclass(frozen=True)
class MonthMark:
    """What is to be written for one household and month (一户一月).

    `deduction` is one clause of the village rules, for all that was lost, or several: "CG-1:2/CG-2:1".
    """

    state: str
    base: int = 0
    bonus: int = 0
    deduction: str = ""
    proof: str = ""


def named_losses(text: str, lost: int) -> tuple[tuple[str, int], ...]:
    """The clauses a deduction names and the points each took; ValueError where it cannot be read."""
    if not text:
        return ()
    parts = [part.partition(":") for part in text.split("/")]
    if len(parts) == 1 and not parts[0][1]:
        return ((text, lost),)
    if any(not code or not points.isdecimal() for code, _colon, points in parts):
        raise ValueError(text)
    return tuple((code, int(points)) for code, _colon, points in parts)


def month_faults(
    mark: MonthMark, charter: Scoring, more: Mapping[str, int] | None = None
) -> tuple[Reason, ...]:
    """What the charter does not allow in a month's mark, nothing where all is well.

    `more` are clauses the village added to its rules: code -> the points it may take at most.
    """
    if mark.state != "scored":
        if mark.base or mark.bonus or mark.deduction:
            return (Reason.of("points.unscored_with_points", charter.clause),)
        if charter.states[mark.state].proof and not mark.proof:
            return (Reason.of("points.proof_missing", charter.clause, state=mark.state),)
        return ()
    most = {each.clause: each.points_max for each in charter.deductions} | dict(more or {})
    faults = list(_base_faults(mark, charter, most))
    zero = mark.bonus == 0 and charter.zero_bonus
    if not zero and not charter.bonus_points_min <= mark.bonus <= charter.bonus_points_max:
        faults.append(
            Reason.of(
                "points.bonus_range",
                charter.clause,
                least=charter.bonus_points_min,
                most=charter.bonus_points_max,
                points=mark.bonus,
            )
        )
    return tuple(faults)


def _base_faults(mark: MonthMark, charter: Scoring, most: Mapping[str, int]) -> Iterator[Reason]:
    """Base points: whole unless clauses of the village rules account for every point lost."""
    clause, lost = charter.clause, charter.base_points - mark.base
    if not 0 <= mark.base <= charter.base_points:
        yield Reason.of("points.base_range", clause, most=charter.base_points, points=mark.base)
        return
    if lost and not charter.base_can_be_lost:
        yield Reason.of("points.base_never_lost", clause, base=charter.base_points)
        return
    if not lost or not mark.deduction:
        if lost:
            yield Reason.of("points.deduction_clause", clause, lost=lost)
        elif mark.deduction:
            yield Reason.of("points.deduction_without_loss", clause)
        return
    try:
        named = named_losses(mark.deduction, lost)
    except ValueError:
        yield Reason.of("points.deduction_malformed", clause, deduction=mark.deduction)
        return
    for code, points in named:
        if code not in most:
            yield Reason.of("points.deduction_unknown", clause, item=code, known=tuple(sorted(most)))
        elif not 1 <= points <= most[code]:
            yield Reason.of("points.deduction_too_big", clause, item=code, lost=points, most=most[code])
    if sum(points for _code, points in named) != lost or len(dict(named)) < len(named):
        yield Reason.of("points.deduction_sum", clause, lost=lost)
