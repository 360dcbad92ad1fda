"""What a contract over land must say, who holds which plot when, and what it gives (土地经营权流转).

农村土地承包法 (2018): 第三十六条 forms and filing, 第三十八条 the term is at most what remains, 第四十条 the
items of a written contract, 第四十二条 when the giver may end it alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import ClassVar, Final, Literal

from liancun.kernel import DateRange, Reason, Refusal
from liancun.kernel.fields import A, Choice, Many, Rows, Whole, _
from liancun.rooms.land import fields

ITEMS: Final = {
    "use": fields.USE,
    "pay_by": fields.PAY_BY,
    "rights": fields.RIGHTS,
    "compensation": fields.COMPENSATION,
    "breach": fields.BREACH,
    "document": fields.CONTRACT_PAPER,
}
ITEM: Final = Choice(_("条款"), tuple((name, field.label) for name, field in ITEMS.items()))
AREAS: Final = {
    "measured": fields.MEASURED,
    "registered": fields.REGISTERED,
    "contract": fields.CONTRACTED,
}
AREA: Final = Choice(_("按哪种面积付款"), tuple((name, field.label) for name, field in AREAS.items()))
TIERS: Final = (("land", _("第一层(入股、出租)")), ("second", _("第二层(套种)")))

AreaKind = Literal["measured", "registered", "contract"]

FIRST_TIER: Final = "land"
SECOND_TIER: Final = "second"
LEAP_YEAR: Final = 2000
ONE_DAY: Final = timedelta(days=1)
EXPIRED: Final = "expired"
EXPROPRIATED: Final = "expropriated"
COLLECTIVE: Final = "O:"


@dataclass(frozen=True)
class LandLaw:
    """What a written contract must hold, and when it may be ended alone (法定条款): `law/land_contracts`.

    items           columns of the contract that may not be empty (第四十条)
    one_sided       reasons for which the giver may end it without agreement (第四十二条)
    other_endings   reasons that end it otherwise: its term, both parties, the state (期满、协商、征收)
    register_years  terms of so many years and more may be entered in the public register (第四十一条)
    """

    clause: str
    items: A[tuple[str, ...], Many(_("合同必备条款"), each=ITEM)]
    one_sided: A[tuple[str, ...], Many(_("出让方可单方解除的情形"), each=fields.REASON)]
    other_endings: A[tuple[str, ...], Many(_("其他终止情形"), each=fields.REASON)]
    register_years: A[int, Whole(_("可申请登记的期限满"), of=_("年"))]

    DECISION: ClassVar[str] = "law/land_contracts"


@dataclass(frozen=True)
class AreaTerms:
    """Which of a plot's three areas money is counted by (计酬面积): decision `land/areas`."""

    clause: str
    pays_by: A[AreaKind, AREA]

    DECISION: ClassVar[str] = "land/areas"


@dataclass(frozen=True)
class ContractTerms:
    """How contracts are made and watched (合同管理): decision `land/contracts`.

    forms      form -> the tier it belongs to: a plot lies in one live contract of each tier at a time, and
               the second tier (套种) rests on a live contract of the first
    warn_days  days before its end from which a contract is shown as ending
    file_days  days after signing within which it is to be filed with the issuing party (发包方备案)
    """

    clause: str
    law: LandLaw
    forms: A[Mapping[str, str], Rows(_("流转方式"), by=fields.FORM, of=Choice(_("层次"), TIERS))]
    warn_days: A[int, Whole(_("提前提醒到期"), of=_("天"))]
    file_days: A[int, Whole(_("签订后备案"), of=_("天内"))]

    DECISION: ClassVar[str] = "land/contracts"

    def __post_init__(self) -> None:
        tiers = set(self.forms.values())
        if FIRST_TIER not in tiers or tiers - {FIRST_TIER, SECOND_TIER}:
            raise Refusal("land.charter.tiers", self.clause, tiers=tuple(sorted(tiers)))
        if self.warn_days < 0 or self.file_days < 0:
            raise Refusal("land.charter.days", self.clause)


