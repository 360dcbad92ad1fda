"""How entries stand to what a book holds, and who of those they name is a member that day (往来)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

from liancun.kernel import DateRange, Reason
from liancun.kernel.rulings import EntryLine as Line
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.rules import AccountSpec, entry_faults, nameless_of
from liancun.rooms.ledger.rules.dealings import member_faults, placed
from liancun.rooms.registry import facts as registry


class Dealings:
    """How some entries of one act stand to what the book holds (往来).

    Who is a member on the day of each, what stands for whom; what one moves is counted for the next.
    """

    def __init__(self, org_code: str, entries: Iterable[Sequence[Line]]) -> None:
        self._org_code = org_code
        self._parties = frozenset(line.party for lines in entries for line in lines) - {""}
        self._held: dict[tuple[str, str], int] | None = None
        self._nameless: dict[str, int] = {}

    @cached_property
    def _spans(self) -> Mapping[str, tuple[DateRange, ...]]:
        return registry.spans_among(self._org_code, self._parties)

    def _members(self, day: date) -> frozenset[str]:
        return frozenset(
            party for party, some in self._spans.items() if any(span.holds(day) for span in some)
        )

    def _holding(self, accounts: Mapping[str, AccountSpec]) -> dict[tuple[str, str], int]:
        """Debit less credit of the parties on the accounts that tell members from others."""
        if self._held is None:
            kinds = {code for code, spec in accounts.items() if spec.of_members}
            kinds |= {accounts[code].of_members for code in kinds}
            found = facts.credits_by_day(
                self._org_code, [(code, each) for code in kinds for each in self._parties]
            )
            self._held = {key: -sum(days.values()) for key, days in found.items()}
        return self._held

    def placed(
        self, day: date, lines: Sequence[Line], accounts: Mapping[str, AccountSpec]
    ) -> tuple[Line, ...]:
        """The lines of a room's entry, each on the account of who its party is that day."""
        if not _told_apart(lines, accounts):
            return tuple(lines)
        return placed(lines, accounts, self._members(day), self._holding(accounts))

    def elsewhere(
        self, day: date, lines: Sequence[Line], accounts: Mapping[str, AccountSpec], clause: str
    ) -> tuple[Reason, ...]:
        """What of an entry written by hand names a member on the account of those who are none."""
        if not _told_apart(lines, accounts):
            return ()
        return member_faults(lines, accounts, clause, self._members(day), self._holding(accounts))

    def faults(
        self, lines: Sequence[Line], accounts: Mapping[str, AccountSpec], clause: str, *, turned: bool = False
    ) -> tuple[Reason, ...]:
        """What is wrong with an entry in itself; a reversal (`turned`) names nobody where its first did."""
        moved = {
            line.account: nameless_of(lines, line.account)
            for line in lines
            if not line.party and line.account in accounts and accounts[line.account].party == "required"
        }
        unread = [] if turned else sorted(moved.keys() - self._nameless.keys())
        if unread:
            self._nameless |= {**dict.fromkeys(unread, 0), **facts.nameless(self._org_code, unread)}
        before = {account: -fen for account, fen in moved.items()} if turned else dict(self._nameless)
        for account, fen in moved.items():
            self._nameless[account] = self._nameless.get(account, 0) + fen
        return entry_faults(lines, accounts, clause, before)


def entries_placed(org_code: str, entries: Sequence[tuple[date, Sequence[Line]]]) -> list[tuple[Line, ...]]:
    """Entries of a room in order, each line on the account of who its party is on the entry's day."""
    dealings = Dealings(org_code, [lines for _day, lines in entries])
    charts = {
        year: facts.chart_of(org_code, date(year, 12, 31))[0]
        for year in {day.year for day, lines in entries if lines}
    }
    return [dealings.placed(day, lines, charts[day.year]) if lines else () for day, lines in entries]


def _told_apart(lines: Iterable[Line], accounts: Mapping[str, AccountSpec]) -> bool:
    named = {line.account for line in lines if line.party}
    return any(accounts[code].of_members for code in named if code in accounts)


def members_among(org_code: str, parties: Iterable[str], day: date) -> frozenset[str]:
    """Those of some parties with whom a book deals as members on a day."""
    wanted = frozenset(parties) - {""}
    spans = registry.spans_among(org_code, wanted) if wanted else {}
    return frozenset(party for party, some in spans.items() if any(span.holds(day) for span in some))
