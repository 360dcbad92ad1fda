"""Who would get more and who less by a proposed decision (提案试算): nothing is stored.

Each kind of money that reads the decision is worked out twice at one watermark from the records of a year: as
the charter stands, and as if the proposed block had stood from the beginning.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, ClassVar

from liancun.base import charter_names, charters, decisions
from liancun.base.request_cache import apart
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.charter import Block
from liancun.charter.layers import TOWN_LAYER
from liancun.kernel import Period, Reason, Refusal
from liancun.kernel.fields import A, Text, Whole, Word, Yuan, _
from liancun.kernel.rulings import Line
from liancun.rooms.settlement import calculation, facts, gateways, rules
from liancun.rooms.settlement.kinds import RunKind
from liancun.rooms.settlement.models import Run
from liancun.rooms.settlement.queries.columns import KIND, ORG_NAME, VILLAGE_NAME
from liancun.rooms.settlement.queries.readiness import makers
from liancun.rooms.settlement.queries.scope import runs_in_reach

LARGEST = 10
"""How many of the largest changes of a kind are named."""

MIN_YEAR = 1900
LATEST = 5
"""How many of the lists that rest on a block are named."""
STANDINGS = "registry.standings"
"""What offers the standings that a decision may name."""
UNPUBLISHED = (rules.DRAFTED, rules.CHECKED, *rules.ENDED)

MORE, FEWER, SAME = Whole(_("增加")), Whole(_("减少")), Whole(_("不变"))
NOW, THEN = Yuan(_("现在"), None), Yuan(_("按提案"), None)
DIFFERENCE = Yuan(_("增减"), None)


@dataclass(frozen=True)
class KindChange:
    """A kind of money by the proposal (一类钱): how many would get or pay more, fewer, the same; the sums."""

    kind: A[str, KIND]
    direction: A[str, Word(_("方向"), of="direction")]
    more: A[int, MORE]
    fewer: A[int, FEWER]
    same: A[int, SAME]
    now_fen: A[int, NOW]
    then_fen: A[int, THEN]
    difference_fen: A[int, DIFFERENCE]


@dataclass(frozen=True)
class PlaceChange:
    """The same of one organisation and village (各单位、各村)."""

    PHONE: ClassVar[tuple[str, ...]] = ("kind", "difference_fen", "org_name", "more", "fewer")

    kind: A[str, KIND]
    org_code: str
    org_name: A[str, ORG_NAME]
    village_code: str
    village: A[str, VILLAGE_NAME]
    more: A[int, MORE]
    fewer: A[int, FEWER]
    same: A[int, SAME]
    now_fen: A[int, NOW]
    then_fen: A[int, THEN]
    difference_fen: A[int, DIFFERENCE]


@dataclass(frozen=True)
class WhoChange:
    """What one household, person or organisation would get or pay otherwise in the year (变化最大的)."""

    PHONE: ClassVar[tuple[str, ...]] = ("name", "difference_fen", "now_fen", "then_fen")

    kind: A[str, KIND]
    org_name: A[str, ORG_NAME]
    subject: str
    name: A[str, Text(_("户、人"))]
    now_fen: A[int, NOW]
    then_fen: A[int, THEN]
    difference_fen: A[int, DIFFERENCE]


@dataclass(frozen=True)
class NotWorkedOut:
    """A list that cannot be worked out, and why (算不出的)."""

    kind: A[str, KIND]
    org_name: A[str, ORG_NAME]
    period: A[str, Text(_("期间"))]
    why: Reason


@dataclass(frozen=True)
class Proposal:
    """What a proposed block would have made of a year (提案试算)."""

    title: str
    block: str
    digest: str
    start: date
    year: int
    said: tuple[Reason, ...]
    kinds: tuple[KindChange, ...]
    places: tuple[PlaceChange, ...]
    largest: tuple[WhoChange, ...]
    not_worked_out: tuple[NotWorkedOut, ...]


def may_propose(viewer: Viewer) -> bool:
    """Whether a viewer has lists to compare: who reads runs does."""
    return bool(viewer.posts) or viewer.oversees


def propose(
    viewer: Viewer, text: str, *, file: str, org_code: str = "", year: int | None = None, on: date
) -> Proposal:
    """Work a year's records out again with a proposed block standing in: of the last year, or of `year`.

    Raises BadInput for a file that is not sound; refuses a decision that no money rests on, and one that
    names standings to who may not list them: whose money changes would tell whose they are.
    """
    if not may_propose(viewer):
        raise Refusal("viewer.not_found")
    if org_code:
        viewer.must_see(org_code)
    decision, block = decisions.proposed(text, file=file, org=org_code)
    if charter_names.names_of(block, STANDINGS) and not gateways.may_list_standings(viewer):
        raise Refusal("settlement.propose.names_standings", title=decision.title)
    asked = on.year - 1 if year is None else year
    if not MIN_YEAR <= asked <= on.year:
        raise Refusal("settlement.propose.no_such_year", year=asked, last=on.year)
    wanted = tuple(_wanted(viewer, asked, org_code, block.decision, on))
    work = _Work(block)
    for kind in dict.fromkeys(kind for kind, _org, _period in wanted):
        work.compare([each for each in wanted if each[0] is kind])
    if not work.touched:
        code = "settlement.propose.governs_no_money"
        raise Refusal(code, title=decision.title, decision=decision.name, year=asked)
    with charters.reading():
        return _told(viewer, decision.title, block, asked, work, tuple(_said(viewer, block, asked, on)))


def _wanted(
    viewer: Viewer, year: int, org_code: str, decision: str, on: date
) -> Iterator[tuple[RunKind, str, Period]]:
    """The lists of a year in reach: of which there is a run, or for which the records are there."""
    periods = {"year": [Period(year)], "month": [Period(year, month) for month in range(1, 13)]}
    made, reads = _told_by_runs(year)
    for kind, row in makers(viewer, on=on):
        if org_code and row.code != org_code:
            continue
        if (read := reads[kind.name]) and "" not in read and decision not in read:
            continue  # every list of the year tells that none read it
        for period in periods[kind.grain]:
            if period.first_day > on:
                continue
            there = str(period) in made[kind.name, row.code]
            if there or not kind.lacking(row.code, period.first_day, min(period.last_day, on)):
                yield kind, row.code, period


def _told_by_runs(year: int) -> tuple[Mapping[tuple[str, str], set[str]], Mapping[str, set[str]]]:
    """(kind, organisation) -> the periods of which there is a run; kind -> the decisions its runs read, ""
    among them where one does not say."""
    made: dict[tuple[str, str], set[str]] = defaultdict(set)
    reads: dict[str, set[str]] = defaultdict(set)
    rows = Run.objects.filter(period__startswith=f"{year}", reverses=None)
    for name, org, period, rests_on in rows.values_list("kind", "org_code", "period", "rests_on"):
        made[name, org].add(period)
        reads[name] |= {""} if rests_on is None else {_decision_of(clause) for clause in rests_on}
    return made, reads


def _decision_of(clause: str) -> str:
    """The decision that a clause id is of, "points/refuse_fee"."""
    return clause.partition("@")[0].rpartition(":")[2]


Key = tuple[str, str, str, str]
"""Kind, organisation, village and subject of a line."""


@dataclass
class _Work:
    """What was worked out so far, by line: in fen as it stands and as it would be."""

    block: Block
    touched: list[RunKind] = field(default_factory=list)
    now: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    then: dict[Key, int] = field(default_factory=lambda: defaultdict(int))
    failed: list[tuple[RunKind, str, Period, Refusal]] = field(default_factory=list)

    def compare(self, lists: Iterable[tuple[RunKind, str, Period]]) -> None:
        """Work the lists of one kind out as the charter stands; once more where they read the decision."""
        wanted = [
            (kind, org, period, Watermark.now([org, *kind.watched(org)])) for kind, org, period in lists
        ]
        with charters.reading() as read, apart():
            found = [(*each, _lines(*each)) for each in wanted]
            read_by = {*map(_decision_of, read), *(each[0].charter.DECISION for each in wanted)}
            if self.block.decision not in read_by:
                return
        self.touched.append(found[0][0])
        with charters.proposing(self.block):
            for kind, org, period, asof, now in found:
                then = _lines(kind, org, period, asof)
                if isinstance(now, Refusal) and self._waits(now):
                    now = ()
                if isinstance(now, Refusal):
                    self.failed.append((kind, org, period, now))
                elif isinstance(then, Refusal):
                    self.failed.append((kind, org, period, then))
                else:
                    for lines, kept in ((now, self.now), (then, self.then)):
                        for line in lines:
                            kept[kind.name, org, line.village_code, line.subject] += line.amount_fen

    def _waits(self, refusal: Refusal) -> bool:
        """Whether there is no such money yet because nobody has decided this very thing."""
        said = dict(refusal.reason.params)
        return refusal.code == "charter.no_decision" and said.get("decision") == self.block.decision


def _lines(kind: RunKind, org_code: str, period: Period, asof: Watermark) -> tuple[Line, ...] | Refusal:
    """The lines of a period as the charter is read now, or why there are none."""
    try:
        charter = charters.in_force(kind.charter, on=kind.charter_day(period), org=org_code)
        return calculation.read_at(kind, org_code, period, asof, charter).ruled().ruling.lines
    except Refusal as refusal:
        return refusal


@dataclass
class _Count:
    """How many changed, and the sums."""

    more: int = 0
    fewer: int = 0
    same: int = 0
    now_fen: int = 0
    then_fen: int = 0

    def take(self, now_fen: int, then_fen: int) -> None:
        """One more."""
        self.more += then_fen > now_fen
        self.fewer += then_fen < now_fen
        self.same += then_fen == now_fen
        self.now_fen += now_fen
        self.then_fen += then_fen

    @property
    def values(self) -> dict[str, int]:
        """By the names of the rows' fields."""
        return vars(self) | {"difference_fen": self.then_fen - self.now_fen}