@dataclass(frozen=True)
class Right:
    """Who holds a plot by contract with the collective, and until when (承包权). `end` None: no end."""

    plot: str
    holder: str
    days: DateRange


@dataclass(frozen=True)
class Held:
    """A plot in a live contract (在用合同): its tier and days, the day it ended early counted."""

    number: str
    plot: str
    tier: str
    days: DateRange


@dataclass(frozen=True)
class Offer:
    """A contract as it is to be signed (拟签合同)."""

    number: str
    form: str
    giver: str
    taker: str
    payer: str
    plots: tuple[str, ...]
    days: DateRange
    rate_fen: int
    signed_on: date
    texts: Mapping[str, str]


def rights_by_day(
    rows: Iterable[Right], lost: Mapping[str, Sequence[date]] = MappingProxyType({})
) -> dict[str, tuple[Right, ...]]:
    """Plot -> its holders one after the other: a later right ends the one before on the day before it.

    Of two rights from the same day the later in `rows` counts. `lost` gives plots the last day on which they
    were anybody's before the state took them (征收): a right that had begun ends then.
    """
    by_start: dict[str, dict[date, Right]] = {}
    for row in rows:
        by_start.setdefault(row.plot, {})[row.days.start] = row
    found: dict[str, tuple[Right, ...]] = {}
    for plot, starts in by_start.items():
        ordered = [starts[start] for start in sorted(starts)]
        found[plot] = tuple(
            Right(plot, row.holder, _kept(row.days, after.days.start if after else None, lost.get(plot, ())))
            for row, after in zip(ordered, [*ordered[1:], None], strict=True)
        )
    return found


def _kept(days: DateRange, next_start: date | None, lost: Sequence[date]) -> DateRange:
    """The days of a right that the next one and the state leave of it."""
    kept = days if next_start is None else clipped(days, next_start)
    for last in lost:
        if kept.holds(last):
            kept = DateRange(kept.start, last)
    return kept


def clipped(days: DateRange, before: date) -> DateRange:
    """The days up to the day before another's first."""
    last = before - ONE_DAY
    return DateRange(days.start, last if days.end is None else min(days.end, last))


def holder_on(rights: Sequence[Right], day: date) -> Right | None:
    """The right that stands on a day."""
    return next((row for row in rights if row.days.holds(day)), None)


def held_until(rights: Sequence[Right], day: date) -> date | None:
    """The last day to which a plot is held without a gap, by whomever, from a day on (剩余承包期).

    None: no end. A contract stays with the plot, so it may run on under the next holder. Days on which nobody
    holds the plot end it: the plot must be held on `day`.
    """
    last: date | None = day - ONE_DAY
    for right in rights:
        if last is not None and right.days.holds(last + ONE_DAY):
            last = right.days.end
    return last


def common_days(one: DateRange, other: DateRange) -> DateRange | None:
    """The days in both, or None."""
    start = max(one.start, other.start)
    ends = [each.end for each in (one, other) if each.end is not None]
    end = min(ends) if ends else None
    return None if end is not None and end < start else DateRange(start, end)


def contract_faults(
    offer: Offer, rights: Mapping[str, Sequence[Right]], held: Iterable[Held], terms: ContractTerms
) -> tuple[Reason, ...]:
    """Everything that keeps a contract from being signed; nothing where it may be."""
    faults = [*_item_faults(offer, terms)]
    for plot in offer.plots:
        faults += _right_faults(plot, offer, rights.get(plot, ()), terms)
    faults += _tier_faults(offer, tuple(held), terms)
    return tuple(faults)


