"""The year's tier and the next year's refuse fee (年底等次与次年清运费)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, Final, Literal

from liancun.kernel import Period, Reason, Refusal, allocate, half_up
from liancun.kernel.digest import LATER
from liancun.kernel.fields import A, Choice, Code, Flag, Many, Rows, Share, Text, Whole, Word, Yuan, _
from liancun.kernel.rulings import EntryLine, FactLine, FactSheet, Line, Ruling
from liancun.rooms.points.rules.scoring import STATES
from liancun.rooms.registry.fields import EVERY_STANDING

MONTHS_IN_YEAR: Final = 12
NOT_HERE: Final = frozenset({"away", "vacant"})
State = Literal["scored", "away", "vacant", "exempt"]
UNSCORED_PAYS = (("flat", _("按外出空置户")), ("free", _("不收")))
PER = (("household", _("按户")), ("person", _("按人")))
STACKING = (("best", _("只减最多的一项")), ("all", _("各项相加")))
COMMON_YEAR: Final = 2001
"""A year without a 29 February: what falls due falls due in every year."""


@dataclass(frozen=True)
class Tier:
    """One tier (等次): reach the line, pay the fee. The line is for a full year."""

    name: A[str, Word(_("等次"))]
    points_min: A[int, Whole(_("全年分数线"), of=_("分"))]
    fee_fen: A[int, Yuan(_("费用"))]


@dataclass(frozen=True)
class Discount:
    """What is taken off for a standing of the registry (优惠): a share of the fee, or an amount of it."""

    standing: A[str, Choice(_("身份"), "registry.standings")]
    rate: A[Fraction, Share(_("减免比例"))] = Fraction(0)
    amount_fen: A[int, Yuan(_("减免"))] = 0

    @property
    def sound(self) -> bool:
        """Whether it says one of the two, within the fee."""
        return 0 <= self.rate <= 1 and self.amount_fen >= 0 and (self.rate > 0) != (self.amount_fen > 0)

    def off(self, fee_fen: int) -> Fraction:
        """What it takes off a fee, never more than the whole."""
        return min(Fraction(fee_fen), fee_fen * self.rate + self.amount_fen)


@dataclass(frozen=True)
class Instalment:
    """A part of the fee and the day of the year billed by which it is due (一期)."""

    share: A[Fraction, Share(_("比例"))]
    month: A[int, Whole(_("期限"), of=_("月"))]
    day: A[int, Whole("", of=_("日"))]

    @property
    def sound(self) -> bool:
        """Whether it is a part, due on a day that every year has."""
        try:
            return self.share > 0 and bool(date(COMMON_YEAR, self.month, self.day))
        except ValueError:
            return False


@dataclass(frozen=True)
class RefuseFee:
    """What a year's points cost in refuse fee (清运费办法).

    `away_months_min`: months away or vacant, of twelve, from which the flat fee stands for a tier; shrunk, as
    the lines are, for a household that lived here a part of the year. `exempt_points`: what an exempt month
    counts, nothing (None) leaves it out. `unscored`: what a household pays of whose months none counts.

    What a village need not have: the fee of a tier for each person of a household (`per`; the flat fee stays
    the household's); discounts by standing, the greatest or all of them (`stacking`); instalments.
    """

    DECISION: ClassVar[str] = "points/refuse_fee"

    clause: str
    tiers: A[tuple[Tier, ...], Rows(_("等次表"))]
    flat_fee_fen: A[int, Yuan(_("外出空置户的费用"))]
    away_months_min: A[int, Whole(_("外出空置不评,满"), of=_("个月"))]
    exempt_points: A[int | None, Whole(_("免评月份计"), of=_("分"))]
    unscored: A[Literal["flat", "free"], Choice(_("全年没有评分的"), UNSCORED_PAYS)]
    member_account: A[str, Code(_("成员户科目"))]
    other_account: A[str, Code(_("其他户科目"))]
    due_account: A[str, Code(_("应付科目"))]
    per: A[Literal["household", "person"], Choice(_("按什么收"), PER)] = "household"
    discounts: A[tuple[Discount, ...], Rows(_("优惠"))] = ()
    stacking: A[Literal["best", "all"], Choice(_("几项优惠"), STACKING)] = "best"
    instalments: A[tuple[Instalment, ...], Rows(_("分期"))] = ()

    def __post_init__(self) -> None:
        lines = [tier.points_min for tier in self.tiers]
        if not lines or lines[-1] != 0:
            raise Refusal("points.tiers.gap_below", self.clause, lowest=lines[-1] if lines else -1)
        if any(lower >= upper for upper, lower in pairwise(lines)):
            raise Refusal("points.tiers.not_falling", self.clause, lines=tuple(lines))
        if len({tier.name for tier in self.tiers}) < len(self.tiers):
            raise Refusal("points.tiers.same_name", self.clause)
        if min(self.flat_fee_fen, *(tier.fee_fen for tier in self.tiers)) < 0:
            raise Refusal("points.tiers.negative_fee", self.clause)
        for better, worse in pairwise(self.tiers):
            if better.fee_fen > worse.fee_fen:
                raise Refusal("points.tiers.dearer", self.clause, better=better.name, worse=worse.name)
        if not 1 <= self.away_months_min <= MONTHS_IN_YEAR:
            raise Refusal("points.tiers.months", self.clause, months=self.away_months_min)
        named = [each.standing for each in self.discounts]
        unknown = [each for each in named if each not in dict(EVERY_STANDING)]
        if unknown:
            known = tuple(code for code, _word in EVERY_STANDING)
            raise Refusal("points.fee.no_such_standing", self.clause, standing=unknown[0], known=known)
        if not all(each.sound for each in self.discounts) or len(set(named)) < len(named):
            raise Refusal("points.fee.discounts", self.clause)
        days = [(each.month, each.day) for each in self.instalments]
        whole = sum((each.share for each in self.instalments), Fraction(0)) == 1
        rising = all(early < late for early, late in pairwise(days))
        if days and not (whole and rising and all(each.sound for each in self.instalments)):
            raise Refusal("points.fee.instalments", self.clause)


@dataclass(frozen=True)
class MonthFact:
    """One month of a household as the rule sees it (月)."""

    month: A[int, Whole(_("月"))]
    state: A[State, Choice(_("状态"), STATES)]
    base: A[int, Whole(_("基础分"))] = 0
    bonus: A[int, Whole(_("奖励分"))] = 0


@dataclass(frozen=True)
class Heads:
    """So many of a household's people, alike in the standings that the fee asks for (人口)."""

    number: A[int, Whole(_("人数"), of=_("人"))]
    standings: A[tuple[str, ...], Many(_("身份"), each=Choice("", "registry.standings"))] = ()


@dataclass(frozen=True)
class HouseholdYear:
    """What a household's fee rests on (户年): its months here, or a tier brought over, or an unlived house.

    A month it lived elsewhere is not among its months: who came in July has six.

    `member` says which account takes the bill; `exemption` is the document that frees it of the fee.
    `standings` of the household on the year's last day, where the charter has discounts; `people` where it
    bills by them.
    """

    months: A[tuple[MonthFact, ...], Rows(_("各月评分"))] = ()
    opening_tier: A[str, Word(_("期初等次"))] = ""
    unlived: A[str, Choice(_("外出、空置"), STATES)] = ""
    exemption: A[str, Text(_("免缴文件"))] = ""
    member: A[bool, Flag(_("集体成员"))] = True
    standings: A[tuple[str, ...], Many(_("身份"), each=Choice("", "registry.standings"))] = field(
        default=(), metadata=LATER
    )
    people: A[tuple[Heads, ...], Rows(_("人口"))] = field(default=(), metadata=LATER)


@dataclass(frozen=True)
class Nothing:
    """A tariff divides no total."""


def refuse_fee(sheet: FactSheet[HouseholdYear, Nothing], charter: RefuseFee) -> Ruling:
    """Next year's refuse fee of every household of a village."""
    return Ruling(tuple(_household_fee(line, charter, sheet.period) for line in sheet.lines))


@dataclass(frozen=True)
class _Fee:
    """What a household's year comes to: a tier's name or '' for none, the fee, and why."""

    tier: str
    fee_fen: int
    reasons: tuple[Reason, ...]
    points: int = 0
    months: int = 0


def _household_fee(line: FactLine[HouseholdYear], charter: RefuseFee, period: str) -> Line:
    year = line.facts
    fee = _fee(year, charter)
    amount_fen, why = _billed(fee, year, charter)
    reasons = (*fee.reasons, *why)
    if year.exemption:
        freed = Reason.of("points.fee_exempt", charter.clause, document=year.exemption, fee_fen=amount_fen)
        amount_fen, reasons = 0, (*reasons, freed)
    return Line(
        line.subject,
        "fee",
        line.payee,
        amount_fen,
        reasons,
        line.village_code,
        payable=amount_fen != 0,
        outcome={
            "tier": fee.tier,
            "points": fee.points,
            "months": fee.months,
            "account": charter.member_account if year.member else charter.other_account,
            **(_falling_due(amount_fen, charter, period) if amount_fen else {}),
        },
    )


def wants_people(year: HouseholdYear, charter: RefuseFee) -> bool:
    """Whether a household's bill waits for its people to be known: billed by the person, by a tier."""
    if charter.per != "person" or year.exemption:
        return False
    try:
        return bool(_fee(year, charter).tier)
    except Refusal:  # a fee that cannot be said lacks something else, which the rule names
        return False


def _billed(fee: _Fee, year: HouseholdYear, charter: RefuseFee) -> tuple[int, tuple[Reason, ...]]:
    """What a household is billed of its fee: for each person, less its discounts; half up, once; and why."""
    clause, fee_fen = charter.clause, fee.fee_fen
    groups: tuple[Heads, ...] = (Heads(1, year.standings),)
    reasons: list[Reason] = []
    by_person = charter.per == "person" and bool(fee.tier)
    if by_person:
        groups = year.people
        number = sum(heads.number for heads in groups)
        if not number and not year.exemption:
            raise Refusal("points.nobody_counted", clause)
        reasons.append(Reason.of("points.by_person", clause, people=number, fee_fen=fee_fen))
    exact = Fraction(0)
    for heads in groups:
        left = Fraction(fee_fen)
        for discount, off in _discounts(heads.standings, fee_fen, charter):
            left -= off
            people = {"people": heads.number} if by_person else {}
            reasons.append(_said(discount, clause, people))
        exact += left * heads.number
    amount_fen = half_up(exact)
    if reasons:
        reasons.append(Reason.of("points.fee_comes_to", clause, amount_fen=amount_fen))
    return amount_fen, tuple(reasons)


def _discounts(
    standings: Sequence[str], fee_fen: int, charter: RefuseFee
) -> Iterator[tuple[Discount, Fraction]]:
    """The discounts that standings bring and what each takes off: the greatest, or all up to the fee."""
    found = [each for each in charter.discounts if each.standing in standings]
    if charter.stacking == "best":
        found = sorted(found, key=lambda each: -each.off(fee_fen))[:1]
    left = Fraction(fee_fen)
    for each in found:
        off = min(left, each.off(fee_fen))
        left -= off
        if off:
            yield each, off


def _said(discount: Discount, clause: str, people: dict[str, int]) -> Reason:
    """A discount in words: by its rate or its amount, of a household or of so many people."""
    of = "people" if people else "household"
    if discount.amount_fen:
        return Reason.of(
            f"points.less_amount_{of}",
            clause,
            standing=discount.standing,
            off_fen=discount.amount_fen,
            **people,
        )
    share = f"{discount.rate.numerator}/{discount.rate.denominator}"
    return Reason.of(f"points.less_share_{of}", clause, standing=discount.standing, share=share, **people)


def _falling_due(
    amount_fen: int, charter: RefuseFee, period: str
) -> dict[str, tuple[str, ...] | tuple[int, ...]]:
    """By which day of the year billed how much is due: together the fee, a fen left over to the earlier day.

    Nothing where the fee is due at once.
    """
    if not charter.instalments:
        return {}
    year = Period.parse(period).year + 1
    shares = {str(date(year, each.month, each.day)): each.share for each in charter.instalments}
    parts = {day: fen for day, fen in allocate(amount_fen, shares).items() if fen}
    return {"due_days": tuple(parts), "due_fen": tuple(parts.values())}


def _fee(year: HouseholdYear, charter: RefuseFee) -> _Fee:
    """The fee by what the year was: not lived here, a tier brought over, away too long, or its points."""
    clause, flat_fen = charter.clause, charter.flat_fee_fen
    if year.unlived:
        why = Reason.of("points.flat_unlived", clause, state=year.unlived, fee_fen=flat_fen)
        return _Fee("", flat_fen, (why,))
    if year.opening_tier:
        return _brought(year.opening_tier, charter)
    numbers = {month.month for month in year.months}
    if not numbers or len(numbers) < len(year.months) or not numbers <= set(range(1, MONTHS_IN_YEAR + 1)):
        raise Refusal("points.months_wrong", clause)
    away = sum(month.state in NOT_HERE for month in year.months)
    if away * MONTHS_IN_YEAR >= charter.away_months_min * len(year.months):
        why = Reason.of("points.flat_away", clause, away=away, months=len(year.months), fee_fen=flat_fen)
        return _Fee("", flat_fen, (why,))
    return _by_points(year, charter)


def _brought(name: str, charter: RefuseFee) -> _Fee:
    """The fee of a tier that was brought over from before the software."""
    tier = next((each for each in charter.tiers if each.name == name), None)
    if tier is None:
        raise Refusal("points.unknown_tier", charter.clause, tier=name)
    why = Reason.of("points.tier_brought", charter.clause, tier=name, fee_fen=tier.fee_fen)
    return _Fee(name, tier.fee_fen, (why,))


def _by_points(year: HouseholdYear, charter: RefuseFee) -> _Fee:
    """The tier that the counted months reach.

    With fewer than twelve the lines shrink by cross multiplication, exact: points x 12 >= line x months.
    """
    clause = charter.clause
    scored = [month.base + month.bonus for month in year.months if month.state == "scored"]
    exempt = [month for month in year.months if month.state == "exempt"]
    counted = scored if charter.exempt_points is None else scored + [charter.exempt_points] * len(exempt)
    months, points = len(counted), sum(counted)
    if not counted:
        fee_fen = charter.flat_fee_fen if charter.unscored == "flat" else 0
        return _Fee("", fee_fen, (Reason.of("points.nothing_counts", clause, fee_fen=fee_fen),))
    tier = next(each for each in charter.tiers if points * MONTHS_IN_YEAR >= each.points_min * months)
    reached = Reason.of(
        "points.tier_reached",
        clause,
        months=months,
        points=points,
        line=tier.points_min,
        tier=tier.name,
        fee_fen=tier.fee_fen,
    )
    reasons = [reached]
    if months != MONTHS_IN_YEAR:
        need = -(-tier.points_min * months // MONTHS_IN_YEAR)
        reasons.append(
            Reason.of("points.line_shrunk", clause, line=tier.points_min, months=months, need=need)
        )
    if exempt and charter.exempt_points is not None:
        worth = charter.exempt_points
        reasons.append(Reason.of("points.exempt_counted", clause, months=len(exempt), points=worth))
    left_out = len(year.months) - months
    if left_out:
        reasons.append(Reason.of("points.months_left_out", clause, months=left_out))
    return _Fee(tier.name, tier.fee_fen, tuple(reasons), points, months)


def refuse_fee_entry(lines: Sequence[Line], charter: RefuseFee) -> tuple[EntryLine, ...]:
    """The bills in the collective's book: receivable from each household, owed on to the haulage."""
    total_fen = sum(line.amount_fen for line in lines)
    bills = [
        moved(str(line.outcome["account"]), line.amount_fen, line.payee) for line in lines if line.amount_fen
    ]
    return (*bills, moved(charter.due_account, -total_fen)) if total_fen else ()


def moved(account: str, amount_fen: int, party: str = "") -> EntryLine:
    """A debit of a positive amount, a credit of a negative one."""
    return EntryLine(account, max(amount_fen, 0), max(-amount_fen, 0), party)


def clears(line: Line) -> str:
    """The account that paying a line clears, as its ruling said."""
    return str(line.outcome["account"])
