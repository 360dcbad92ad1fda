"""What rules and checks see of deliveries (交售事实): the slips that stand, and each member's trade."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from liancun.base import charters, versions
from liancun.base.request_cache import once
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange, Period
from liancun.kernel.rulings import FactLine, FactSheet
from liancun.rooms.deliveries.models import PriceNotice, WeighSlip
from liancun.rooms.deliveries.rules import (
    Announced,
    Delivered,
    NoTotals,
    TransactionTerms,
    announced_price,
    value_fen,
)
from liancun.rooms.registry import facts as registry


@dataclass(frozen=True)
class Slip:
    """A slip that stands (有效过磅单). `price_fen` by slip or by notice, None while nobody set it."""

    pk: int
    number: str
    site: str
    weighed_on: date
    account_of: str
    village_code: str
    product: str
    net_g: int
    price_fen: int | None
    held: bool
    as_member: bool

    @property
    def value_fen(self) -> int:
        """What it is worth; 0 while it has no price."""
        return 0 if self.price_fen is None else value_fen(self.net_g, self.price_fen)


COLUMNS = (
    "pk",
    "supersedes_id",
    "number",
    "site",
    "weighed_on",
    "account_of",
    "village_code",
    "product",
    "grade",
    "net_g",
    "price_fen",
    "state",
)


def watched(org_code: str) -> Iterable[str]:
    """A cooperative's slips, and the registry's people and authorities."""
    return (org_code, *registry.owners())


def slips(
    org_code: str,
    first: date,
    last: date,
    *,
    asof: Watermark,
    account_of: str = "",
    members: Mapping[str, tuple[DateRange, ...]] | None = None,
) -> Iterator[Slip]:
    """The slips of a span of weighing days that stand at a watermark; superseded and void ones do not.

    `members` saves asking the registry where the caller knows them.
    """
    members = registry.memberships(org_code, asof) if members is None else members
    found: Iterable[tuple[Any, ...]]
    if account_of:
        found = (row for row in _own(org_code, account_of, asof) if first <= row[4] <= last)
    else:
        found = _rows(org_code, first, last, asof)
    for row in found:
        pk, _over, number, site, day, party, village, product, _grade, net_g, price_fen, state = row
        held, member = state == WeighSlip.State.HELD, _holds(members.get(party, ()), day)
        yield Slip(pk, number, site, day, party, village, product, net_g, price_fen, held, member)


@once
def _own(org_code: str, account_of: str, asof: Watermark) -> tuple[tuple[Any, ...], ...]:
    """All of one account holder's: a page asks year by year."""
    return tuple(_rows(org_code, date.min, date.max, asof, account_of))


def _rows(
    org_code: str, first: date, last: date, asof: Watermark, account_of: str = ""
) -> Iterator[tuple[Any, ...]]:
    """The same as plain columns, each with the price it has by now."""
    rows = _standing(org_code, first, last, asof)
    if account_of:
        rows = rows.filter(account_of=account_of)
    notices: tuple[Announced, ...] | None = None
    for row in rows.order_by("pk").values_list(*COLUMNS):
        if row[10] is None:
            notices = announced(org_code, asof=asof) if notices is None else notices
            yield (*row[:10], announced_price(row[7], row[8], row[4], notices), row[11])
        else:
            yield row


def _standing(org_code: str, first: date, last: date, asof: Watermark) -> "QuerySet[WeighSlip]":
    """The slips of a span of days that no visible one supersedes, without void ones."""
    rows = WeighSlip.objects.filter(org_code=org_code, weighed_on__gte=first, weighed_on__lte=last)
    return versions.standing(rows, asof).exclude(state=WeighSlip.State.VOID)


def recorders(slip: WeighSlip) -> frozenset[str]:
    """Logins and persons of whoever recorded or corrected a slip: one person may have two logins."""
    logins, before = {slip.recorded_by}, slip.supersedes
    while before is not None:
        logins.add(before.recorded_by)
        before = before.supersedes
    return frozenset({*logins, *registry.parties_of(logins).values()} - {""})


def _holds(ranges: Iterable[DateRange], day: date) -> bool:
    return any(days.holds(day) for days in ranges)


def announced(org_code: str, *, asof: Watermark) -> tuple[Announced, ...]:
    """Every price notice, oldest first."""
    return _announced(org_code, dict(asof.marks).get(org_code, 0))


@once
def _announced(org_code: str, mark: int) -> tuple[Announced, ...]:
    rows = PriceNotice.objects.filter(org_code=org_code, mark__lte=mark).order_by("mark", "pk")
    return tuple(
        Announced(row.product, row.grade, row.first_day, row.last_day, row.price_fen) for row in rows
    )


def delivery_sheet(org_code: str, period: Period, asof: Watermark) -> FactSheet[Delivered, NoTotals]:
    """Each account holder's month."""
    by_party: dict[str, list[Slip]] = {}
    for slip in slips(org_code, period.first_day, period.last_day, asof=asof):
        by_party.setdefault(slip.account_of, []).append(slip)
    payees = registry.payee_for(by_party, period.last_day, asof)
    lines = tuple(
        FactLine(party, payees.get(party, party), delivered(found), found[-1].village_code)
        for party, found in sorted(by_party.items())
    )
    return FactSheet(org_code, str(period), lines, NoTotals())


