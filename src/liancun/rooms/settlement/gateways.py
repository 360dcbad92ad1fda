"""What settlement asks of the floors below (与下层的往来): the book, the board, resolutions and names."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from liancun.base import charters, clock
from liancun.base.acts import Act
from liancun.base.request_cache import once
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange, Refusal
from liancun.kernel.rulings import EntryLine
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.ledger import facts as ledger_facts
from liancun.rooms.ledger.dealings import Dealings, members_among
from liancun.rooms.ledger.models import Entry
from liancun.rooms.ledger.models import EntryLine as EntryRow
from liancun.rooms.ledger.rules import PERIOD_CLOSED, YEAR_SEALED, PeriodRule, period_fault
from liancun.rooms.notices import actions as notices
from liancun.rooms.notices import facts as notice_facts
from liancun.rooms.registry import facts as registry_facts
from liancun.rooms.registry import queries as registry
from liancun.rooms.settlement.kinds import RunKind
from liancun.rooms.settlement.models import Run, RunLine
from liancun.rooms.settlement.rules import RunLife, netted, original_part, parted

ORG = "O:"
vouchered = ledger_facts.vouchered


@once
def contracting_homes(viewer: Viewer) -> frozenset[str]:
    """The contracting households the viewer belongs to today: their land money is the family's business."""
    return registry.contracting_of(viewer, on=clock.today())


def comes_to(viewer: Viewer) -> Q:
    """The lines whose money comes to the viewer today: the own, and of those for whom they receive it."""
    if not viewer.party:
        return Q(pk__in=[])
    return Q(payee=viewer.party) | Q(payee__in=registry_facts.received_for(viewer.party, clock.today()))


def publish(a: Act, run: Run, lines: Sequence[RunLine], life: RunLife) -> str:
    """Put the run's lines on a notice; returns the notice's reference."""
    return notices.publish_within(
        a,
        list_ref=f"run:{run.pk}",
        kind=run.kind,
        title=life.title,
        period=run.period,
        items=[
            notices.Item(f"line:{line.pk}", line.subject, line.payee, line.village_code)
            for line in sorted(lines, key=lambda line: (line.village_code, line.pk))
        ],
        circles=life.circles,
        objection_days=life.objection_days,
        expires_days=life.expires_days,
        clause=life.clause,
        total_fen=run.total_fen,
        digest=run.digest,
    )


def take_down(a: Act, run: Run) -> None:
    """Take the notice of a withdrawn run off the board."""
    notices.take_down_within(a, f"run:{run.pk}")


def window(run: Run) -> DateRange | None:
    """The days to object to a published run; None while its paper is not up everywhere."""
    return notice_facts.window(f"run:{run.pk}")


def windows(run_ids: Iterable[int]) -> dict[int, DateRange | None]:
    """The same of several runs."""
    refs = {f"run:{pk}": pk for pk in run_ids}
    return {refs[ref]: days for ref, days in notice_facts.windows(refs).items()}


def objections(run: Run) -> Mapping[str, str]:
    """Line reference -> "open", "upheld", "rejected" or "withdrawn", for lines somebody objected to."""
    return notice_facts.objections(f"run:{run.pk}")


def said_of(run_ids: Iterable[int]) -> tuple[notice_facts.Said, ...]:
    """The objections to the lines of some runs, in order."""
    return notice_facts.said(f"run:{pk}" for pk in run_ids)


@dataclass(frozen=True)
class Resolved:
    """The resolution a run rests on: its reference and the day of the meeting."""

    ref: str
    held_on: date


def passed_resolution(run: Run, body: str, *, on: date) -> Resolved | None:
    """A passed resolution of one of the bodies ("a|b") on this run, or on its kind and period.

    One on "<kind>/<period>" counts from the day the run was drafted: an earlier vote was on another run. It
    never undoes what it decided: a reversal needs a vote that names it.
    """
    bodies = body.split("|")
    subjects = {f"run:{run.pk}": date.min}
    if not run.reverses_id:
        subjects[f"{run.kind}/{run.period}"] = run.on
    for subject, first in subjects.items():
        found = registry_facts.passed_resolution(run.org_code, bodies, subject)
        if found and first <= found.held_on <= on:
            return Resolved(found.ref, found.held_on)
    return None


