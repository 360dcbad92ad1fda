"""What is filled in about the cooperative's trade (交售、销售、股金的填报), alike on pages and commands."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_noop as _

from liancun.base.importing import Column
from liancun.faces.forms import read_form
from liancun.kernel.quantities import format_scaled
from liancun.rooms.deliveries.actions import NewSlip
from liancun.rooms.deliveries.queries import SlipRow
from liancun.rooms.deliveries.rules import Weighing
from liancun.rooms.sales.actions import NewReceipt, NewSale

MOST_G = 10**9
MOST_FEN = 10**14

PARTY_HELP = _("人员编码,或 O:单位编码")
PRODUCT = Column("product", _("产品"), max_length=20)
NOTE = Column("note", _("说明"), required=False, max_length=120)
DOCUMENT = Column("document", _("凭证文件"), required=False, max_length=60)

WEIGHED = (
    PRODUCT,
    Column("grade", _("等级"), required=False, max_length=20, help=_("留空取第一等")),
    Column("gross_g", _("毛重(公斤)"), "kg", least=1, most=MOST_G),
    Column("tare_g", _("皮重(公斤)"), "kg", least=0, most=MOST_G),
    Column("deduction_g", _("扣杂(公斤)"), "kg", required=False, least=0, most=MOST_G),
    Column(
        "price_fen", _("单价(元/公斤)"), "yuan", required=False, least=1, most=10**9, help=_("以后定价的留空")
    ),
)
OWNER = Column("account_of", _("记账人"), "code", max_length=20, help=PARTY_HELP)
BRINGER = Column("delivered_by", _("送货人"), "code", required=False, max_length=20, help=_("留空即本人送来"))
PLACE = (
    Column("site", _("过磅点"), "new_code", max_length=20),
    Column("number", _("过磅单号"), "new_code", max_length=30),
    Column("weighed_on", _("过磅日"), "day"),
)
SLIP = (OWNER, *WEIGHED, BRINGER, *PLACE, NOTE)
CORRECTION = (OWNER, *WEIGHED, BRINGER, replace(NOTE, label=_("更正原因"), required=True))
REASON = (replace(NOTE, label=_("原因"), required=True),)

PRICE_NOTICE = (
    PRODUCT,
    Column("grade", _("等级"), max_length=20),
    Column("first_day", _("起"), "day"),
    Column("last_day", _("止"), "day", help=_("最后一天")),
    Column("price_fen", _("单价(元/公斤)"), "yuan", least=1, most=10**9),
    Column("document", _("文件"), required=False, max_length=60),
)

BUYER = Column("buyer", _("买方"), "code", max_length=20, help=PARTY_HELP)
HAPPENED = Column("happened_on", _("日期"), "day")
SALE = (
    Column("number", _("销售单号"), "new_code", max_length=30),
    HAPPENED,
    BUYER,
    PRODUCT,
    Column("quantity_milli", _("数量(公斤或株)"), "kg", least=1, most=10**15),
    Column("price_fen", _("单价(元)"), "yuan", least=1, most=10**9),
    Column("document", _("合同或发票"), required=False, max_length=60),
)
TAKE_BACK = (
    Column("number", _("销售单号"), "code", max_length=30),
    Column("new_number", _("冲销单号"), "new_code", max_length=30),
    HAPPENED,
)
LOSS = (
    PRODUCT,
    Column("lost_g", _("损耗(公斤)"), "kg", least=1, most=10**12),
    HAPPENED,
    Column("document", _("说明文件"), max_length=60),
)
RECEIPT = (
    Column("number", _("收款单号"), "new_code", max_length=30),
    HAPPENED,
    BUYER,
    Column("amount_fen", _("金额(元)"), "yuan", least=1, most=MOST_FEN),
    Column("money_account", _("收到"), "choice", choices=((_("银行存款"), "102"), (_("库存现金"), "101"))),
)


def with_choices(
    columns: Iterable[Column], name: str, choices: Iterable[tuple[str, str]]
) -> tuple[Column, ...]:
    """The columns with one of them turned into a choice of (word, kept value)."""
    offered = tuple(choices)
    return tuple(
        replace(column, kind="choice", choices=offered) if column.name == name else column
        for column in columns
    )


def weighing(values: Mapping[str, Any]) -> Weighing:
    """What a filled slip says of the goods."""
    return Weighing(
        values["product"],
        values["grade"] or "",
        values["gross_g"],
        values["tare_g"],
        values["deduction_g"] or 0,
        values["price_fen"],
    )


def new_slip(given: Mapping[str, str], columns: Iterable[Column] = SLIP) -> NewSlip:
    """A slip as filled in. Raises BadInput with everything wrong in it."""
    values = read_form(columns, given)
    return NewSlip(
        values["site"],
        values["number"],
        values["weighed_on"],
        values["account_of"],
        weighing(values),
        values["delivered_by"] or "",
        values["note"] or "",
    )


def as_written(row: SlipRow) -> dict[str, str]:
    """A slip's values as its form holds them."""

    own_fen = row.own_price_fen

    def kilos(weight_g: int) -> str:
        return format_scaled(weight_g, 1000, 3, grouped=False).rstrip("0").rstrip(".")

    return {
        "account_of": row.account_of,
        "delivered_by": row.delivered_by if row.delivered_by != row.account_of else "",
        "product": row.product_name,
        "grade": row.grade,
        "gross_g": kilos(row.gross_g),
        "tare_g": kilos(row.tare_g),
        "deduction_g": kilos(row.deduction_g) if row.deduction_g else "",
        "price_fen": "" if own_fen is None else format_scaled(own_fen, 100, 2, grouped=False),
    }


def corrected(old: SlipRow, given: Mapping[str, str], columns: Iterable[Column] = CORRECTION) -> NewSlip:
    """A slip to stand in the place of one, as filled in."""
    values = read_form(columns, given)
    return NewSlip(
        old.site,
        old.number,
        old.weighed_on,
        values["account_of"],
        weighing(values),
        values["delivered_by"] or "",
        values["note"],
    )


def new_sale(given: Mapping[str, str], columns: Iterable[Column] = SALE) -> NewSale:
    """A sale as filled in."""
    values = read_form(columns, given)
    return NewSale(**{**values, "document": values["document"] or ""})


def new_receipt(given: Mapping[str, str]) -> NewReceipt:
    """A receipt as filled in."""
    return NewReceipt(**read_form(RECEIPT, given))