def delivered(found: list[Slip]) -> Delivered:
    """One holder's slips summed up."""
    paid = [slip for slip in found if not slip.held and slip.price_fen is not None]
    as_member = [slip for slip in paid if slip.as_member]
    others = [slip for slip in paid if not slip.as_member]
    return Delivered(
        slips=len(paid),
        member_g=sum(slip.net_g for slip in as_member),
        member_fen=sum(slip.value_fen for slip in as_member),
        other_g=sum(slip.net_g for slip in others),
        other_fen=sum(slip.value_fen for slip in others),
        held=sum(1 for slip in found if slip.held),
        unpriced=sum(1 for slip in found if not slip.held and slip.price_fen is None),
    )


def slip_refs(org_code: str, period: Period, asof: Watermark, subject: str) -> Iterator[str]:
    """The slips behind one holder's line."""
    for slip in slips(org_code, period.first_day, period.last_day, asof=asof, account_of=subject):
        yield f"slip:{slip.pk}"


@dataclass(frozen=True)
class Trade:
    """A member's trade with the cooperative in a year (交易量、交易额)."""

    value_fen: int
    weight_g: int


def trade_of_year(org_code: str, year: int, *, asof: Watermark, party: str = "") -> Mapping[str, Trade]:
    """Party -> what counts of the year by the charter's list: priced slips of members on the day.

    Of one party alone where it is named.
    """
    terms = charters.in_force(TransactionTerms, on=date(year, 12, 31), org=org_code)
    sums: dict[str, list[int]] = {}
    members = registry.memberships_of(org_code, party, asof) if party else None
    span = (date(year, 1, 1), date(year, 12, 31))
    for slip in slips(org_code, *span, asof=asof, account_of=party, members=members):
        if counts(slip, terms):
            each = sums.setdefault(slip.account_of, [0, 0])
            each[0] += slip.value_fen
            each[1] += slip.net_g
    return {party: Trade(*each) for party, each in sorted(sums.items())}


def counts(slip: Slip, terms: TransactionTerms) -> bool:
    """Whether a slip counts as trade of a member."""
    return slip.as_member and not slip.held and slip.price_fen is not None and slip.product in terms.products


@dataclass(frozen=True)
class DaySum:
    """The slips of a day that are alike (一天的同类过磅单): of one product, held or not, priced or not."""

    day: date
    product: str
    held: bool
    priced: bool
    slips: int
    net_g: int


@once
def _day_sums(org_code: str, asof: Watermark) -> tuple[DaySum, ...]:
    """All days there were: groups, not slips, and one reading for whoever asks."""
    columns = ("weighed_on", "product", "grade", "state", "unpriced")
    rows = _standing(org_code, date.min, date.max, asof).annotate(unpriced=Q(price_fen=None))
    groups = tuple(rows.order_by(*columns).values_list(*columns).annotate(Count("pk"), Sum("net_g")))
    notices = announced(org_code, asof=asof) if any(unpriced for *_which, unpriced, _n, _g in groups) else ()
    return tuple(
        DaySum(
            day,
            product,
            state == WeighSlip.State.HELD,
            not unpriced or announced_price(product, grade, day, notices) is not None,
            slips,
            net_g,
        )
        for day, product, grade, state, unpriced, slips, net_g in groups
    )


def undecided(org_code: str, year: int, *, asof: Watermark) -> tuple[int, int]:
    """(slips held, slips without a price) of a year: what is still open before the books close."""
    found = [each for each in _day_sums(org_code, asof) if each.day.year == year]
    return (
        sum(each.slips for each in found if each.held),
        sum(each.slips for each in found if not each.held and not each.priced),
    )


def months_taken(org_code: str, year: int, *, asof: Watermark) -> set[str]:
    """The months of a year with accepted and priced slips."""
    return {
        str(Period.month_of(each.day))
        for each in _day_sums(org_code, asof)
        if each.day.year == year and each.priced and not each.held
    }


def taken_in(org_code: str, upto: date, *, asof: Watermark) -> dict[str, int]:
    """Product -> net grams of accepted and priced slips up to a day."""
    sums: dict[str, int] = {}
    for each in _day_sums(org_code, asof):
        if each.day <= upto and each.priced and not each.held:
            sums[each.product] = sums.get(each.product, 0) + each.net_g
    return sums


def stock_by_month(org_code: str, upto: date, *, asof: Watermark) -> Mapping[tuple[str, str], Trade]:
    """(product, month) -> what was taken in and its value, of accepted and priced slips up to a day."""
    sums: dict[tuple[str, str], list[int]] = {}
    months: dict[date, str] = {}
    rows = _standing(org_code, date(1900, 1, 1), upto, asof).exclude(state=WeighSlip.State.HELD)
    columns = rows.values_list("weighed_on", "product", "grade", "net_g", "price_fen")
    notices = announced(org_code, asof=asof)
    for day, product, grade, net_g, price_fen in columns:
        if price_fen is None:
            price_fen = announced_price(product, grade, day, notices)
        if price_fen is not None:
            month = months.get(day) or months.setdefault(day, str(Period.month_of(day)))
            each = sums.setdefault((product, month), [0, 0])
            each[0] += value_fen(net_g, price_fen)
            each[1] += net_g
    return {key: Trade(*each) for key, each in sorted(sums.items())}


def day_weights(
    org_code: str, first: date, last: date, *, asof: Watermark
) -> dict[tuple[str, date, str], int]:
    """(account holder, day, product) -> net grams already weighed."""
    found: dict[tuple[str, date, str], int] = {}
    for slip in slips(org_code, first, last, asof=asof):
        key = (slip.account_of, slip.weighed_on, slip.product)
        found[key] = found.get(key, 0) + slip.net_g
    return found
