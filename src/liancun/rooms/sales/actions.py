"""The writers of sales (销售办理)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from liancun.base import bulk, charters, guards
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Kilos, Month, Text, Thousandths, Yuan, _, taken
from liancun.rooms.ledger import actions as ledger
from liancun.rooms.ledger.dealings import entries_placed
from liancun.rooms.registry import facts as registry
from liancun.rooms.sales import facts, rules
from liancun.rooms.sales.models import Receipt, Sale, SalePosting, StockLoss
from liancun.rooms.sales.rules import SalesTerms

NUMBER = Code(_("销售单号"), most=30, example="XS-0001")
BUYER = Choice(_("买方"), "registry.parties", open=True, most=20, help=_("姓名、人员编码,或单位"))
PRODUCT = Choice(_("产品"), "sales.goods", most=20)
HAPPENED = Day(_("日期"))


@dataclass(frozen=True)
class NewSale:
    """A sale as the office writes it (新销售单); the quantity in thousandths of a kilo or of a piece."""

    number: A[str, NUMBER]
    buyer: A[str, BUYER]
    product: A[str, PRODUCT]
    quantity_milli: A[int, Thousandths(_("数量"), 1, help=_("公斤或株"))]
    price_fen: A[int, Yuan(_("单价"), 1, 10**9)]
    happened_on: A[date, HAPPENED]
    document: A[str, Text(_("合同或发票"), most=60)] = ""


@dataclass(frozen=True)
class TakingBack:
    """A sale to be undone, and the number and day of its opposite (冲销)."""

    number: A[str, replace(NUMBER, slash=True)]
    new_number: A[str, Code(_("冲销单号"), most=30)]
    happened_on: A[date, HAPPENED]


@dataclass(frozen=True)
class Loss:
    """Weight that was lost, with its paper (损耗)."""

    product: A[str, PRODUCT]
    lost_g: A[int, Kilos(_("损耗"), 1, 10**12)]
    happened_on: A[date, HAPPENED]
    document: A[str, Text(_("说明文件"), most=60)]


@dataclass(frozen=True)
class NewReceipt:
    """Money from a buyer (新收款单)."""

    number: A[str, Code(_("收款单号"), most=30, example="SK-0001")]
    buyer: A[str, BUYER]
    amount_fen: A[int, Yuan(_("金额"), 1, 10**14)]
    happened_on: A[date, HAPPENED]
    money_account: A[str, Choice(_("收款科目"), rules.MONEY)] = rules.BANK


@dataclass(frozen=True)
class SalesMonth:
    """A month whose sales go into the book (入账的月份)."""

    month: A[str, Month(_("月份"))]


@offered("sales.record_sale", title=_("登记销售"), path="sales", command="record", on="sales")
def record_sale(org_code: str, sale: NewSale, *, by: Viewer, on: date) -> str:
    """Record one sale; refuses more than is in stock and a month that is in the book already."""
    terms = charters.decided(SalesTerms, "goods", on=sale.happened_on, org=org_code)
    sale = replace(sale, product=terms.code_of(sale.product) or sale.product)
    rules.must_be_whole(sale.product, sale.quantity_milli, terms)
    with guards.refusing(), act("sales.record_sale", org_code, by=by, on=on) as a:
        if Sale.objects.filter(org_code=org_code, number=sale.number).exists():
            raise Refusal("sales.sale_exists", number=sale.number)
        rows = save_within(a, [sale])
        a.ref = f"sale:{rows[0].pk}"
    return a.ref


def save_within(a: Act, sales: Sequence[NewSale]) -> Sequence[Sale]:
    """Write sales in bulk inside the caller's act, then look whether the stock carries them."""
    unknown = registry.unknown_parties(sale.buyer for sale in sales)
    if unknown:
        raise Refusal("sales.no_such_buyer", buyer=min(unknown))
    registry.must_live((sale.buyer, sale.happened_on) for sale in sales)
    _must_be_open(a.org_code, {sale.happened_on for sale in sales})
    rows = [
        Sale(
            number=sale.number,
            buyer=sale.buyer,
            product=sale.product,
            quantity_milli=sale.quantity_milli,
            price_fen=sale.price_fen,
            amount_fen=rules.amount_fen(sale.quantity_milli, sale.price_fen),
            happened_on=sale.happened_on,
            document=sale.document,
            **a.stamp(),
        )
        for sale in sales
    ]
    bulk.insert(Sale, rows, with_ids=True)
    _must_be_in_stock(a.org_code, max(sale.happened_on for sale in sales))
    return rows


