"""The sales office's workbooks (销售、损耗、收款)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from liancun.base import charters
from liancun.base.acts import Act
from liancun.base.importing import Column, ImportKind, Row, Source
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Problem, Refusal
from liancun.rooms.registry import facts as registry
from liancun.rooms.sales import facts, rules
from liancun.rooms.sales.actions import (
    NewReceipt,
    NewSale,
    save_losses_within,
    save_receipts_within,
    save_within,
)
from liancun.rooms.sales.models import Receipt, Sale
from liancun.rooms.sales.rules import SalesTerms

BUYER = Column("buyer", "买方", "code", help="人员编码,或 O:单位编码", max_length=20, example="O:company")
DAY = Column("happened_on", "日期", "day", example="2025-09-10")
PRODUCT = Column("product", "产品", help="销售办法里的名称或编码", max_length=20, example="刺梨")
# A kg cell is read in thousandths, which is also how pieces are kept.
QUANTITY = Column("quantity_milli", "数量(公斤或株)", "kg", least=1, most=10**15, example="1000.0")

SALES = (
    Column("number", "销售单号", "new_code", max_length=30, example="XS-0001"),
    DAY,
    BUYER,
    PRODUCT,
    QUANTITY,
    Column("price_fen", "单价(元)", "yuan", least=1, most=10**9, example="4.40"),
    Column("document", "合同或发票", required=False, max_length=60),
)
LOSSES = (
    Column("number", "损耗单号", "new_code", max_length=30, example="SH-0001"),
    DAY,
    PRODUCT,
    Column("lost_g", "损耗(公斤)", "kg", least=1, most=10**12, example="10.0"),
    Column("document", "说明文件", max_length=60, example="过磅差异表9月上旬"),
)
RECEIPTS = (
    Column("number", "收款单号", "new_code", max_length=30, example="SK-0001"),
    DAY,
    BUYER,
    Column("amount_fen", "金额(元)", "yuan", least=1, most=10**14, example="4400.00"),
    Column(
        "money_account",
        "收款科目",
        "choice",
        choices=(("银行存款", "102"), ("库存现金", "101")),
        example="银行存款",
    ),
)


def _terms(row: Row, org_code: str) -> SalesTerms:
    return charters.in_force(SalesTerms, on=row["happened_on"], org=org_code)


def _check_buyers(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    unknown = registry.unknown_parties(row["buyer"] for row in rows)
    for row in rows:
        if row["buyer"] in unknown:
            yield source.problem("sales.no_such_buyer", row, BUYER.label, buyer=row["buyer"])


def _check_goods(rows: Sequence[Row], source: Source, quantity: str) -> Iterable[Problem]:
    posted = facts.posted_months(source.org_code)
    for row in rows:
        terms = _terms(row, source.org_code)
        try:
            rules.must_be_whole(terms.code_of(row["product"]) or row["product"], row[quantity], terms)
        except Refusal as no:
            yield source.problem(no.code, row, PRODUCT.label, **no.params)
        month = str(Period.month_of(row["happened_on"]))
        if month in posted:
            yield source.problem("sales.month_is_posted", row, DAY.label, month=month)


def check_sales(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Buyers, products, posted months, and whether the stock carries them all."""
    taken = set(Sale.objects.filter(org_code=source.org_code).values_list("number", flat=True))
    for row in rows:
        if row["number"] in taken:
            yield source.problem("sales.sale_exists", row, "销售单号", number=row["number"])
    faults = [*_check_buyers(rows, source), *_check_goods(rows, source, "quantity_milli")]
    yield from faults
    if not faults:
        yield from _check_stock(rows, source, "quantity_milli")


def check_losses(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Products, posted months, stock."""
    faults = list(_check_goods(rows, source, "lost_g"))
    yield from faults
    if not faults:
        yield from _check_stock(rows, source, "lost_g")


def _check_stock(rows: Sequence[Row], source: Source, quantity: str) -> Iterable[Problem]:
    last = max(rows, key=lambda row: row["happened_on"])
    terms = _terms(last, source.org_code)
    known = facts.flows(source.org_code, last["happened_on"], terms)
    by_product: dict[str, dict[str, list[int]]] = {
        product: {flow.month: [flow.in_g, flow.in_fen, flow.out_g] for flow in found}
        for product, found in known.items()
    }
    for row in rows:
        product = terms.code_of(row["product"])
        if terms.goods[product].stocked:
            month = str(Period.month_of(row["happened_on"]))
            by_product.setdefault(product, {}).setdefault(month, [0, 0, 0])[2] += row[quantity]
    for product, months in by_product.items():
        try:
            flows = [rules.Flow(month, *each) for month, each in months.items()]
            rules.costs(terms.name_of(product), flows, terms.clause)
        except Refusal as no:
            yield source.problem(no.code, last, PRODUCT.label, **no.params)


def check_receipts(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Buyers and numbers."""
    taken = set(Receipt.objects.filter(org_code=source.org_code).values_list("number", flat=True))
    for row in rows:
        if row["number"] in taken:
            yield source.problem("sales.receipt_exists", row, "收款单号", number=row["number"])
    yield from _check_buyers(rows, source)


def save_sales(rows: Sequence[Row], a: Act) -> None:
    """Write the sales."""
    save_within(
        a,
        [
            NewSale(
                row["number"],
                row["buyer"],
                _terms(row, a.org_code).code_of(row["product"]),
                row["quantity_milli"],
                row["price_fen"],
                row["happened_on"],
                row["document"] or "",
            )
            for row in rows
        ],
    )


def save_losses(rows: Sequence[Row], a: Act) -> None:
    """Write the losses."""
    save_losses_within(
        a,
        [
            (
                _terms(row, a.org_code).code_of(row["product"]),
                row["lost_g"],
                row["happened_on"],
                row["document"],
            )
            for row in rows
        ],
    )


def save_receipts(rows: Sequence[Row], a: Act) -> None:
    """Write the receipts and their entries."""
    save_receipts_within(
        a,
        [
            NewReceipt(
                row["number"], row["buyer"], row["amount_fen"], row["happened_on"], row["money_account"]
            )
            for row in rows
        ],
    )


def export_sales(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """The sales of an organisation in reach."""
    viewer.must_see(org_code)
    names = [column.name for column in SALES]
    rows = Sale.objects.filter(org_code=org_code, corrects=None).order_by("happened_on", "number")
    yield from rows.values(*names).iterator()


IMPORTS = (
    ImportKind(
        "sales", "销售", "sales.import_sales", SALES, ("number",), save_sales, check_sales, export_sales
    ),
    ImportKind("stock_losses", "损耗", "sales.import_losses", LOSSES, ("number",), save_losses, check_losses),
    ImportKind(
        "receipts", "收款", "sales.import_receipts", RECEIPTS, ("number",), save_receipts, check_receipts
    ),
)
