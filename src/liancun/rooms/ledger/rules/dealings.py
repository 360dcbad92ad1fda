"""Where dealings with members and with others stand (成员往来与应收、应付), which 37号 keeps apart."""

from collections.abc import Container, Iterable, Mapping, MutableMapping, Sequence

from liancun.kernel import Reason
from liancun.kernel.rulings import EntryLine
from liancun.rooms.ledger.rules import AccountSpec


def placed(
    lines: Iterable[EntryLine],
    accounts: Mapping[str, AccountSpec],
    members: Container[str],
    held: MutableMapping[tuple[str, str], int],
) -> tuple[EntryLine, ...]:
    """The lines of a room, each on the account of who its party is that day (成员往来与应收、应付).

    A member's stands on the account its own names for members, anybody else's stays. What settles something
    goes first to where that stands: who joined or left since is still asked for what was booked before.
    `held` is debit less credit by (account, party), and goes on to hold what these lines move.
    """
    found: list[EntryLine] = []
    for line in lines:
        spec = accounts.get(line.account)
        if spec is None or not line.party or not spec.of_members:
            found.append(line)
            continue
        today, other = (line.account, spec.of_members)[:: -1 if line.party in members else 1]
        kept_fen = min(_stands_against(line, other, spec, held), line.debit_fen + line.credit_fen)
        for account, fen in ((other, kept_fen), (today, line.debit_fen + line.credit_fen - kept_fen)):
            if fen:
                debit_fen = fen if line.debit_fen else 0
                part = EntryLine(account, debit_fen, fen - debit_fen, line.party)
                found.append(part)
                key = (account, line.party)
                held[key] = held.get(key, 0) + part.debit_fen - part.credit_fen
    return tuple(found)


def _stands_against(
    line: EntryLine, account: str, spec: AccountSpec, held: Mapping[tuple[str, str], int]
) -> int:
    """What stands for a line's party on an account that the line would settle; nil where it adds to it."""
    sign = 1 if spec.side == "debit" else -1
    if (line.debit_fen - line.credit_fen) * sign > 0:
        return 0
    return max(0, held.get((account, line.party), 0) * sign)


def member_faults(
    lines: Sequence[EntryLine],
    accounts: Mapping[str, AccountSpec],
    clause: str,
    members: Container[str],
    held: MutableMapping[tuple[str, str], int],
) -> tuple[Reason, ...]:
    """The lines written by hand that name a member on an account of those who are none."""
    faults = []
    for line in lines:
        spec = accounts.get(line.account)
        if spec is None or not spec.of_members or line.party not in members:
            continue
        if placed([line], accounts, members, held) != (line,):
            faults.append(
                Reason.of(
                    "ledger.party_is_member",
                    clause,
                    account=line.account,
                    name=spec.name,
                    party=line.party,
                    instead=spec.of_members,
                    instead_name=accounts[spec.of_members].name,
                )
            )
    return tuple(dict.fromkeys(faults))