@offered(
    "sales.take_back",
    title=_("冲销一笔销售"),
    ask=_("冲销会另加一行相反的销售,原来的一行保留。确定吗?"),
    path="sales/{number}/take_back",
    on="sales",
)
def take_back(org_code: str, given: TakingBack, *, by: Viewer, on: date) -> str:
    """Undo a sale by one with the opposite sign (冲销); the first stays readable."""
    first = Sale.objects.filter(org_code=org_code, number=given.number).first()
    if first is None:
        raise Refusal("sales.no_such_sale", number=given.number)
    with guards.refusing(), act("sales.take_back", org_code, by=by, on=on) as a:
        if first.quantity_milli < 0 or Sale.objects.filter(corrects=first).exists():
            raise Refusal("sales.taken_back_already", number=given.number)
        if Sale.objects.filter(org_code=org_code, number=given.new_number).exists():
            raise Refusal("sales.sale_exists", number=given.new_number)
        _must_be_open(org_code, {given.happened_on})
        row = a.add(
            Sale,
            number=given.new_number,
            buyer=first.buyer,
            product=first.product,
            quantity_milli=-first.quantity_milli,
            price_fen=first.price_fen,
            amount_fen=-first.amount_fen,
            happened_on=given.happened_on,
            document=first.document,
            corrects=first,
            **a.stamp(),
        )
        a.ref = f"sale:{row.pk}"
    return a.ref


@offered("sales.record_loss", title=_("登记损耗"), path="losses", command="lose", on="sales")
def record_loss(org_code: str, given: Loss, *, by: Viewer, on: date) -> Loss:
    """Record weight that was lost and can no longer be sold (损耗), with its paper; returns that."""
    terms = charters.decided(SalesTerms, "goods", on=given.happened_on, org=org_code)
    given = replace(given, product=terms.code_of(given.product) or given.product)
    rules.must_be_whole(given.product, given.lost_g, terms)
    if not terms.goods[given.product].stocked:
        raise Refusal("sales.not_stocked", terms.clause, product=given.product)
    if not given.document:
        raise Refusal("sales.loss_without_paper", terms.clause, product=given.product)
    with guards.refusing(), act("sales.record_loss", org_code, by=by, on=on) as a:
        save_losses_within(a, [given])
    return given


def save_losses_within(a: Act, losses: Sequence[Loss]) -> None:
    """Write losses inside the caller's act."""
    _must_be_open(a.org_code, {loss.happened_on for loss in losses})
    bulk.insert(StockLoss, [StockLoss(**taken(loss), **a.stamp()) for loss in losses])
    _must_be_in_stock(a.org_code, max(loss.happened_on for loss in losses))