def _told(
    viewer: Viewer, title: str, block: Block, year: int, work: _Work, said: tuple[Reason, ...]
) -> Proposal:
    """The lines in reach, counted and summed; whose they are, to whom makes such lists alone."""
    kinds: dict[str, _Count] = {kind.name: _Count() for kind in work.touched}
    places: dict[tuple[str, str, str], _Count] = defaultdict(_Count)
    changed: dict[str, list[tuple[Key, int, int]]] = defaultdict(list)

    @cache
    def makes(kind: str, org: str) -> bool:
        return calculation.has_part(viewer, kind, org, "makes")

    for key in sorted({*work.now, *work.then}):
        kind, org, village, _subject = key
        if not viewer.sees(org, village):
            continue
        now_fen, then_fen = work.now.get(key, 0), work.then.get(key, 0)
        kinds[kind].take(now_fen, then_fen)
        places[kind, org, village].take(now_fen, then_fen)
        if now_fen != then_fen and makes(kind, org):
            changed[kind].append((key, now_fen, then_fen))
    largest = [
        row
        for rows in changed.values()
        for row in sorted(rows, key=lambda each: (-abs(each[2] - each[1]), each[0]))[:LARGEST]
    ]
    names = gateways.names(viewer, {key[3] for key, _now, _then in largest})
    orgs = gateways.org_names({*(org for _kind, org, _village in places), *(each[1] for each in work.failed)})
    villages = gateways.village_names()
    directions = {kind.name: kind.direction for kind in work.touched}
    return Proposal(
        title,
        block.id,
        block.sha256,
        block.start,
        year,
        said,
        tuple(KindChange(name, directions[name], **count.values) for name, count in kinds.items()),
        tuple(
            PlaceChange(
                kind, org, orgs.get(org, org), village, villages.get(village, village), **count.values
            )
            for (kind, org, village), count in sorted(places.items())
        ),
        tuple(
            WhoChange(kind, orgs.get(org, org), who, names.get(who, who), now, then, then - now)
            for (kind, org, _village, who), now, then in largest
        ),
        tuple(_not_worked_out(viewer, orgs, *each) for each in work.failed),
    )


