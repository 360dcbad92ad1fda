"""What a weigh slip may say, what it is worth, and what is paid for a month (过磅与收购结算).

农民专业合作社法 (2017) 第四十一条: trade with members and with others is accounted for apart; 第四十三条:
the member account holds the volume and value of the member's trade.
"""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from liancun.kernel import Reason, Refusal
from liancun.kernel.fields import A, Choice, Code, Flag, Kilos, Many, Rows, Whole, Word, Yuan, _
from liancun.kernel.quantities import G_PER_KG
from liancun.kernel.rulings import EntryLine, FactSheet, Line, Ruling

MEMBER: Final = "member"
OTHER: Final = "other"
PRODUCT: Final = Choice(_("产品"), "deliveries.products", most=20)


@dataclass(frozen=True)
class Product:
    """How one product is taken in (收购品种).

    minimum_fen   least price per kg (保底价), 0 for none
    slip_kg_most  more on one slip is a typing error and refused
    day_kg_most   more for one person on one day is held until somebody looks
    price_later   whether a slip may come without a price, which a notice sets later
    grades        the first is taken where none is written
    """

    name: A[str, Word(_("产品"))]
    minimum_fen: A[int, Yuan(_("最低价"))]
    slip_kg_most: A[int, Whole(_("单张最多"), of=_("公斤"))]
    day_kg_most: A[int, Whole(_("单日最多"), of=_("公斤"))]
    price_later: A[bool, Flag(_("可以以后定价"))]
    grades: A[tuple[str, ...], Many(_("等级"), each=Word(_("等级")))]


@dataclass(frozen=True)
class WeighingTerms:
    """How produce is weighed and priced (收购办法): decision `deliveries/weighing`."""

    clause: str
    products: A[Mapping[str, Product], Rows(_("收购品种"), by=Code(_("编码")))]

    DECISION: ClassVar[str] = "deliveries/weighing"

    def __post_init__(self) -> None:
        for code, product in self.products.items():
            sound = product.grades and 0 < product.slip_kg_most <= product.day_kg_most
            if not sound or product.minimum_fen < 0:
                raise Refusal("deliveries.charter.product", self.clause, product=code)

    def product_named(self, word: str) -> str:
        """The code of a product by its code or its name, '' for neither."""
        if word in self.products:
            return word
        return next((code for code, product in self.products.items() if product.name == word), "")


@dataclass(frozen=True)
class TransactionTerms:
    """What counts as a member's trade with the cooperative (交易量(额)): decision `deliveries/transaction`.

    `products` are those whose weighings count, delivered by a member on the member's own account. What the
    platform company buys from the cooperative is a sale and never counts.
    """

    clause: str
    products: A[tuple[str, ...], Many(_("计入交易额的产品"), each=PRODUCT)]

    DECISION: ClassVar[str] = "deliveries/transaction"


@dataclass(frozen=True)
class PaymentTerms:
    """What is paid for in a month (收购款结算): decision `deliveries/payment`.

    pay_others  whether produce of non-members is taken at all (是否收购非成员产品); kept apart in 211
    """

    clause: str
    pay_others: A[bool, Flag(_("收购非成员产品"))]

    DECISION: ClassVar[str] = "deliveries/payment"


STOCK: Final = "121"
"""产品物资"""

OWED: Final[Mapping[str, str]] = {MEMBER: "114", OTHER: "211"}
"""成员往来 by member, 应付款 by others: 农民专业合作社法 41 keeps them apart."""


MOST_G: Final = 10**9
GRADE: Final = Choice(_("等级"), "deliveries.grades", most=20, help=_("留空取第一等"))
GROSS: Final = Kilos(_("毛重"), 1, MOST_G, example="105.0")
TARE: Final = Kilos(_("皮重"), 0, MOST_G, example="5.0")
DEDUCTION: Final = Kilos(_("扣杂"), 0, MOST_G)
PRICE: Final = Yuan(_("每公斤"), 1, 10**9, help=_("以后定价的留空"), example="4.00")


