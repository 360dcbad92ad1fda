"""The sales office's workbooks (销售、损耗、收款)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from liancun.base import charters
from liancun.base.acts import Act
from liancun.base.importing import ImportKind, Row, Source, columns_of
from liancun.base.viewer import Viewer
from liancun.kernel import Period, Problem, Refusal
from liancun.kernel.fields import A, Choice, Code, Day, Kilos, Text, Yuan, _
from liancun.rooms.registry import facts as registry
from liancun.rooms.sales import facts, rules
from liancun.rooms.sales.actions import (
    Loss,
    NewReceipt,
    NewSale,
    save_losses_within,
    save_receipts_within,
    save_within,
)
from liancun.rooms.sales.models import Receipt, Sale
from liancun.rooms.sales.rules import SalesTerms

BUYER = Code(_("买方"), most=20, slash=True, help=_("人员编码,或 O:单位编码"), example="O:gongsi")
HAPPENED = Day(_("日期"), example="2025-09-10")
PRODUCT = Text(_("产品"), most=20, help=_("销售办法里的名称或编码"), example="李子")


@dataclass(frozen=True)
class SaleRow:
    """One sale as the workbook has it (销售的一行): kilos in thousandths, as pieces are kept."""

    number: A[str, Code(_("销售单号"), most=30, example="XS-0001")]
    happened_on: A[date, HAPPENED]
    buyer: A[str, BUYER]
    product: A[str, PRODUCT]
    quantity_milli: A[int, Kilos(_("数量"), 1, 10**15, heading="数量(公斤或株)", example="1000.0")]
    price_fen: A[int, Yuan(_("单价"), 1, 10**9, example="4.40")]
    document: A[str | None, Text(_("合同或发票"), most=60)] = None


@dataclass(frozen=True)
class LossRow:
    """One loss as the workbook has it (损耗的一行)."""

    number: A[str, Code(_("损耗单号"), most=30, example="SH-0001")]
    happened_on: A[date, HAPPENED]
    product: A[str, PRODUCT]
    lost_g: A[int, Kilos(_("损耗"), 1, 10**12, example="10.0")]
    document: A[str, Text(_("说明文件"), most=60, example="过磅差异表9月上旬")]


@dataclass(frozen=True)
class ReceiptRow:
    """One receipt as the workbook has it (收款的一行)."""

    number: A[str, Code(_("收款单号"), most=30, example="SK-0001")]
    happened_on: A[date, HAPPENED]
    buyer: A[str, BUYER]
    amount_fen: A[int, Yuan(_("金额"), 1, 10**14, example="4400.00")]
    money_account: A[str, Choice(_("收款科目"), rules.MONEY, example="银行存款")]


SALES, LOSSES, RECEIPTS = columns_of(SaleRow), columns_of(LossRow), columns_of(ReceiptRow)


def _terms(row: Row, org_code: str) -> SalesTerms:
    return charters.decided(SalesTerms, "goods", on=row["happened_on"], org=org_code)


def _check_buyers(rows: Sequence[Row], source: Source, heirs: bool = False) -> Iterable[Problem]:
    dead = registry.life_faults(((row["buyer"], row["happened_on"]) for row in rows), heirs=heirs)
    unknown = registry.unknown_parties(row["buyer"] for row in rows)
    for row in rows:
        if row["buyer"] in unknown:
            yield source.problem("sales.no_such_buyer", row, BUYER.titled, buyer=row["buyer"])
        if fault := dead.get((row["buyer"], row["happened_on"])):
            yield source.problem(fault.code, row, BUYER.titled, **dict(fault.params))


def _check_goods(rows: Sequence[Row], source: Source, quantity: str) -> Iterable[Problem]:
    posted = facts.posted_months(source.org_code)
    for row in rows:
        terms = _terms(row, source.org_code)
        try:
            rules.must_be_whole(terms.code_of(row["product"]) or row["product"], row[quantity], terms)
        except Refusal as no:
            yield source.problem(no.code, row, PRODUCT.titled, **no.params)
        month = str(Period.month_of(row["happened_on"]))
        if month in posted:
            yield source.problem("sales.month_is_posted", row, HAPPENED.titled, month=month)


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
            yield source.problem(no.code, last, PRODUCT.titled, **no.params)


def check_receipts(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Buyers and numbers."""
    taken = set(Receipt.objects.filter(org_code=source.org_code).values_list("number", flat=True))
    for row in rows:
        if row["number"] in taken:
            yield source.problem("sales.receipt_exists", row, "收款单号", number=row["number"])
    yield from _check_buyers(rows, source, heirs=True)


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
            Loss(
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
