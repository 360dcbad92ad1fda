"""What land earns in a year (保底分红与园区分成): a guaranteed floor, and a share of the park over it.

The floor is due whether or not the park earned; what is above it comes out of the agreed statement. Neither
is the cooperative's income: the company owes it, the cooperative passes it on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar, Final, Literal

from liancun.kernel import Reason, Refusal, allocate, floor_share, half_up
from liancun.kernel.fields import A, Choice, Code, Flag, Mu, Rows, Share, Whole, Yuan, _
from liancun.kernel.quantities import CENTIMU_PER_MU
from liancun.kernel.rulings import EntryLine, FactLine, FactSheet, Line, Ruling
from liancun.rooms.land.rules import COLLECTIVE as ORGANISATION
from liancun.rooms.land.rules import AreaTerms

Bearer = Literal["company", "cooperative"]

FLOOR: Final = "floor"
HILL: Final = "hill"
SECOND: Final = "second"
SUPPLEMENT: Final = "above_floor"
COLLECTIVE: Final = "collective"
TOP_UP: Final = "top_up"
"""What the floor is above the share, where the cooperative bears it: booked, paid to nobody."""

FORMS = (("shares", _("入股")), ("lease", _("出租")), ("second", _("套种")))
"""How land is given, in words."""
PART_OF: Final[Mapping[str, str]] = {"shares": FLOOR, "lease": HILL, "second": SECOND}
"""The part of the land money that each form of contract gives."""

BEARERS: Final = (("company", _("公司")), ("cooperative", _("合作社")))
DIVIDED_BY: Final = (("area", _("按园区内的面积")), ("equal", _("平均")))
MEMBERS_ACCOUNT: Final = "114"
"""成员往来, by household that is a member"""

OTHERS_ACCOUNT: Final = "211"
"""应付款, by everybody else; a collective that is a member is moved to 成员往来 when it is booked"""

MOST_FEN: Final = 10**14
"""What an amount of the park's year stays under"""

CLAIM: Final = "113"
"""应收款 on whoever bears it; 成员往来 when booked, where that is a member"""


@dataclass(frozen=True)
class FloorTerms:
    """The guaranteed dividend (保底分红): decision `park/floor`.

    floor_fen     least price of a mu and year of land put in as shares; a contract may say more, never less
    cost_account  what the cooperative's own payments are a cost of (the second payment under dishen)
    own_party     whose payments are the cooperative's own
    company_party who pays the floor and the rent of hill land under the agreement
    pay_month, pay_day  by when the year's floor is paid; `alarm_days` before it what is missing is shown
    areas         which of a plot's areas counts
    """

    clause: str
    areas: AreaTerms
    floor_fen: A[int, Yuan(_("每亩每年保底"))]
    cost_account: A[str, Code(_("成本科目"))]
    own_party: A[str, Choice(_("合作社自付的户头"), "registry.parties")]
    company_party: A[str, Choice(_("公司的户头"), "registry.parties")]
    pay_month: A[int, Whole(_("几月付清"), of=_("月"))] = 12
    pay_day: A[int, Whole(_("几日付清"), of=_("日"))] = 31
    alarm_days: A[int, Whole(_("提前提示"), of=_("天"))] = 30

    DECISION: ClassVar[str] = "park/floor"

    def due_on(self, year: int) -> date:
        """The last day on which a year's floor is paid in time."""
        return date(year, self.pay_month, self.pay_day)


@dataclass(frozen=True)
class ShareTerms:
    """How the park's net income is divided (园区分成): decision `park/partnership`. Shares are of the whole.

    top_up_by      who bears what the floor is above the farmers' share; no later share is charged for it
    top_up_account the cooperative's cost where it bears that
    collectives_by how the collectives' part is divided: by their land in the park, or equally
    """

    clause: str
    floor: FloorTerms
    company: A[Fraction, Share(_("公司所占"))]
    farmers: A[Fraction, Share(_("农户所占"))]
    collectives: A[Fraction, Share(_("村集体所占"))]
    top_up_by: A[Bearer, Choice(_("保底高出部分谁补"), BEARERS)]
    top_up_account: A[str, Code(_("补足入账科目"))]
    collectives_by: A[Literal["area", "equal"], Choice(_("村集体之间怎么分"), DIVIDED_BY)]

    DECISION: ClassVar[str] = "park/partnership"

    def __post_init__(self) -> None:
        shares = (self.company, self.farmers, self.collectives)
        if sum(shares) != 1 or min(shares) < 0:
            raise Refusal("park.charter.shares", self.clause)


