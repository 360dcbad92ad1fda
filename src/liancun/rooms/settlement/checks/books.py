"""What was paid and what the books say of it (支付与记账核对)."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Q, QuerySet, Sum

from liancun.base.findings import Finding
from liancun.kernel import Period, Refusal
from liancun.kernel.rulings import EntryLine
from liancun.rooms.settlement import calculation, facts, gateways, rules
from liancun.rooms.settlement.actions.paying import content_of
from liancun.rooms.settlement.checks.shares import UNRULABLE, by_runs
from liancun.rooms.settlement.kinds import all_kinds, kind_named
from liancun.rooms.settlement.models import Payment, PaymentList, Run, RunEvent, RunLine

LISTED = ("line", "state", "amount_fen", "happened_on", "money_account", "bank_ref", "failure")
"""What a list of payments says of each."""


def payments_are_owed() -> Iterator[Finding]:
    """Nobody was paid more than the line; offsets sum to zero; receipts have no gap; lists add up."""
    by_line = Payment.objects.exclude(state=Payment.State.FAILED).values("line", "line__amount_fen")
    for row in by_line.annotate(fen=Sum("amount_fen")).order_by("line").iterator():
        due_fen, paid_fen = row["line__amount_fen"], row["fen"]
        if abs(paid_fen) > abs(due_fen) or paid_fen * due_fen < 0:
            yield Finding.of(
                "broken", f"line:{row['line']}", "settlement.overpaid", due_fen=due_fen, paid_fen=paid_fen
            )
    touched = RunLine.objects.filter(pk__in=Payment.objects.values("line"))
    standing = set(facts.postable(touched).values_list("pk", flat=True))
    for pk in sorted(set(touched.values_list("pk", flat=True)) - standing):
        yield Finding.of("tampered", f"line:{pk}", "settlement.paid_unposted")
    offsets = Payment.objects.filter(state=Payment.State.OFFSET).values("org_code", "mark")
    for unequal in offsets.annotate(fen=Sum("amount_fen")).exclude(fen=0):
        yield Finding.of(
            "tampered", f"org:{unequal['org_code']}", "settlement.offset_unequal", mark=unequal["mark"]
        )
    expected: Counter[tuple[str, int | None]] = Counter()
    receipts = Payment.objects.filter(receipt_number__isnull=False)
    place = ("org_code", "receipt_year", "receipt_number")
    for pk, org_code, year, number in receipts.order_by(*place).values_list("pk", *place):
        key, found = (org_code, year), number or 0
        expected[key] += 1
        if found != expected[key]:
            yield Finding.of(
                "tampered",
                f"payment:{pk}",
                "settlement.receipt_gap",
                number=found,
                expected=expected[key],
            )
            expected[key] = found
    for listed in PaymentList.objects.order_by("id").iterator():
        paid = list(Payment.objects.filter(listed=listed).only(*LISTED))
        moved = sum(row.amount_fen for row in paid if row.state == Payment.State.PAID)
        said = (listed.count, listed.total_fen, listed.content)
        if (len(paid), moved, content_of(paid)) != said:
            yield Finding.of("tampered", f"paylist:{listed.pk}", "settlement.list_not_whole", key=listed.key)


def undone_payments_are_contrary() -> Iterator[Finding]:
    """What was sent back or booked in error names one payment of its line, whole, that moved money."""
    state = Payment.State
    contrary = (state.RETURNED, state.MISTAKEN)
    rows = Payment.objects.filter(Q(state__in=contrary) | Q(undoes__isnull=False)).select_related("undoes")
    for row in rows.order_by("pk"):
        first = row.undoes
        same = ("line_id", "payee", "money_account", "org_code")
        if (
            first is None
            or row.state not in contrary
            or first.state != state.PAID
            or row.amount_fen != -first.amount_fen
            or any(getattr(row, name) != getattr(first, name) for name in same)
        ):
            yield Finding.of("tampered", f"payment:{row.pk}", "settlement.undone_differs")


def entries_equal_their_payments() -> Iterator[Finding]:
    """What the book says of money that moved, account by account, is what the payments of each entry say."""
    rows = Payment.objects.exclude(state__in=(Payment.State.FAILED, Payment.State.OFFSET)).order_by()
    keys = ("entry_ref", "money_account", "line__settle_account", "line__run__kind")
    known = {kind.name: kind.direction for kind in all_kinds()}
    said: dict[str, Counter[str]] = {}
    for entry, money, account, kind, fen in rows.values_list(*keys).annotate(Sum("amount_fen")):
        nets = said.setdefault(entry, Counter())
        out = fen if known.get(kind) == "pay" else -fen
        nets[account] += out
        nets[money] -= out
    booked = gateways.entry_nets(said)
    for entry, nets in sorted(said.items()):
        if {account: fen for account, fen in nets.items() if fen} != booked.get(entry, {}):
            first = rows.filter(entry_ref=entry).values_list("pk", flat=True).order_by("pk")[0]
            yield Finding.of("tampered", f"payment:{first}", "settlement.payment_entry_differs", entry=entry)


@by_runs
def entries_equal_their_runs(runs: "QuerySet[Run]") -> Iterator[Finding]:
    """What the book says of a posted run is what its lines say."""
    known = {kind.name for kind in all_kinds()}
    for run in runs:
        if run.kind not in known or facts.run_state(run.pk) not in (rules.POSTED, rules.REVERSED):
            continue
        posted = RunEvent.objects.filter(run=run, state=rules.POSTED).first()
        if posted is None:  # an event was taken away: its states are told as unlawful
            continue
        groups: dict[str, list[RunLine]] = {posted.ref: []}
        own = facts.last_line_events([run.pk])
        for row in facts.standing(run).lines:
            event = own.get(row.pk)
            if (event and event.state != rules.POSTED) or (row.serial and not event):
                continue
            groups.setdefault(event.ref if event else posted.ref, []).append(row)
        for ref, rows in groups.items():
            if _expected_entry(run, rows) != _as_counter(run, gateways.entry_lines(ref)):
                yield Finding.of("tampered", f"run:{run.pk}", "settlement.entry_differs", entry=ref)


def _expected_entry(run: Run, rows: list[RunLine]) -> Counter[tuple[str, str, int, int]] | None:
    """The entry the lines ask for; None where they no longer make one."""
    kind, period = kind_named(run.kind), Period.parse(run.period)
    lines = [facts.as_line(row, part=rules.original_part(row.part), why=False) for row in rows]
    try:
        charter = calculation.charter_by_id(kind.charter, run.clauses[0], kind, period, run.org_code)
        return _as_counter(run, calculation.entry_of(kind, lines, charter))
    except (Refusal, *UNRULABLE):
        return None


def _as_counter(run: Run, lines: tuple[EntryLine, ...]) -> Counter[tuple[str, str, int, int]]:
    """The lines with members' and others' accounts told together: a list says whom it owes how much."""
    lines = gateways.told_together(run.org_code, Period.parse(run.period).last_day, lines)
    return Counter((line.account, line.party, line.debit_fen, line.credit_fen) for line in lines)
