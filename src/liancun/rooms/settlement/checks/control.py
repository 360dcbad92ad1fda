"""Entries, payments and lines against each other, person by person (三方核对): each names the others."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.db.models import Min, Sum

from liancun.base import clock
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


def nothing_is_owed_without_a_line() -> Iterator[Finding]:
    """On an account that runs fill, no voucher puts down a person's debt or claim, nor settles more of one
    than the opening balance brought.

    A unit's other dealings go on the same account; a person's do not, but for the members' account: there
    stands all that a member owes and is owed. What a reversal undid counts no more.
    """
    known = {kind.name: kind.direction for kind in all_kinds()}
    lines = facts.postable(RunLine.objects.filter(payable=True)).order_by()
    accounts: dict[tuple[str, str], set[str]] = {}
    first = dict(RunEvent.objects.filter(state=rules.POSTED).values_list("run__org_code").annotate(Min("on")))
    named: set[tuple[str, str, str]] = set()
    columns = ("org_code", "settle_account", "payee", "run__kind")
    for org_code, account, payee, kind in lines.values_list(*columns).distinct():
        accounts.setdefault((org_code, account), set()).add(known.get(kind, ""))
        named.add((org_code, account, payee))
    for (org_code, account), directions in sorted(accounts.items()):
        if len(directions) > 1 or gateways.is_of_members(org_code, account, clock.today()):
            continue  # what is owed and what is claimed stand on one account: a voucher may be either
        # What was booked by hand before its first run was posted is the office's older way.
        pays, since = directions == {"pay"}, first.get(org_code, date.max)
        brought = gateways.owed_by_opening(org_code, account)
        for party, (debit_fen, credit_fen) in sorted(gateways.vouchered(org_code, account, since).items()):
            if party.startswith(gateways.ORG) and (org_code, account, party) not in named:
                continue
            made, settled = (credit_fen, debit_fen) if pays else (debit_fen, credit_fen)
            opening = brought.get(party, 0) if pays else -brought.get(party, 0)
            said = {"payee": party, "account": account, "org": org_code}
            ref = f"account:{org_code}/{account}"
            if made:
                code = "settlement.owed_without_a_line"
                yield Finding.of("broken", ref, code, **said, beyond_fen=made)
            if settled > max(0, opening):
                code = "settlement.paid_without_a_line"
                yield Finding.of("broken", ref, code, **said, beyond_fen=settled - max(0, opening))


def money_moved_as_it_was_paid() -> Iterator[Finding]:
    """An entry of payments moves on each money account (101, 102) what its payments say."""
    rows = Payment.objects.filter(money_account__in=MONEY).exclude(entry_ref="").order_by()
    rows = rows.exclude(state__in=(Payment.State.FAILED, Payment.State.OFFSET))
    known = {kind.name: kind.direction for kind in all_kinds()}
    said: dict[str, Counter[str]] = {}
    for entry, account, kind, fen in rows.values_list(
        "entry_ref", "money_account", "line__run__kind"
    ).annotate(Sum("amount_fen")):
        said.setdefault(entry, Counter())[account] += -fen if known.get(kind) == "pay" else fen
    booked = gateways.entry_nets(said)
    for entry, sums in sorted(said.items()):
        for account, fen in sorted(sums.items()):
            moved = booked.get(entry, {}).get(account, 0)
            if moved != fen:
                yield Finding.of(
                    "tampered",
                    entry,
                    "settlement.money_differs",
                    entry=entry,
                    account=account,
                    paid_fen=abs(fen),
                    booked_fen=abs(moved),
                )


CONTROLS = (
    entries_are_of_something,
    money_went_to_who_may_receive_it,
    entries_name_whom_was_paid,
    nothing_is_cleared_past_its_line,
    nothing_is_owed_without_a_line,
    money_moved_as_it_was_paid,
)
