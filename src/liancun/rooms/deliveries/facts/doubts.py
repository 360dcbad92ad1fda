"""Weighings that may be one (疑似重复的过磅): found in one way for acts, workbooks, list and check."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Replace, Upper

from liancun.base import charters
from liancun.base.references import number
from liancun.base.versions import standing
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Reason, Refusal
from liancun.rooms.deliveries import facts, rules
from liancun.rooms.deliveries.models import WeighSlip
from liancun.rooms.deliveries.rules import Weighed, WeighingTerms
from liancun.rooms.registry import facts as registry
from liancun.rooms.registry.facts import doubts
from liancun.rooms.registry.facts.doubts import Decided, Doubt, Pair

SAID = ("site", "number", "weighed_on", "account_of", "product", "gross_g", "tare_g")
CALLED = ("site", "weighed_on", "number")
PAIR = 2


@dataclass(frozen=True)
class Load:
    """A slip that stands, as one of a pair (一张有效过磅单); `root` is its first version.

    `released`: somebody let it through after a second look, and nothing was corrected since.
    """

    pk: int
    root: int
    state: str
    released: bool
    recorded_by: str
    said: Weighed

    @property
    def key(self) -> str:
        """What the slip is called, whichever of its versions stands."""
        return f"{self.said.site}|{self.said.weighed_on}|{self.said.number}"


@dataclass(frozen=True)
class Pairing:
    """Two slips that may be one weighing, the earlier first, and how far that is."""

    doubt: Doubt
    one: Load
    other: Load
    state: str

    @property
    def key(self) -> str:
        """What the pair is called in addresses and on the command line."""
        return f"{self.one.root}{doubts.BETWEEN}{self.other.root}"


def known_of(org_code: str) -> dict[Pair, Decided]:
    """What was decided of a cooperative's pairs of slips."""
    return doubts.decided(doubts.WEIGHINGS, org_code)


def doubt_of(one: Load, other: Load) -> Doubt | None:
    """The doubt whether two slips are one weighing; None where nothing says so."""
    grounds = rules.one_weighing_grounds(one.said, other.said)
    if not grounds or one.root == other.root:
        return None
    alike: list[object] = [one.said.account_of, one.said.product]
    if "same_weighing" in grounds:
        alike += [one.said.gross_g, one.said.tare_g]
    return doubts.in_order(doubts.WEIGHINGS, one.key, other.key, grounds, alike)


def _unless_let_through(one: Load, other: Load) -> Doubt | None:
    """The same where nobody let the later one through after a second look: that says that they are two."""
    later = max((one, other), key=lambda load: load.root)
    return None if later.released else doubt_of(one, other)


def doubtful(org_code: str) -> list[Pairing]:
    """The slips of a cooperative that may be one weighing, of which nobody has said that they are two."""
    rows = _rows(org_code)
    load = ("weighed_on", "account_of", "site", "product")
    digits = Replace(Upper("number"), Value("0"), Value(""))  # more than are alike have these in common
    groups = (
        rows.order_by().values(*load, "gross_g", "tare_g"),
        rows.order_by().annotate(digits=digits).values(*load, "digits"),
    )
    twice = {
        found[:2]
        for group in groups
        for found in group.annotate(times=Count("pk")).filter(times__gt=1).values_list(*load[:2])
    }
    if not twice:
        return []
    return _paired(org_code, _of(rows, {day for day, _party in twice}, {party for _day, party in twice}))


def doubtful_beside(org_code: str, load: Load) -> list[Pairing]:
    """The same of one slip: with every one before it of which nobody has said that they are two."""
    known, found = known_of(org_code), []
    for one in _of(_rows(org_code), {load.said.weighed_on}, {load.said.account_of}):
        doubt = _unless_let_through(one, load) if one.root < load.root else None
        if doubt and (state := doubts.state_of(doubt, known)) != doubts.TWO:
            found.append(Pairing(doubt, one, load, state))
    return found


def twins(org_code: str, new: Sequence[Weighed]) -> list[str]:
    """For each slip to be written the number of the first that it may be, there or before it; else ''."""
    days, parties = {slip.weighed_on for slip in new}, {slip.account_of for slip in new}
    first: dict[tuple[str, Any], str] = {}
    for load in _of(_rows(org_code), days, parties):
        for key in rules.alike(load.said).items():
            first.setdefault(key, load.said.number)
    found = []
    for slip in new:
        keys = list(rules.alike(slip).items())
        found.append(next((first[key] for key in keys if key in first), ""))
        for key in keys:
            first.setdefault(key, slip.number)
    return found


def hold_reason(org_code: str, load: Load) -> Reason | None:
    """Why a slip that stands waits for a second look, None where nothing says so any more."""
    said = load.said
    terms = charters.in_force(WeighingTerms, on=said.weighed_on, org=org_code)
    asof = Watermark.now([org_code, *registry.owners()])
    loads = facts.day_weights(org_code, said.weighed_on, said.weighed_on, asof=asof)
    beside = doubtful_beside(org_code, load)
    twin = beside[0].one.said.number if beside else ""
    return rules.hold_reason(
        said.product, loads.get((said.account_of, said.weighed_on, said.product), 0), terms, twin
    )