@dataclass(frozen=True, kw_only=True)
class Weighing:
    """What a slip says before it is accepted (过磅内容). `price_fen` is per kg, None for later."""

    product: A[str, PRODUCT]
    grade: A[str, GRADE] = ""
    gross_g: A[int, GROSS]
    tare_g: A[int, TARE]
    deduction_g: A[int, DEDUCTION] = 0
    price_fen: A[int | None, PRICE] = None

    @property
    def net_g(self) -> int:
        """What is paid for (净重): gross less tare and deductions."""
        return self.gross_g - self.tare_g - self.deduction_g


def weighing_faults(weighing: Weighing, terms: WeighingTerms) -> tuple[Reason, ...]:
    """Everything that keeps a slip from being accepted; nothing where it may be."""
    product = terms.products.get(weighing.product)
    if product is None:
        names = tuple(each.name for each in terms.products.values())
        return (Reason.of("deliveries.no_such_product", terms.clause, product=weighing.product, known=names),)
    faults: list[Reason] = []
    if weighing.grade not in product.grades:
        faults.append(
            Reason.of("deliveries.no_such_grade", terms.clause, grade=weighing.grade, known=product.grades)
        )
    if weighing.tare_g < 0 or weighing.deduction_g < 0 or weighing.net_g <= 0:
        faults.append(
            Reason.of(
                "deliveries.no_net_weight",
                terms.clause,
                gross_g=weighing.gross_g,
                tare_g=weighing.tare_g,
                deduction_g=weighing.deduction_g,
            )
        )
    if weighing.net_g > product.slip_kg_most * G_PER_KG:
        faults.append(
            Reason.of(
                "deliveries.slip_too_heavy",
                terms.clause,
                net_g=weighing.net_g,
                most_g=product.slip_kg_most * G_PER_KG,
            )
        )
    faults.extend(price_faults(weighing.product, weighing.price_fen, terms))
    return tuple(faults)


def price_faults(product: str, price_fen: int | None, terms: WeighingTerms) -> tuple[Reason, ...]:
    """A price under the minimum, or none where the product is paid at once."""
    known = terms.products[product]
    if price_fen is None:
        if known.price_later:
            return ()
        return (Reason.of("deliveries.price_missing", terms.clause, product=known.name),)
    if price_fen < known.minimum_fen or price_fen <= 0:
        return (
            Reason.of(
                "deliveries.price_under_minimum",
                terms.clause,
                product=known.name,
                price_fen=price_fen,
                minimum_fen=known.minimum_fen,
            ),
        )
    return ()


def hold_reason(product: str, day_g: int, terms: WeighingTerms, twin: str = "") -> Reason | None:
    """Why a slip waits for a second look; else None.

    The very same weighing stands under another number (`twin`), or one person's day is beyond what a person
    brings in.
    """
    if twin:
        return Reason.of("deliveries.same_weighing", number=twin)
    most_g = terms.products[product].day_kg_most * G_PER_KG
    if day_g <= most_g:
        return None
    return Reason.of("deliveries.day_too_heavy", terms.clause, day_g=day_g, most_g=most_g)


@dataclass(frozen=True)
class Weighed:
    """What a slip says that two slips of one weighing have in common (一次过磅)."""

    site: str
    number: str
    weighed_on: date
    account_of: str
    product: str
    gross_g: int
    tare_g: int


_ZEROS = re.compile(r"^0+(?=.)|(?<![0-9])0+(?=[0-9])")


def folded(number: str) -> str:
    """A slip's number however it was typed: t-0021, T-21 and 0T-21 are one."""
    return _ZEROS.sub("", number.upper())


def alike(slip: Weighed) -> Mapping[str, Hashable]:
    """Ground -> what another slip must have as well to be, on that ground, perhaps the same weighing."""
    load = (slip.site, slip.weighed_on, slip.account_of, slip.product)
    return {
        "same_weighing": (*load, slip.gross_g, slip.tare_g),
        "same_number": (*load, folded(slip.number)),
    }