def _not_worked_out(
    viewer: Viewer, orgs: Mapping[str, str], kind: RunKind, org: str, period: Period, refusal: Refusal
) -> NotWorkedOut:
    """Why, to whom makes the lists; what is missing names households, and is counted alone."""
    why = refusal.reason
    if isinstance(refusal, calculation.Gaps):
        why = Reason.of("settlement.propose.gaps", count=len(refusal.gaps))
    elif not calculation.has_part(viewer, kind.name, org, "makes"):
        why = Reason.of("settlement.propose.refused")
    return NotWorkedOut(kind.name, orgs.get(org, org), str(period), why)


@dataclass(frozen=True)
class RestingRun:
    """A published list that rests on a block (所依据的清单)."""

    kind: A[str, KIND]
    org_name: A[str, ORG_NAME]
    period: A[str, Text(_("期间"))]
    ref: str


@dataclass(frozen=True)
class Resting:
    """How many published lists rest on a block, and the latest of those in reach."""

    count: int
    runs: tuple[RestingRun, ...]


def resting_on(viewer: Viewer, block_ids: Iterable[str]) -> dict[str, Resting]:
    """Of these blocks those that published lists rest on."""
    wanted = set(block_ids)
    found: dict[str, list[Any]] = defaultdict(list)
    told = ("kind", "org_code", "village_code", "period", "rests_on", "clauses", "life")
    published = facts.with_state(Run.objects.only(*told)).exclude(state__in=UNPUBLISHED)
    for run in published.order_by("-pk"):
        for block_id in wanted & {*(run.rests_on or ()), *run.clauses, run.life}:
            found[block_id].append(run)
    shown = {key: [run for run in runs if _in_reach(viewer, run)][:LATEST] for key, runs in found.items()}
    orgs = gateways.org_names({run.org_code for runs in shown.values() for run in runs})
    return {
        key: Resting(
            len(runs),
            tuple(
                RestingRun(run.kind, orgs.get(run.org_code, run.org_code), run.period, f"run:{run.pk}")
                for run in shown[key]
            ),
        )
        for key, runs in found.items()
    }


def _in_reach(viewer: Viewer, run: Any) -> bool:
    return may_propose(viewer) and viewer.sees(run.org_code, run.village_code)


def _said(viewer: Viewer, block: Block, year: int, on: date) -> Iterator[Reason]:
    """What is to be known of the day from which the block would hold."""
    stands: Any = charters.block_named(block.id)
    if stands and stands[1].sha256 == block.sha256:
        yield Reason.of("settlement.propose.stands", start=str(block.start))
        return
    yield Reason.of("settlement.propose.as_if", year=year, start=str(block.start))
    if block.start <= on:
        published = runs_in_reach(viewer).exclude(state__in=UNPUBLISHED)
        count = sum(
            block.decision in map(_decision_of, {*(run.rests_on or ()), *run.clauses, run.life})
            and block.org in (TOWN_LAYER, run.org_code)
            and Period.parse(run.period).last_day >= block.start
            for run in published
        )
        yield Reason.of("settlement.propose.past", start=str(block.start), count=count)