def pairing(pair: str, viewer: Viewer, *, gone: str = "viewer.not_found") -> tuple[str, Pairing]:
    """(cooperative, pair) by the numbers of any versions of two slips, "12=15", decided or not.

    Refuses what is no doubt, and what is out of the viewer's reach, as not found; `gone` says it otherwise
    to who had the pair before them.
    """
    numbers = pair.split(doubts.BETWEEN)
    rows = list(WeighSlip.objects.filter(pk__in=[number(each) for each in numbers]))
    orgs = {row.org_code for row in rows}
    if len(numbers) == PAIR and len(orgs) == 1 and viewer.sees(*orgs):
        (org_code,) = orgs
        loads = slips_called(org_code, [tuple(getattr(row, name) for name in CALLED) for row in rows])
        one, other = loads if len(loads) == PAIR else (None, None)
        if one and other and (doubt := doubt_of(one, other)):
            state = doubts.state_of(doubt, known_of(org_code))
            two = state == doubts.OPEN and other.released
            return org_code, Pairing(doubt, one, other, doubts.TWO if two else state)
    raise Refusal(gone)


def settled(org_code: str) -> list[Pairing]:
    """The pairs of which somebody decided that they are two, as long as what it rested on stands."""
    known = known_of(org_code)
    called = {key: _called(key) for pair in known for key in pair}
    loads = {load.key: load for load in slips_called(org_code, [each for each in called.values() if each])}
    found = []
    for one, other in sorted(known):
        if one not in loads or other not in loads:
            continue
        first, later = sorted((loads[one], loads[other]), key=lambda load: load.root)
        grounds = rules.one_weighing_grounds(first.said, later.said)
        said = known[one, other]
        if grounds and said.verdict == doubts.TWO:
            found.append(
                Pairing(Doubt(doubts.WEIGHINGS, one, other, grounds, said.rests_on), first, later, doubts.TWO)
            )
    return found


def slips_called(org_code: str, called: Sequence[tuple[Any, ...]]) -> list[Load]:
    """The standing slips of these (site, day, number), the earlier first."""
    wanted = set(called)
    rows = _rows(org_code).filter(number__among={each[2] for each in wanted})
    rows = rows.filter(weighed_on__in={each[1] for each in wanted})
    loads = _loads(rows)
    return [load for load in loads if (load.said.site, load.said.weighed_on, load.said.number) in wanted]


def _called(key: str) -> tuple[str, date, str]:
    site, day, number = key.split("|")
    return site, date.fromisoformat(day), number


def _rows(org_code: str) -> "QuerySet[WeighSlip]":
    """The slips that count or wait."""
    return standing(WeighSlip.objects.filter(org_code=org_code)).exclude(state=WeighSlip.State.VOID)


def _of(rows: "QuerySet[WeighSlip]", days: Iterable[date], parties: Iterable[str]) -> list[Load]:
    return _loads(rows.filter(weighed_on__in=set(days), account_of__among=set(parties)))


def _loads(rows: "QuerySet[WeighSlip]") -> list[Load]:
    """Slips with their first versions, the earlier first."""
    same = {name: OuterRef(name) for name in ("org_code", *CALLED)}
    first = WeighSlip.objects.filter(**same, revision=1).values("pk")[:1]
    columns = ("pk", "root", "state", "supersedes__state", "recorded_by", *SAID)
    found = []
    for pk, root, state, before, by, *said in rows.annotate(root=Subquery(first)).values_list(*columns):
        released = (state, before) == (WeighSlip.State.ACCEPTED, WeighSlip.State.HELD)
        found.append(Load(pk, root, state, released, by, Weighed(*said)))
    return sorted(found, key=lambda load: load.root)


def _paired(org_code: str, loads: Sequence[Load]) -> list[Pairing]:
    known, by_key = known_of(org_code), {load.key: load for load in loads}
    found = []
    for doubt in doubts.in_doubt(_chances(loads), _unless_let_through, known):
        one, other = sorted((by_key[doubt.one], by_key[doubt.other]), key=lambda load: load.root)
        found.append(Pairing(doubt, one, other, doubts.state_of(doubt, known)))
    return sorted(found, key=lambda pair: (pair.one.said.weighed_on, pair.one.root, pair.other.root))


def _chances(loads: Sequence[Load]) -> Iterator[tuple[Load, Sequence[Load]]]:
    """Each slip with the earlier ones that have something in common with it."""
    groups: dict[tuple[str, Any], list[Load]] = {}
    for load in loads:
        for key in rules.alike(load.said).items():
            groups.setdefault(key, []).append(load)
    for group in groups.values():
        yield from doubts.each_before(group)