def period_open(org_code: str, day: date, kind: str, on: date) -> bool:
    """Whether the book still takes an entry of a kind on a day."""
    rule = charters.in_force(PeriodRule, on=day)
    return period_fault(day, ledger_facts.period_state(org_code), rule, kind=kind, on=on) is None


def money_day(org_code: str, day: date, on: date) -> date:
    """The day on which money that moved on a day is booked: that day, or today where its month is closed.

    Refuses what the book never takes: what moved before it began.
    """
    state = ledger_facts.period_state(org_code)
    fault = period_fault(day, state, charters.in_force(PeriodRule, on=day), kind="", on=on)
    if fault is None:
        return day
    if fault.code in (PERIOD_CLOSED, YEAR_SEALED) and period_open(org_code, on, "", on):
        return on
    raise Refusal(fault.code, fault.clause, **dict(fault.params))


def post(
    a: Act, run: Run, entry: Sequence[EntryLine], *, title: str, accounting_on: date, further: bool
) -> str:
    """Enter a run's lines into the organisation's book; returns the entry's reference."""
    word = "冲销" if run.reverses_id else "补记" if further else ""
    draft = ledger.EntryDraft(
        accounting_on=accounting_on,
        summary=f"{title} {run.period}{word}",
        lines=tuple(entry),
        source=f"run:{run.pk}",
        happened_on=a.on,
        kind=run.kind,
    )
    return ledger.post_within(a, [draft], source=f"run:{run.pk}")[0]


def placed(
    org_code: str, entry: Sequence[EntryLine], rows: Iterable[RunLine], day: date
) -> tuple[EntryLine, ...]:
    """A run's entry with members apart: payees where their lines are settled, who pays by the day."""
    if not entry:
        return ()
    accounts, _clause, _name = ledger_facts.chart_of(org_code, day)
    settled: dict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
    for row in rows:
        settled[row.payee][row.settle_account, row.amount_fen > 0] += abs(row.amount_fen)
    asked = Dealings(org_code, [entry])
    found: list[EntryLine] = []
    for line in entry:
        own = {account for account, _above in settled[line.party]}
        instead = accounts[line.account].of_members if line.account in accounts else ""
        if line.account in own and instead in own:
            found += parted(line, instead, settled[line.party])
        elif line.account in own or not instead:
            found.append(line)
        elif instead in own:
            found.append(replace(line, account=instead))
        else:
            found += asked.placed(day, [line], accounts)
    return netted(found)


def told_together(org_code: str, day: date, entry: Iterable[EntryLine]) -> tuple[EntryLine, ...]:
    """An entry as if there were no members: who was one when it was made is not asked again."""
    accounts = ledger_facts.chart_of(org_code, day)[0] if ledger_facts.keeps_book(org_code) else {}
    lines = [
        replace(line, account=accounts[line.account].of_members or line.account)
        if line.party and line.account in accounts
        else line
        for line in entry
    ]
    return netted(lines)


def settle_where_due(kind: RunKind, org_code: str, day: date, rows: Iterable[RunLine]) -> None:
    """Let the lines be settled on the members' account whose payees are members on a day.

    What sets a posted line right is settled where that one is.
    """
    if kind.tells_members or not ledger_facts.keeps_book(org_code):
        return
    accounts, _clause, _name = ledger_facts.chart_of(org_code, day)
    apart = {code: spec.of_members for code, spec in accounts.items() if spec.of_members}
    paid = [row for row in rows if row.payable and row.settle_account in apart]
    if not paid:
        return
    members = members_among(org_code, (row.payee for row in paid), day)
    firsts = {row.first_run_id for row in paid if row.first_run_id}
    earlier = RunLine.objects.filter(run__in=firsts, payee__among=[row.payee for row in paid])
    before = {_claim(row, row.run_id): row.settle_account for row in earlier.order_by("pk")} if firsts else {}
    for row in paid:
        choices = (row.settle_account, apart[row.settle_account])
        stood = before.get(_claim(row, row.first_run_id))
        row.settle_account = stood if stood in choices else choices[row.payee in members]