@dataclass(frozen=True)
class Piece:
    """A plot in a contract over some days of the year (计酬段): one holder, area and price."""

    contract: A[str, Code(_("合同"), link="contract_ref")]
    plot: A[str, Code(_("地块"), link="plot_ref")]
    form: A[str, Choice(_("流转方式"), FORMS)]
    payer: A[str, Choice(_("付款方"), "registry.parties")]
    area_centimu: A[int, Mu(_("面积"))]
    rate_fen: A[int, Yuan(_("每亩每年"))]
    days: A[int, Whole(_("天数"))]

    @property
    def contract_ref(self) -> str:
        """The reference of the contract."""
        return f"contract:{self.contract}"

    @property
    def plot_ref(self) -> str:
        """The reference of the plot."""
        return f"plot:{self.plot}"


@dataclass(frozen=True)
class HolderYear:
    """Everything a holder's land was in over a year (一户一年); `member` of the cooperative at its end."""

    pieces: A[tuple[Piece, ...], Rows(_("地块"))]
    member: A[bool, Flag(_("年末是社员"))]


@dataclass(frozen=True)
class YearDays:
    """How many days the year has (全年天数): the divisor of part-years."""

    days: int


def price_fen(piece: Piece, terms: FloorTerms) -> int:
    """The price of a mu and year: the contract's, for shares never under the floor."""
    return max(piece.rate_fen, terms.floor_fen) if piece.form == "shares" else piece.rate_fen


def worth(piece: Piece, year_days: int, terms: FloorTerms) -> Fraction:
    """What a piece is worth in fen, exactly: area by price by its days of the year."""
    return Fraction(piece.area_centimu * price_fen(piece, terms) * piece.days, CENTIMU_PER_MU * year_days)


def due_fen(pieces: Iterable[Piece], year_days: int, terms: FloorTerms) -> int:
    """What some pieces give together: one rounding, half up to the fen."""
    return half_up(sum((worth(piece, year_days, terms) for piece in pieces), Fraction(0)))


def part_of(piece: Piece, terms: FloorTerms) -> str:
    """The part of the land money of a piece: another payer than the usual one is a part of its own."""
    part = PART_OF[piece.form]
    usual = terms.own_party if part == SECOND else terms.company_party
    return part if piece.payer == usual else f"{part}:{piece.payer}"


def by_part(pieces: Iterable[Piece], terms: FloorTerms) -> dict[str, tuple[Piece, ...]]:
    """A holder's pieces by part: each is a line, rounded once."""
    found: dict[str, tuple[Piece, ...]] = {}
    for piece in pieces:
        part = part_of(piece, terms)
        found[part] = (*found.get(part, ()), piece)
    return dict(sorted(found.items()))


def base_of(part: str) -> str:
    """A part without its payer."""
    return part.partition(":")[0]


def guaranteed_dividend(sheet: FactSheet[HolderYear, YearDays], terms: FloorTerms) -> Ruling:
    """The land money of a year: a line for each holder and kind of contract, rounded once."""
    lines: list[Line] = []
    year_days = sheet.totals.days
    for fact in sheet.lines:
        for part, pieces in by_part(fact.facts.pieces, terms).items():
            amount_fen = due_fen(pieces, year_days, terms)
            if amount_fen:
                reasons = tuple(_reason(piece, year_days, terms) for piece in pieces)
                accounts = _accounts(pieces[0].payer, fact, terms)
                known = (fact.subject, fact.payee, fact.village_code)
                lines.append(_line(known, part, amount_fen, reasons, accounts))
    sums = {
        part: sum(line.amount_fen for line in lines if base_of(line.part) == part)
        for part in (FLOOR, HILL, SECOND)
    }
    step = Reason.of(
        "park.step.floor", terms.clause, lines=len(lines), floor_fen=sums[FLOOR], hill_fen=sums[HILL],
        second_fen=sums[SECOND],
    )  # fmt: skip
    return Ruling(tuple(lines), {}, (step,))


