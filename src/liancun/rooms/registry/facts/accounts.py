"""Whose an account is (账号归谁): one party's, unless a written authority says who receives for whom."""

from collections import defaultdict
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
    others: dict[int, list[Claim]] = {}
    for place, claim in enumerate(claims):
        same = held.setdefault(claim.index, [])
        others[place] = [
            each for each in same if each.party != claim.party and each.days.overlaps(claim.days)
        ]
        same.append(claim)
    joined = _joined({each.party for every in others.values() for each in every}, claims)
    found: dict[int, str] = {}
    for place, every in others.items():
        claim = claims[place]
        alone = [
            each.party
            for each in every
            if not any(days.overlaps(claim.days) for days in joined[frozenset((claim.party, each.party))])
        ]
        if alone:
            found[place] = alone[0]
    return found


def _joined(parties: set[str], claims: Sequence[Claim]) -> dict[frozenset[str], list[DateRange]]:
    """Two parties -> the days on which one receives for the other: asked once for all claims."""
    found: dict[frozenset[str], list[DateRange]] = defaultdict(list)
    if not parties:
        return found
    wanted = parties | {claim.party for claim in claims}
    rows = versions.standing(PayeeAuthority.objects.filter(party__among=wanted))
    for party, payee, start, end in rows.values_list("party", "payee", "start", "end"):
        found[frozenset((party, payee))].append(DateRange(start, end))
    return found