def one_weighing_grounds(one: Weighed, other: Weighed) -> tuple[str, ...]:
    """Why two slips may be one weighing, () where nothing says so."""
    here, there = alike(one), alike(other)
    return tuple(ground for ground, said in here.items() if said == there[ground])


def value_fen(net_g: int, price_fen: int) -> int:
    """What a slip is worth in whole fen, rounded down: net grams by the price of a kilo."""
    return net_g * price_fen // G_PER_KG


@dataclass(frozen=True)
class Announced:
    """A price by notice (定价)."""

    product: str
    grade: str
    first_day: date
    last_day: date
    price_fen: int


def announced_price(product: str, grade: str, day: date, notices: Sequence[Announced]) -> int | None:
    """The price of a weighing day by the latest notice that covers it; None where none does."""
    for notice in reversed(notices):
        if (notice.product, notice.grade) == (product, grade) and notice.first_day <= day <= notice.last_day:
            return notice.price_fen
    return None


# --- what a month pays -------------------------------------------------------------------------


@dataclass(frozen=True)
class Delivered:
    """One account holder's slips of a month (本月交售), apart by whether a member on the weighing day.

    Held slips and slips without a price yet are counted and not paid; once settled they come as a supplement.
    """

    slips: A[int, Whole(_("过磅单(张)"))]
    member_g: A[int, Kilos(_("成员交售"))]
    member_fen: A[int, Yuan(_("成员货款"))]
    other_g: A[int, Kilos(_("非成员交售"))]
    other_fen: A[int, Yuan(_("非成员货款"))]
    held: A[int, Whole(_("待核的过磅单(张)"))]
    unpriced: A[int, Whole(_("待定价的过磅单(张)"))]


@dataclass(frozen=True)
class NoTotals:
    """Nothing is divided: a tariff."""


def delivery_payment(sheet: FactSheet[Delivered, NoTotals], terms: PaymentTerms) -> Ruling:
    """What each account holder is owed for the month: the sum of the slips, members and others apart."""
    lines: list[Line] = []
    for fact in sheet.lines:
        for part, net_g, due_fen in (
            (MEMBER, fact.facts.member_g, fact.facts.member_fen),
            (OTHER, fact.facts.other_g, fact.facts.other_fen),
        ):
            if due_fen and part == OTHER and not terms.pay_others:
                raise Refusal(
                    "deliveries.others_not_taken", terms.clause, party=fact.subject, amount_fen=due_fen
                )
            if due_fen:
                why = Reason.of(
                    f"deliveries.paid_as_{part}",
                    terms.clause,
                    slips=fact.facts.slips,
                    net_g=net_g,
                    amount_fen=due_fen,
                )
                left = _left_out(fact.facts, terms)
                lines.append(Line(fact.subject, part, fact.payee, due_fen, (why, *left), fact.village_code))
    total_fen = sum(line.amount_fen for line in lines)
    step = Reason.of("deliveries.step.month", terms.clause, lines=len(lines), total_fen=total_fen)
    return Ruling(tuple(lines), {}, (step,))


def _left_out(facts: Delivered, terms: PaymentTerms) -> tuple[Reason, ...]:
    if not facts.held and not facts.unpriced:
        return ()
    return (Reason.of("deliveries.left_out", terms.clause, held=facts.held, unpriced=facts.unpriced),)


def entry(lines: Sequence[Line], _terms: PaymentTerms) -> tuple[EntryLine, ...]:
    """DR 121 产品物资; CR 114 成员往来 by member, 211 应付款 by others."""
    return (
        EntryLine(STOCK, debit_fen=sum(line.amount_fen for line in lines)),
        *(EntryLine(OWED[line.part], credit_fen=line.amount_fen, party=line.payee) for line in lines),
    )


def settle_account(line: Line) -> str:
    """What a payment clears: 114 for a member, 211 for others."""
    return OWED[line.part]


CHARTERS = (WeighingTerms, TransactionTerms, PaymentTerms)
