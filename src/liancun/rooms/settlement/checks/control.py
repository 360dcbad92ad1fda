"""Entries, payments and lines against each other, person by person (三方核对): each names the others."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Sum

from liancun.base.findings import Finding
from liancun.rooms.settlement import facts, gateways, rules
from liancun.rooms.settlement.actions.paying import MONEY
from liancun.rooms.settlement.kinds import all_kinds
from liancun.rooms.settlement.models import LineEvent, Payment, RunEvent, RunLine


def entries_are_of_something() -> Iterator[Finding]:
    """Every entry that says it comes from a run or a payment is one that they name."""
    named = set(Payment.objects.exclude(entry_ref="").values_list("entry_ref", flat=True))
    for events in (RunEvent.objects, LineEvent.objects):
        named.update(events.filter(state=rules.POSTED).exclude(ref="").values_list("ref", flat=True))
    for entry, source in gateways.entries_of_settlement():
        if entry not in named:
            yield Finding.of("tampered", entry, "settlement.entry_of_nothing", entry=entry, source=source)


def money_went_to_who_may_receive_it() -> Iterator[Finding]:
    """A payment went to the line's own payee, or to who receives for that person; money has its receipt."""
    rows = Payment.objects.filter(state=Payment.State.PAID, money_account__in=MONEY).order_by("pk")
    columns = ("pk", "payee", "line__payee", "receipt_number")
    paid = list(rows.values_list(*columns))
    receive = gateways.ever_received({owed for _pk, got, owed, _number in paid if got != owed})
    for pk, got, owed, number in paid:
        if got != owed and got not in receive.get(owed, ()):
            yield Finding.of("tampered", f"payment:{pk}", "settlement.paid_to_another", payee=got, owed=owed)
        if number is None:
            yield Finding.of("tampered", f"payment:{pk}", "settlement.no_receipt", payment=pk)


def entries_name_whom_was_paid() -> Iterator[Finding]:
    """An entry of payments clears of each person what that person's lines were paid."""
    rows = Payment.objects.exclude(state__in=(Payment.State.FAILED, Payment.State.OFFSET)).order_by()
    keys = ("entry_ref", "line__settle_account", "line__payee", "line__run__kind")
    known = {kind.name: kind.direction for kind in all_kinds()}
    said: dict[str, Counter[tuple[str, str]]] = {}
    for entry, account, payee, kind, fen in rows.values_list(*keys).annotate(Sum("amount_fen")):
        sums = said.setdefault(entry, Counter())
        sums[account, payee] += fen if known.get(kind) == "pay" else -fen
    booked = gateways.entry_nets_by_party(said)
    for entry, sums in sorted(said.items()):
        accounts = {account for account, _payee in sums}
        found = {key: fen for key, fen in booked.get(entry, {}).items() if key[0] in accounts and key[1]}
        named = {account for account, _payee in found}
        told = {key: fen for key, fen in sums.items() if key[0] in named and fen}
        for _account, payee in sorted(dict(told.items() ^ found.items())):
            yield Finding.of("tampered", entry, "settlement.entry_names_another", entry=entry, payee=payee)


def nothing_is_cleared_past_its_line() -> Iterator[Finding]:
    """Nobody with an open line was cleared by hand past what stands for them by hand: paid past the run.

    What runs and payments moved on the account is open by their lines, which other checks hold to it. What
    other rooms booked there, a member's purchase on 成员往来, is another matter between the same two.
    """
    known = {kind.name: kind.direction for kind in all_kinds()}
    rows = facts.unsettled(facts.postable(RunLine.objects.all())).order_by("pk")
    columns = ("pk", "org_code", "settle_account", "payee", "run__kind", "open_fen")
    open_fen: Counter[tuple[str, str, str]] = Counter()
    first: dict[tuple[str, str, str], int] = {}
    for pk, org_code, account, payee, kind, fen in rows.values_list(*columns):
        key = (org_code, account, payee)
        open_fen[key] += fen if known.get(kind) == "pay" else -fen
        first.setdefault(key, pk)
    for org_code, account in sorted({(org_code, account) for org_code, account, _payee in open_fen}):
        by_hand = gateways.credited_by_hand(org_code, account)
        for key in sorted(each for each in open_fen if each[:2] == (org_code, account)):
            due, moved = open_fen[key], by_hand.get(key[2], 0)
            if due * moved < 0:
                yield Finding.of(
                    "broken",
                    f"line:{first[key]}",
                    "settlement.cleared_past_its_line",
                    payee=key[2],
                    account=account,
                    open_fen=abs(due),
                    booked_fen=max(abs(due) - abs(moved), 0),
                )


CONTROLS = (
    entries_are_of_something,
    money_went_to_who_may_receive_it,
    entries_name_whom_was_paid,
    nothing_is_cleared_past_its_line,
)
