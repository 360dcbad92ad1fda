"""What a contribution may be and how shares move (出资与股份变动).

农民专业合作社法 (2017) 第十三条: money, or what can be valued in money and lawfully transferred; never a
claim on the cooperative. 第二十八条: on leaving, the contribution in the member account is paid back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from liancun.kernel import Refusal
from liancun.kernel.fields import A, Choice, Code, Many, Rows, _
from liancun.kernel.rulings import EntryLine

SHARES = "301"
"""股金, by member"""

PREMIUM = "321"
"""资本公积"""

MONEY = "money"

SURPLUS = "surplus"
"""The form of what came out of a distribution by vote (第四十四条): never handed over, so never taken in"""

PAID_IN = (
    (MONEY, _("货币")),
    ("kind", _("实物")),
    ("ip", _("知识产权")),
    ("land_right", _("土地经营权")),
    ("forest_right", _("林权")),
    ("other", _("其他")),
)
"""The forms of what is handed over (出资方式), 第十三条."""
FORMS = (*PAID_IN, (SURPLUS, _("盈余转入")))
FORM = Choice(_("出资方式"), FORMS)


@dataclass(frozen=True)
class ContributionLaw:
    """What may be contributed at all (法定出资方式): 农民专业合作社法第十三条."""

    clause: str
    forms: A[tuple[str, ...], Many(_("法定出资方式"), each=FORM)]

    DECISION: ClassVar[str] = "law/cooperative_contributions"


@dataclass(frozen=True)
class ContributionTerms:
    """What this cooperative takes as contribution (出资办法): decision `capital/contributions`.

    accounts        form -> the account that holds what was contributed; a form not listed is not taken, so a
                    land right counts only where the members decided to value it
    voted           forms whose value the assembly must have voted (会计制度: 评估作价经成员大会表决)
    refund_account  what a withdrawal is paid from
    """

    clause: str
    law: ContributionLaw
    accounts: A[Mapping[str, str], Rows(_("可收的出资方式"), by=FORM, of=Code(_("科目")))]
    voted: A[tuple[str, ...], Many(_("须表决作价的"), each=FORM)]
    refund_account: A[str, Code(_("退股付款科目"))]

    DECISION: ClassVar[str] = "capital/contributions"

    def __post_init__(self) -> None:
        for form in (*self.accounts, *self.voted):
            if form not in self.law.forms:
                raise Refusal(
                    "capital.charter.unlawful_form", self.law.clause, form=form, forms=self.law.forms
                )


@dataclass(frozen=True)
class Lot:
    """A lot as it stands (股份批次现状): `left` shares remain in it."""

    number: str
    party: str
    price_fen: int
    left: int
    happened_on: date

    @property
    def held_fen(self) -> int:
        """What the lot still counts as contribution."""
        return self.left * self.price_fen


def must_be_contributable(
    form: str, shares: int, price_fen: int, paid_fen: int, resolution: str, terms: ContributionTerms
) -> int:
    """The premium over the shares' price in fen. Refuses a form, a value or a vote that will not do."""
    if form not in terms.accounts:
        raise Refusal("capital.form_not_taken", terms.clause, form=form, forms=tuple(terms.accounts))
    if form in terms.voted and not resolution:
        raise Refusal("capital.value_not_voted", terms.clause, form=form)
    if shares <= 0 or price_fen <= 0:
        raise Refusal("capital.nothing_contributed", terms.clause)
    if paid_fen < shares * price_fen:
        raise Refusal("capital.paid_too_little", terms.clause, paid_fen=paid_fen, due_fen=shares * price_fen)
    return paid_fen - shares * price_fen


def must_be_movable(lot: Lot, shares: int, happened_on: date, terms: ContributionTerms) -> None:
    """Refuse moving nothing, more than is left in the lot, or before it was paid in."""
    if shares <= 0:
        raise Refusal("capital.moves_nothing", terms.clause, number=lot.number)
    if shares > lot.left:
        raise Refusal("capital.moves_too_many", terms.clause, number=lot.number, shares=shares, left=lot.left)
    if happened_on < lot.happened_on:
        raise Refusal("capital.moves_too_early", terms.clause, number=lot.number, first=str(lot.happened_on))


def contribution_entry(
    party: str, form: str, held_fen: int, premium_fen: int, terms: ContributionTerms
) -> tuple[EntryLine, ...]:
    """DR what was contributed, CR 301 by member, CR 321 for what was paid beyond."""
    lines = [
        EntryLine(terms.accounts[form], debit_fen=held_fen + premium_fen),
        EntryLine(SHARES, credit_fen=held_fen, party=party),
    ]
    if premium_fen:
        lines.append(EntryLine(PREMIUM, credit_fen=premium_fen))
    return tuple(lines)


def transfer_entry(giver: str, taker: str, held_fen: int) -> tuple[EntryLine, ...]:
    """DR 301 of the one, CR 301 of the other: at the lot's own price, whatever they agreed between them."""
    return (
        EntryLine(SHARES, debit_fen=held_fen, party=giver),
        EntryLine(SHARES, credit_fen=held_fen, party=taker),
    )


def withdrawal_entry(party: str, held_fen: int, terms: ContributionTerms) -> tuple[EntryLine, ...]:
    """DR 301, CR what it is paid from. A premium and quantified subsidy property stay."""
    return (
        EntryLine(SHARES, debit_fen=held_fen, party=party),
        EntryLine(terms.refund_account, credit_fen=held_fen),
    )


def held_by_party(lots: Sequence[Lot]) -> dict[str, int]:
    """Party -> contribution in fen, of those who hold any."""
    held: dict[str, int] = {}
    for lot in lots:
        if lot.left:
            held[lot.party] = held.get(lot.party, 0) + lot.held_fen
    return held


CHARTERS = (ContributionLaw, ContributionTerms)