@offered(
    "sales.post_month",
    title=_("销售入账"),
    ask=_("确定把这个月的销售和成本入账吗?"),
    done=_("已入账"),
    path="sales_months/{month}/post",
    command="post",
)
def post_month(org_code: str, given: SalesMonth, *, by: Viewer, on: date) -> str:
    """Enter a month's sales and their cost into the book (销售入账); returns the posting's reference.

    Dated the last day of the month; months go in order. The cost is what has left the stock so far less what
    the book has taken, so that a slip that came late to an earlier month is made good by the next entry.
    """
    month, period = given.month, Period.parse(given.month)
    if on < period.last_day:
        raise Refusal("sales.month_not_over", month=month)
    terms = charters.in_force(SalesTerms, on=period.last_day, org=org_code)
    with guards.refusing(), act("sales.post_month", org_code, by=by, on=on) as a:
        _must_be_next(org_code, month, period.year)
        by_buyer = facts.sold_by_buyer(org_code, period.first_day, period.last_day)
        cost_fen = facts.cost_up_to(org_code, month, terms) - facts.cost_posted(org_code)
        (sold,) = entries_placed(org_code, [(period.last_day, rules.sale_entry(by_buyer))])
        lines = {"sold": sold, "cost": rules.cost_entry(cost_fen) if cost_fen else ()}
        drafts = {
            name: ledger.EntryDraft(period.last_day, f"{month} {title}", lines[name])
            for name, title in (("sold", "产品销售"), ("cost", "结转销售成本"))
            if lines[name]
        }
        refs = dict(
            zip(drafts, ledger.post_within(a, list(drafts.values()), source=f"sales:{month}"), strict=True)
        )
        row = a.add(
            SalePosting,
            month=month,
            sold_fen=sum(by_buyer.values()),
            cost_fen=cost_fen,
            sold_ref=refs.get("sold", ""),
            cost_ref=refs.get("cost", ""),
            **a.stamp(),
        )
        a.ref = f"salesmonth:{row.pk}"
    return a.ref


@offered("sales.record_receipt", title=_("登记收款"), path="receipts", command="receive", on="sales")
def record_receipt(org_code: str, receipt: NewReceipt, *, by: Viewer, on: date) -> str:
    """Record money from a buyer and enter it (收款); returns the entry's reference."""
    with guards.refusing(), act("sales.record_receipt", org_code, by=by, on=on) as a:
        if Receipt.objects.filter(org_code=org_code, number=receipt.number).exists():
            raise Refusal("sales.receipt_exists", number=receipt.number)
        a.ref = save_receipts_within(a, [receipt])[0]
    return a.ref


def save_receipts_within(a: Act, receipts: Sequence[NewReceipt]) -> list[str]:
    """Write receipts and their entries in bulk inside the caller's act; returns the entries."""
    unknown = registry.unknown_parties(receipt.buyer for receipt in receipts)
    if unknown:
        raise Refusal("sales.no_such_buyer", buyer=min(unknown))
    registry.must_live(((receipt.buyer, receipt.happened_on) for receipt in receipts), heirs=True)
    wanted = [
        (each.happened_on, rules.receipt_entry(each.buyer, each.amount_fen, each.money_account))
        for each in receipts
    ]
    drafts = [
        ledger.EntryDraft(
            receipt.happened_on,
            f"收货款 {receipt.number}",
            lines,
            source=f"receipt:{receipt.number}",
        )
        for receipt, lines in zip(receipts, entries_placed(a.org_code, wanted), strict=True)
    ]
    refs = ledger.post_within(a, drafts, source="receipts")
    bulk.insert(
        Receipt,
        [
            Receipt(
                number=receipt.number,
                buyer=receipt.buyer,
                amount_fen=receipt.amount_fen,
                happened_on=receipt.happened_on,
                entry_ref=ref,
                **a.stamp(),
            )
            for receipt, ref in zip(receipts, refs, strict=True)
        ],
    )
    return refs


def _must_be_open(org_code: str, days: set[date]) -> None:
    posted = facts.posted_months(org_code)
    for month in sorted({str(Period.month_of(day)) for day in days}):
        if month in posted:
            raise Refusal("sales.month_is_posted", month=month)


def _must_be_next(org_code: str, month: str, year: int) -> None:
    if month in facts.posted_months(org_code):
        raise Refusal("sales.month_is_posted", month=month)
    earlier = [each for each in facts.unposted_months(org_code, year) if each < month]
    if earlier:
        raise Refusal("sales.earlier_month_unposted", month=month, earlier=earlier[0])


def _must_be_in_stock(org_code: str, upto: date) -> None:
    terms = charters.in_force(SalesTerms, on=upto, org=org_code)
    for product, found in facts.flows(org_code, upto, terms).items():
        rules.costs(terms.name_of(product), found, terms.clause)
