"""Members whom a scheme leaves out though the law gives them a part (漏掉的成员): told, not refused.

农民专业合作社法 (2017) 第四十二条: each year's reserve becomes a share of every member; 第四十四条: what is
left after the return by trade follows the member accounts. A charter may settle the details.
"""

from collections.abc import Iterable, Mapping

from liancun.kernel import Reason
from liancun.kernel.rulings import Ruling
from liancun.rooms.surplus import rules
from liancun.rooms.surplus.rules.terms import Member, Sheet, SurplusTerms


def left_out(sheet: Sheet, charter: SurplusTerms, ruling: Ruling) -> Mapping[str, tuple[str, ...]]:
    """Pot -> the members who have no part in it: the reserve, and what follows the accounts."""
    members = [line for line in sheet.lines if line.facts.is_member]
    found = {}
    if ruling.pots[rules.RESERVE]:
        found[rules.RESERVE] = _names(each for each in members if not _quantified(each, charter))
    if not ruling.pots[rules.EQUITY]:
        found[rules.EQUITY] = _names(each for each in members if _held(each) and not _traded(each, charter))
    return {pot: names for pot, names in found.items() if names}


def warnings(sheet: Sheet, charter: SurplusTerms, ruling: Ruling) -> tuple[Reason, ...]:
    """The same in words, beside the steps."""
    by, _unit = charter.measure(charter.reserve_quantified_by)
    return tuple(
        Reason.of(f"surplus.left_out.{pot}", charter.law.clause, by=by, members=len(names), names=names[:10])
        for pot, names in left_out(sheet, charter, ruling).items()
    )


def _names(members: Iterable[Member]) -> tuple[str, ...]:
    return tuple(sorted(each.subject for each in members))


def _traded(member: Member, charter: SurplusTerms) -> int:
    facts = member.facts
    return facts.transaction_value_fen if charter.patronage_by == "value" else facts.transaction_g


def _held(member: Member) -> int:
    return member.facts.contribution_fen + member.facts.reserve_share_fen


def _quantified(member: Member, charter: SurplusTerms) -> int:
    by = charter.reserve_quantified_by
    if by == "head":
        return 1
    return _traded(member, charter) if by == "transaction" else member.facts.contribution_fen
