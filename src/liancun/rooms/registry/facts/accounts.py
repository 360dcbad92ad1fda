"""Whose an account is (账号归谁): one party's, unless a written authority says who receives for whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from liancun.base import versions
from liancun.kernel import DateRange
from liancun.rooms.registry.models import PayeeAccount, PayeeAuthority


@dataclass(frozen=True)
class Claim:
    """An account in a party's name for a while (账号登记); the account by its index."""

    index: str
    party: str
    days: DateRange


def standing_claims(indexes: Sequence[str] | None = None) -> Iterator[Claim]:
    """The accounts that stand, oldest first: those of these indexes, or all."""
    rows = versions.standing(PayeeAccount.objects.all())
    if indexes is not None:
        rows = rows.filter(account_index__among=indexes)
    for index, party, start, end in rows.order_by("pk").values_list("account_index", "party", "start", "end"):
        yield Claim(index, party, DateRange(start, end))


def shared(claims: Sequence[Claim], there: Sequence[Claim] = ()) -> dict[int, str]:
    """Place of a claim on an account that is another's for some of the days -> that other.

    Neither receives for the other then by authority or as heir. `there` stands already.
    """
    held: dict[str, list[Claim]] = {}
    for claim in there:
        held.setdefault(claim.index, []).append(claim)
    found: dict[int, str] = {}
    for place, claim in enumerate(claims):
        others = [
            each
            for each in held.get(claim.index, ())
            if each.party != claim.party and each.days.overlaps(claim.days)
        ]
        if others and (alone := _without_ground(claim, others)):
            found[place] = alone
        held.setdefault(claim.index, []).append(claim)
    return found


def _without_ground(claim: Claim, others: Sequence[Claim]) -> str:
    """The first other with whom no authority joins the party of a claim, '' where one joins them all."""
    parties = {claim.party, *(each.party for each in others)}
    rows = versions.standing(PayeeAuthority.objects.filter(party__among=parties))
    joined = {
        frozenset((party, payee))
        for party, payee, start, end in rows.values_list("party", "payee", "start", "end")
        if DateRange(start, end).overlaps(claim.days)
    }
    return next((each.party for each in others if frozenset((claim.party, each.party)) not in joined), "")
