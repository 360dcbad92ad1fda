"""What must always be true of the share register (股金核对)."""

from collections.abc import Iterator
from datetime import date

from liancun.base.findings import Finding
from liancun.base.watermark import Watermark
from liancun.rooms.capital import facts
from liancun.rooms.capital.rules import SHARES
from liancun.rooms.ledger import facts as ledger


def register_is_the_book() -> Iterator[Finding]:
    """Each member's shares are what account 301 holds for the member."""
    for org_code in facts.organisations():
        held = facts.contributions(org_code, asof=Watermark.now([org_code]), on=date.max)
        booked = {party: -fen for party, fen in ledger.party_balances(org_code, SHARES).items() if fen}
        for party in sorted(held.keys() | booked.keys()):
            if held.get(party, 0) != booked.get(party, 0):
                yield Finding.of(
                    "broken",
                    f"shares:{org_code}/{party}",
                    "capital.not_as_booked",
                    party=party,
                    held_fen=held.get(party, 0),
                    booked_fen=booked.get(party, 0),
                )


def nothing_moved_twice() -> Iterator[Finding]:
    """No lot gave more shares than it had."""
    for org_code in facts.organisations():
        for lot in facts.lots(org_code, asof=Watermark.now([org_code]), on=date.max):
            if lot.left < 0:
                yield Finding.of(
                    "broken", f"share:{org_code}/{lot.number}", "capital.lot_overdrawn", number=lot.number
                )


CHECKS = (register_is_the_book, nothing_moved_twice)