def _item_faults(offer: Offer, terms: ContractTerms) -> list[Reason]:
    faults = [
        Reason.of("land.item_missing", terms.law.clause, number=offer.number, item=item)
        for item in terms.law.items
        if not offer.texts.get(item)
    ]
    if offer.form not in terms.forms:
        faults.append(Reason.of("land.form_unknown", terms.clause, form=offer.form, forms=tuple(terms.forms)))
    if offer.days.end is None or offer.days.end < offer.days.start:
        faults.append(Reason.of("land.no_term", terms.law.clause, number=offer.number))
    if not offer.plots or offer.rate_fen <= 0:
        faults.append(Reason.of("land.nothing_agreed", terms.law.clause, number=offer.number))
    if len(set(offer.plots)) != len(offer.plots):
        faults.append(Reason.of("land.plot_named_twice", number=offer.number))
    if offer.texts.get("pay_by") and day_of_year(offer.texts["pay_by"]) is None:
        faults.append(Reason.of("land.pay_by_unreadable", terms.law.clause, pay_by=offer.texts["pay_by"]))
    if offer.payer == offer.giver:
        faults.append(Reason.of("land.pays_itself", number=offer.number))
    if offer.taker == offer.giver:
        faults.append(Reason.of("land.gives_to_itself", number=offer.number))
    return faults


def _right_faults(plot: str, offer: Offer, rights: Sequence[Right], terms: ContractTerms) -> list[Reason]:
    right = holder_on(rights, offer.days.start)
    clause = terms.law.clause
    if right is None or right.holder != offer.giver:
        holder = right.holder if right else ""
        return [Reason.of("land.giver_holds_not", clause, plot=plot, giver=offer.giver, holder=holder)]
    last = held_until(rights, offer.days.start)
    if last is not None and offer.days.end is not None and offer.days.end > last:
        return [
            Reason.of("land.term_too_long", clause, plot=plot, end=str(offer.days.end), remaining=str(last))
        ]
    return []


def _tier_faults(offer: Offer, held: Sequence[Held], terms: ContractTerms) -> list[Reason]:
    tier = terms.forms.get(offer.form, "")
    faults = []
    for plot in offer.plots:
        of_plot = [each for each in held if each.plot == plot and each.number != offer.number]
        for each in of_plot:
            if each.tier == tier and common_days(each.days, offer.days):
                faults.append(Reason.of("land.plot_in_use", terms.clause, plot=plot, other=each.number))
        if tier == SECOND_TIER:
            firsts = [each for each in of_plot if each.tier == FIRST_TIER]
            faults += _first_faults(plot, offer, firsts, terms)
    return faults


def _first_faults(plot: str, offer: Offer, firsts: Sequence[Held], terms: ContractTerms) -> list[Reason]:
    """A second rests on the first that stands on its first day, and ends with it at the latest."""
    under = next((each for each in firsts if each.days.holds(offer.days.start)), None)
    if under is None:
        return [Reason.of("land.second_needs_first", terms.clause, plot=plot)]
    last = under.days.end
    if last is not None and offer.days.end is not None and offer.days.end > last:
        return [
            Reason.of("land.second_outlasts_first", terms.clause, plot=plot, other=under.number,
                      end=str(offer.days.end), last=str(last))
        ]  # fmt: skip
    return []


def ends_with(second: str, ended: str, last: date, held: Iterable[Held]) -> bool:
    """Whether a second contract ends with a first that ends on a day: nothing else lies under any plot of it.

    `held` is what lies over the plots; a second already over by then does not end anew, nor one yet to begin.
    """
    rows = tuple(held)
    own = [each for each in rows if each.number == second and each.tier == SECOND_TIER]
    if not own or not all(each.days.holds(last) and each.days.end != last for each in own):
        return False
    plots = {each.plot for each in own}
    firsts = [each for each in rows if each.tier == FIRST_TIER and each.plot in plots]
    left = [each for each in firsts if each.number != ended and each.days.holds(last + ONE_DAY)]
    return any(each.number == ended for each in firsts) and not left