def _claim(row: RunLine, run: int | None) -> tuple[int | None, str, str, str]:
    return run, row.subject, original_part(row.part), row.payee


def post_payments(
    a: Act, listed: str, wanted: Sequence[tuple[tuple[date, str, str], str, Sequence[EntryLine]]]
) -> dict[tuple[date, str, str], str]:
    """Enter payments, one entry with its summary for each (day, kind, money account), as one batch; returns
    references. What moved in a month that is closed stands on the day of the act and says when it moved."""
    booked = {day: money_day(a.org_code, day, a.on) for (day, _kind, _account), _summary, _entry in wanted}
    charts = {day: ledger_facts.chart_of(a.org_code, day)[0] for day in {*booked.values()}}
    drafts = [
        ledger.EntryDraft(
            accounting_on=booked[day],
            summary=summary,
            lines=_as_booked(charts[booked[day]], entry),
            source=listed,
            happened_on=day,
        )
        for (day, _kind, _account), summary, entry in wanted
    ]
    refs = ledger.post_within(a, drafts, source=listed)
    return {key: ref for (key, _summary, _entry), ref in zip(wanted, refs, strict=True)}


@dataclass(frozen=True)
class Undone:
    """What the book is told of a payment that is undone: where it comes from, the day, summary and lines."""

    source: str
    day: date
    summary: str
    entry: Sequence[EntryLine]


def post_undone(a: Act, wanted: Sequence[Undone]) -> list[str]:
    """Enter what was undone, an entry each, as one batch; returns their references in order."""
    booked = {day: money_day(a.org_code, day, a.on) for day in {each.day for each in wanted}}
    charts = {day: ledger_facts.chart_of(a.org_code, day)[0] for day in {*booked.values()}}
    drafts = [
        ledger.EntryDraft(
            accounting_on=booked[each.day],
            summary=each.summary,
            lines=_as_booked(charts[booked[each.day]], each.entry),
            source=each.source,
            happened_on=each.day,
        )
        for each in wanted
    ]
    return ledger.post_within(a, drafts, source=wanted[0].source if wanted else "")


def _as_booked(accounts: Mapping[str, Any], entry: Sequence[EntryLine]) -> tuple[EntryLine, ...]:
    """The entry with parties left out on accounts that take none: the line itself knows who was paid."""
    return netted(
        replace(line, party="")
        if line.account in accounts and accounts[line.account].party == "none"
        else line
        for line in entry
    )


def entry_lines(ref: str) -> tuple[EntryLine, ...]:
    """The lines of an entry of the book, in order; none where there is no such entry."""
    word, _colon, number = ref.partition(":")
    if word != "entry":
        return ()
    rows = EntryRow.objects.filter(entry_id=int(number)).order_by("position")
    return tuple(EntryLine(row.account, row.debit_fen, row.credit_fen, row.party) for row in rows)


def entry_nets(refs: Iterable[str]) -> dict[str, dict[str, int]]:
    """Entry -> account -> debit less credit, of accounts that are not nil."""
    found = _nets(refs, "account")
    return {entry: {account: fen for (account,), fen in nets.items()} for entry, nets in found.items()}


def entry_nets_by_party(refs: Iterable[str]) -> dict[str, dict[tuple[str, ...], int]]:
    """Entry -> (account, party) -> debit less credit, of those that are not nil."""
    return _nets(refs, "account", "party")