def _reason(piece: Piece, year_days: int, terms: FloorTerms) -> Reason:
    return Reason.of(
        "park.piece", terms.clause, contract=piece.contract, plot=piece.plot, area_centimu=piece.area_centimu,
        price_fen=price_fen(piece, terms), days=piece.days, year_days=year_days,
    )  # fmt: skip


def _accounts(payer: str, fact: FactLine[HolderYear], terms: FloorTerms) -> dict[str, str | int]:
    own = payer == terms.own_party
    by_household = fact.facts.member and not fact.subject.startswith(ORGANISATION)
    return {
        "debit": terms.cost_account if own else CLAIM,
        "party": "" if own else payer,
        "account": MEMBERS_ACCOUNT if by_household else OTHERS_ACCOUNT,
    }


def entry(lines: Sequence[Line], _terms: object) -> tuple[EntryLine, ...]:
    """DR 113 on who bears it, or the cooperative's own cost; CR 114 by household, 211 by collective."""
    debits: dict[tuple[str, str], int] = {}
    for line in lines:
        key = (str(line.outcome["debit"]), str(line.outcome["party"]))
        debits[key] = debits.get(key, 0) + line.amount_fen
    return (
        *(EntryLine(account, debit_fen=fen, party=party) for (account, party), fen in sorted(debits.items())),
        *(
            EntryLine(str(line.outcome["account"]), credit_fen=line.amount_fen, party=line.payee)
            for line in lines
        ),
    )


def settle_account(line: Line) -> str:
    """What a payment clears: 114 for a member's household, 211 for others, as the books place it."""
    return str(line.outcome["account"])


# --- the share above the floor ---------------------------------------------------------------------


@dataclass(frozen=True)
class Statement:
    """The park's year as agreed with the company (园区结算书), in fen."""

    fruit_fen: A[int, Yuan(_("鲜果收入"), most=MOST_FEN, example="14120000.00")]
    labour_fen: A[int, Yuan(_("务工"), most=MOST_FEN, example="7885500.00")]
    fee_fen: A[int, Yuan(_("服务费"), most=MOST_FEN, example="394275.00")]
    inputs_fen: A[int, Yuan(_("物资"), most=MOST_FEN, example="2350000.00")]
    management_fen: A[int, Yuan(_("管理费和保险"), most=MOST_FEN, example="600000.00")]

    @property
    def net_fen(self) -> int:
        """What is divided: income before land money."""
        return self.fruit_fen - self.labour_fen - self.fee_fen - self.inputs_fen - self.management_fen


@dataclass(frozen=True)
class ParkYear:
    """The statement and the year's days (园区一年)."""

    statement: Statement
    days: int


@dataclass(frozen=True)
class Division:
    """How a net income is divided (分成结果): pots in fen, and what the floor is above the farmers' one."""

    net_fen: int
    company_fen: int
    farmers_fen: int
    collectives_fen: int
    floor_fen: int
    top_up_fen: int
    supplement_fen: int


def pots(net_fen: int, terms: ShareTerms) -> tuple[int, int, int]:
    """(company, farmers, collectives): the latter two rounded down to the fen, the company the rest."""
    farmers_fen, collectives_fen = (
        floor_share(net_fen, terms.farmers),
        floor_share(net_fen, terms.collectives),
    )
    return net_fen - farmers_fen - collectives_fen, farmers_fen, collectives_fen


