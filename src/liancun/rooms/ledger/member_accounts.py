"""What the book holds for a member (成员账户)."""

from dataclasses import dataclass
from datetime import date

from liancun.base.viewer import Viewer
from liancun.rooms.ledger import facts
from liancun.rooms.registry.queries.names import must_see_member


@dataclass(frozen=True)
class MemberAccount:
    """A member's account (成员账户), art. 43: contribution, reserve share, what is owed, over a year."""

    party: str
    contribution_fen: int
    reserve_fen: int
    patronage_owed_fen: int
    surplus_owed_fen: int
    current_fen: int


def member_account(viewer: Viewer, org_code: str, party: str, *, on: date) -> MemberAccount:
    """What the book holds for a member on a day; to the member and to the organisation's own people.

    Who holds a post there for some villages sees the members of those.
    """
    must_see_member(viewer, org_code, party)
    accounts = ("301", "322", "221", "222", "114")
    held = facts.balances_of(org_code, party, accounts, last=on)
    return MemberAccount(party, *(-held.get(account, 0) for account in accounts))