def passing_fault(
    plot: str, rights: Sequence[Right], contracts: Iterable[tuple[str, str, date]]
) -> Reason | None:
    """Why a plot may not have these holders: a contract over it was given by another on its first day.

    `contracts` are (number, giver, first day).
    """
    for number, giver, start in contracts:
        standing = holder_on(rights, start)
        if standing is None or standing.holder != giver:
            return Reason.of("land.passed_before_contract", plot=plot, number=number, start=str(start))
    return None


def must_be_endable(
    form: str, days: DateRange, ended_on: date, reason: str, document: str, terms: ContractTerms
) -> None:
    """Refuse an ending for no lawful reason, outside the contract's days, or without its paper.

    Land is taken from the first contract over it; a second ends with that.
    """
    known = (*terms.law.other_endings, *terms.law.one_sided)
    if reason not in known:
        raise Refusal("land.no_such_reason", terms.law.clause, reason=reason)
    if reason == EXPROPRIATED and terms.forms.get(form) == SECOND_TIER:
        raise Refusal("land.first_is_expropriated", terms.clause)
    if reason == EXPIRED and ended_on != days.end:
        raise Refusal("land.expires_later", day=str(ended_on), end=str(days.end))
    if not days.holds(ended_on):
        raise Refusal("land.ends_outside", day=str(ended_on), end=str(days.end))
    if not document:
        raise Refusal("land.ending_without_document", terms.law.clause, reason=reason)


def ends_soon(days: DateRange, today: date, terms: ContractTerms) -> bool:
    """Whether a live contract ends within the days of warning."""
    return days.end is not None and today <= days.end <= today + timedelta(days=terms.warn_days)


def must_be_filed_in_time(signed_on: date, filed_on: date, today: date, number: str) -> None:
    """Refuse a filing before the contract was signed, or on a day yet to come."""
    if not signed_on <= filed_on <= today:
        raise Refusal("land.filed_outside", number=number, signed_on=str(signed_on))


def may_be_registered(days: DateRange, law: LandLaw) -> bool:
    """Whether the right may be entered in the public register (第四十一条): the term is long enough."""
    if days.end is None:
        return True
    over = days.end + ONE_DAY
    start = days.start
    return (over.year - start.year, over.month, over.day) >= (law.register_years, start.month, start.day)


def day_of_year(text: str) -> tuple[int, int] | None:
    """A day of the year written month-day ("12-31"), or None where it is none."""
    month, dash, day = text.partition("-")
    if not (dash and month.isdecimal() and day.isdecimal()):
        return None
    try:
        date(LEAP_YEAR, int(month), int(day))
    except ValueError:
        return None
    return int(month), int(day)


def file_by(signed_on: date, terms: ContractTerms) -> date:
    """The day by which it is to be filed with the issuing party."""
    return signed_on + timedelta(days=terms.file_days)


@dataclass(frozen=True)
class Claim:
    """Who has what a contract pays for one plot, over which days (受益段)."""

    contract: str
    plot: str
    holder: str
    days: DateRange


def claims_of(
    number: str,
    plots: Sequence[str],
    days: DateRange,
    rights: Mapping[str, Sequence[Right]],
    under: Mapping[str, Sequence[DateRange]] | None = None,
) -> tuple[Claim, ...]:
    """A contract's days plot by plot, by who holds the plot: it stays with the land when the holder changes.

    Days on which nobody holds the plot give nobody a claim. A second contract gives none on days without a
    first: `under` is the days of the firsts by plot, None for a contract that rests on nothing.
    """
    found = []
    for plot in plots:
        spans = (days,) if under is None else tuple(common_days(days, each) for each in under.get(plot, ()))
        for right in rights.get(plot, ()):
            both = [common_days(span, right.days) for span in spans if span]
            found += [Claim(number, plot, right.holder, each) for each in both if each]
    return tuple(found)


CHARTERS = (LandLaw, AreaTerms, ContractTerms)
