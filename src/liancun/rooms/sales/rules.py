"""What a sale is worth, and what it cost (销售与成本).

农民专业合作社会计制度 (财会〔2021〕37号): sale DR 113 CR 501; cost DR 521 CR 121; inventory by weighted
average (加权平均, art. 18). What is not bought by weigh slip (own crops) brings its cost by voucher.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Final

from liancun.kernel import Refusal, floor_share, half_up
from liancun.kernel.fields import A, Choice, Code, Flag, Rows, Word, _
from liancun.kernel.rulings import EntryLine

RECEIVABLE: Final = "113"
INCOME: Final = "501"
COST: Final = "521"
STOCK: Final = "121"
BANK: Final = "102"
MONEY: Final = ((BANK, _("银行存款")), ("101", _("库存现金")))
"""Where a buyer's money may go."""
MILLI: Final = 1000
UNITS: Final = (("kg", _("公斤")), ("piece", _("株")))


@dataclass(frozen=True)
class Goods:
    """How a product is sold (销售品种).

    unit     kg or piece
    stocked  whether it comes from weigh slips: then no more may be sold than was taken in, and its cost
             leaves 121 at the average
    """

    name: A[str, Word(_("品种"))]
    unit: A[str, Choice(_("单位"), UNITS)]
    stocked: A[bool, Flag(_("凭过磅单入库"))]


@dataclass(frozen=True)
class SalesTerms:
    """What the cooperative sells (销售办法): decision `sales/goods`."""

    clause: str
    goods: A[Mapping[str, Goods], Rows(_("销售品种"), by=Code(_("编码")))]

    DECISION: ClassVar[str] = "sales/goods"

    def __post_init__(self) -> None:
        for code, goods in self.goods.items():
            if goods.unit not in ("kg", "piece") or (goods.stocked and goods.unit != "kg"):
                raise Refusal("sales.charter.goods", self.clause, product=code)

    def name_of(self, code: str) -> str:
        """The name of a product, its code where it is not sold."""
        return self.goods[code].name if code in self.goods else code

    def code_of(self, word: str) -> str:
        """The code of a product by its code or its name, '' for neither."""
        if word in self.goods:
            return word
        return next((code for code, goods in self.goods.items() if goods.name == word), "")


def amount_fen(quantity_milli: int, price_fen: int) -> int:
    """What a sale is worth, a half fen rounded away from zero (四舍五入); a taking back mirrors its sale."""
    return half_up(Fraction(quantity_milli * price_fen, MILLI))


def must_be_whole(product: str, quantity_milli: int, terms: SalesTerms) -> None:
    """Refuse an unknown product, nothing sold, and part of a piece."""
    if product not in terms.goods:
        names = tuple(goods.name for goods in terms.goods.values())
        raise Refusal("sales.no_such_product", terms.clause, product=product, known=names)
    if quantity_milli == 0:
        raise Refusal("sales.nothing_sold", terms.clause)
    if terms.goods[product].unit == "piece" and quantity_milli % MILLI:
        raise Refusal("sales.part_of_a_piece", terms.clause, product=terms.goods[product].name)


@dataclass(frozen=True)
class Flow:
    """One product in one month (一月进出): taken in, and out by sale and loss."""

    month: str
    in_g: int
    in_fen: int
    out_g: int


def costs(product: str, flows: Sequence[Flow], clause: str) -> dict[str, int]:
    """Month -> cost of what left the stock, at the weighted average of what was there that month.

    Rounded down while stock remains and whole when it is empty, so that 121 ends at nil with the last kilo.
    Refuses more going out than was there.
    """
    found: dict[str, int] = {}
    stock_g = stock_fen = 0
    for flow in sorted(flows, key=lambda flow: flow.month):
        stock_g += flow.in_g
        stock_fen += flow.in_fen
        if flow.out_g > stock_g:
            raise Refusal(
                "sales.more_than_in_stock",
                clause,
                product=product,
                month=flow.month,
                out_g=flow.out_g,
                stock_g=stock_g,
            )
        cost_fen = floor_share(stock_fen, Fraction(flow.out_g, stock_g)) if stock_g else 0
        found[flow.month] = cost_fen
        stock_g -= flow.out_g
        stock_fen -= cost_fen
    return found


def made_short(before: Sequence[Flow], after: Sequence[Flow]) -> tuple[str, int] | None:
    """The first month whose end a change leaves short, or shorter than it was, and by how much it is.

    None where what is short was so before: that is told by `check`, and is no reason to keep a wrong slip.
    """
    was_g = now_g = 0
    for month in sorted({flow.month for flow in (*before, *after)}):
        was_g += sum(flow.in_g - flow.out_g for flow in before if flow.month == month)
        now_g += sum(flow.in_g - flow.out_g for flow in after if flow.month == month)
        if now_g < min(was_g, 0):
            return month, -now_g
    return None


def sale_entry(by_buyer: Mapping[str, int]) -> tuple[EntryLine, ...]:
    """DR 113 by buyer, CR 501; a buyer whose month is a net taking back stands on the other side.

    The books place it: a member's stands on 114.
    """
    lines = [
        EntryLine(RECEIVABLE, max(fen, 0), max(-fen, 0), buyer)
        for buyer, fen in sorted(by_buyer.items())
        if fen
    ]
    total_fen = sum(by_buyer.values())
    if total_fen:
        lines.append(EntryLine(INCOME, max(-total_fen, 0), max(total_fen, 0)))
    return tuple(lines)


def cost_entry(cost_fen: int) -> tuple[EntryLine, ...]:
    """DR 521 经营支出, CR 121 产品物资; the other way round where late slips made earlier months cheaper."""
    more_fen, less_fen = max(cost_fen, 0), max(-cost_fen, 0)
    return (EntryLine(COST, more_fen, less_fen), EntryLine(STOCK, less_fen, more_fen))


def receipt_entry(buyer: str, received_fen: int, money_account: str) -> tuple[EntryLine, ...]:
    """DR 102 (or 101), CR 113 of the buyer, or 114 where that stands."""
    return (
        EntryLine(money_account, debit_fen=received_fen),
        EntryLine(RECEIVABLE, credit_fen=received_fen, party=buyer),
    )


CHARTERS = (SalesTerms,)