def _nets(refs: Iterable[str], *by: str) -> dict[str, dict[tuple[str, ...], int]]:
    numbers = [ref.removeprefix("entry:") for ref in refs]
    entries = Entry.objects.filter(pk__among=[int(each) for each in numbers if each.isdecimal()])
    rows = EntryRow.objects.filter(entry__in=entries.values("pk")).order_by()
    found: dict[str, dict[tuple[str, ...], int]] = {}
    sums = rows.values_list("entry_id", *by).annotate(Sum("debit_fen"), Sum("credit_fen"))
    for entry, *key, debit_fen, credit_fen in sums:
        if debit_fen != credit_fen:
            found.setdefault(f"entry:{entry}", {})[tuple(key)] = debit_fen - credit_fen
    return found


def entries_of_settlement() -> Iterator[tuple[str, str]]:
    """(entry, source) of every entry that says it comes from a run, a list of payments or a payment."""
    said = Q(source__startswith="run:") | Q(source__startswith="paylist:") | Q(source__startswith="payment:")
    for pk, source in Entry.objects.filter(said).order_by("pk").values_list("pk", "source"):
        yield f"entry:{pk}", source


def credited_by_hand(org_code: str, account: str) -> dict[str, int]:
    """Party -> credits less debits on an account of opening balances and of what was entered by hand."""
    found = ledger_facts.by_hand(org_code, account)
    return {party: -fen for party, fen in found.items() if party}


def owed_by_opening(org_code: str, account: str) -> dict[str, int]:
    """The same of opening balances alone."""
    every = ledger_facts.party_balances(org_code, account)
    later = ledger_facts.party_balances(org_code, account, source_not=ledger_facts.OPENING)
    return {party: later.get(party, 0) - fen for party, fen in every.items() if party}


def is_of_members(org_code: str, account: str, day: date) -> bool:
    """Whether all dealings of members stand on an account (成员往来)."""
    accounts = ledger_facts.chart_of(org_code, day)[0] if ledger_facts.keeps_book(org_code) else {}
    return account in {spec.of_members for spec in accounts.values()}


def ever_received(parties: Iterable[str]) -> dict[str, set[str]]:
    """Party -> whoever was registered to receive for it at any time."""
    return registry_facts.ever_received(parties)


def deaths_of(parties: Iterable[str]) -> dict[str, date]:
    """Of these payees, those who died, and when."""
    return registry_facts.deaths_of(parties)


def receivers(parties: Iterable[str], day: date) -> dict[str, str]:
    """Payee -> who receives in its name on a day by written authority or as heir; itself without one."""
    return registry_facts.payee_for(parties, day, Watermark.now(registry_facts.owners()))


def waits_for_heir(payee: str, died_on: date | None, day: date) -> bool:
    """Whether money for somebody who died finds nobody who may sign for it on a day."""
    return died_on is not None and day >= died_on and receivers([payee], day)[payee] == payee


def staff(viewer: Viewer, logins: Iterable[str]) -> dict[str, str]:
    """Login -> the name of who is behind it; the login where nobody is."""
    return registry.staff_names(viewer, logins)


def may_list_standings(viewer: Viewer) -> bool:
    """Whether the households of a standing are this viewer's to list."""
    return registry.may_list_standings(viewer, registry_facts.owner())


def org_names(codes: Iterable[str]) -> dict[str, str]:
    """Organisation code -> its name."""
    return registry.org_names(codes)


def village_names() -> dict[str, str]:
    """Village code -> its name."""
    return registry.village_names()


def names(viewer: Viewer, codes: Iterable[str]) -> dict[str, str]:
    """Names of parties and of households' heads, masked unless the viewer may see them."""
    found, headed = _called(viewer, frozenset(codes))
    return found | headed


def called(viewer: Viewer, codes: Iterable[str]) -> tuple[dict[str, str], frozenset[str]]:
    """The same, and which of the codes are households: what has a head is one, only of the rest is asked."""
    wanted = frozenset(codes)
    found, headed = _called(viewer, wanted)
    others = registry_facts.households_among(wanted.difference(found, headed, [""]))
    return found | headed, others | headed.keys()


def _called(viewer: Viewer, codes: frozenset[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The names of parties, and those of households by their heads."""
    wanted = codes - {""}
    found = dict(registry.names(viewer, wanted))
    return found, dict(registry.household_names(viewer, wanted - found.keys()))