def park_share(sheet: FactSheet[HolderYear, ParkYear], terms: ShareTerms) -> Ruling:
    """The farmers' share as one pot by area and days, of which each gets what is above the own floor; and the
    collectives' pot. Where the cooperative bears what the floor is above the share, a line for each moves it
    from the claim on the company to the cooperative's cost.

    Refuses a year without net income where the company bears it: the floor stands, nothing is above it.
    """
    year_days, net_fen = sheet.totals.days, sheet.totals.statement.net_fen
    if net_fen <= 0 and terms.top_up_by == "company":
        raise Refusal("park.nothing_to_share", terms.clause, net_fen=net_fen)
    company_fen, farmers_fen, collectives_fen = pots(max(net_fen, 0), terms)
    put_in = {fact.subject: _of_base(fact.facts.pieces, FLOOR) for fact in sheet.lines}
    shares = _divide(farmers_fen, {subject: weight(pieces) for subject, pieces in put_in.items() if pieces})
    rents = _rents(collectives_fen, sheet.lines, terms)
    lines: list[Line] = []
    floor_fen = top_up_fen = supplement_fen = 0
    for fact in sheet.lines:
        known = (fact.subject, fact.payee, fact.village_code)
        accounts = _accounts(terms.floor.company_party, fact, terms.floor)
        if fact.subject in shares:
            share = shares[fact.subject]
            floors = floors_of(put_in[fact.subject], year_days, terms.floor)
            floor = sum(floors.values())
            over = max(0, floors.get(FLOOR, 0) - share)
            floor_fen, top_up_fen = floor_fen + floor, top_up_fen + over
            why = Reason.of(
                "park.above_floor", terms.clause, share_fen=share, floor_fen=floor,
                centimu_days=weight(put_in[fact.subject]),
            )  # fmt: skip
            if share > floor:
                supplement_fen += share - floor
                lines.append(_line(known, SUPPLEMENT, share - floor, (why,), accounts))
            if over and terms.top_up_by == "cooperative":
                lines.append(_top_up(fact, put_in[fact.subject], over, share, terms))
        if rents.get(fact.subject):
            hill = _of_base(fact.facts.pieces, HILL)
            why = Reason.of(
                "park.collective_share", terms.clause, pot_fen=collectives_fen, share_fen=rents[fact.subject],
                area_centimu=sum(piece.area_centimu for piece in hill), centimu_days=weight(hill),
            )  # fmt: skip
            lines.append(_line(known, COLLECTIVE, rents[fact.subject], (why,), accounts))
    step = Reason.of(
        "park.step.share", terms.clause, net_fen=net_fen, company_fen=company_fen, farmers_fen=farmers_fen,
        collectives_fen=collectives_fen, floor_fen=floor_fen, top_up_fen=top_up_fen,
        supplement_fen=supplement_fen,
    )  # fmt: skip
    return Ruling(tuple(lines), {COLLECTIVE: collectives_fen if rents else 0}, (step,))


def floors_of(pieces: Iterable[Piece], year_days: int, terms: FloorTerms) -> dict[str, int]:
    """The floor a holder was promised, by part as the December list pays it."""
    return {part: due_fen(some, year_days, terms) for part, some in by_part(pieces, terms).items()}


def _rents(pot_fen: int, lines: Sequence[FactLine[HolderYear]], terms: ShareTerms) -> dict[str, int]:
    """The collectives' pot by their hill land, or equally."""
    hills = {fact.subject: _of_base(fact.facts.pieces, HILL) for fact in lines}
    by_area = terms.collectives_by == "area"
    return _divide(
        pot_fen, {subject: weight(pieces) if by_area else 1 for subject, pieces in hills.items() if pieces}
    )


def _top_up(
    fact: FactLine[HolderYear], put_in: Iterable[Piece], over_fen: int, share_fen: int, terms: ShareTerms
) -> Line:
    why = Reason.of(
        "park.top_up", terms.clause, share_fen=share_fen, over_fen=over_fen, centimu_days=weight(put_in)
    )
    accounts = {"debit": terms.top_up_account, "party": "", "account": CLAIM}
    payee = terms.floor.company_party
    return Line(
        fact.subject, TOP_UP, payee, over_fen, (why,), fact.village_code, payable=False, outcome=accounts
    )


def division(steps: Iterable[Reason]) -> Division | None:
    """The numbers of a ruled share, out of its step."""
    for step in steps:
        if step.code == "park.step.share":
            known = dict(step.params)
            return Division(**{name: int(str(known[name])) for name in Division.__dataclass_fields__})
    return None


def weight(pieces: Iterable[Piece]) -> int:
    """Area by days: what a share of a pot is measured by."""
    return sum(piece.area_centimu * piece.days for piece in pieces)


def _of_base(pieces: Sequence[Piece], part: str) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if PART_OF[piece.form] == part)


def _divide(total_fen: int, weights: Mapping[str, int]) -> dict[str, int]:
    return allocate(total_fen, weights) if weights else {}


def _line(
    known: tuple[str, str, str],
    part: str,
    amount_fen: int,
    reasons: tuple[Reason, ...],
    accounts: Mapping[str, str | int],
) -> Line:
    subject, payee, village = known
    return Line(subject, part, payee, amount_fen, reasons, village, outcome=accounts)


CHARTERS = (FloorTerms, ShareTerms)
