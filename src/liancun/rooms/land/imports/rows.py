"""The rows of the land's workbooks (土地工作簿的一行)."""

from dataclasses import dataclass, replace
from datetime import date

from liancun.base.importing import columns_of
from liancun.kernel.fields import A, Code, Day, Text, _
from liancun.rooms.land import fields

PLOT = replace(fields.PLOT, slash=True)
CONTRACT = replace(fields.CONTRACT, slash=True)
HOLDER_HELP = _("承包户编码,或 O:村集体编码")
ORG_HELP = _("O:单位编码")


@dataclass(frozen=True, kw_only=True)
class PlotRow:
    """One plot as the workbook has it (地块的一行)."""

    code: A[str, fields.PLOT]
    name: A[str, Text(_("地块名称"), most=60, example="大坡第3块")]
    land_class: A[str, replace(fields.CLASS, example="园地")]
    slope_deg: A[int, replace(fields.SLOPE, heading="坡度(度)", help="", example="18")]
    grade: A[str, replace(fields.GRADE, example="5等")]
    contract_centimu: A[int, replace(fields.CONTRACTED, example="3.20")]
    registered_centimu: A[int, replace(fields.REGISTERED, example="3.45")]
    measured_centimu: A[int, replace(fields.MEASURED, example="3.46")]
    boundary: A[str, replace(fields.BOUNDARY, example="东至路,南至沟,西至坎,北至林")]
    outline: A[str | None, replace(fields.OUTLINE, help=_("经纬度,如 104.72 25.82; 104.73 25.82"))] = None
    start: A[date, replace(fields.START, help=_("复测的从新面积起算那天"), example="2016-01-01")]
    document: A[str, replace(fields.PAPER, example="确权登记2016")]


@dataclass(frozen=True, kw_only=True)
class RightRow:
    """One holding as the workbook has it (承包关系的一行)."""

    plot: A[str, PLOT]
    holder: A[str, Code(_("承包方"), most=20, slash=True, help=HOLDER_HELP, example="K000001")]
    start: A[date, replace(fields.START, example="1998-07-01")]
    end: A[date | None, Day(_("承包期止"), help=_("最后一天;集体自己的地留空"), example="2028-06-30")] = None
    document: A[str, Text(_("承包合同或权证"), most=80, example="承包合同1998-001")]


@dataclass(frozen=True, kw_only=True)
class ContractRow:
    """One contract as the workbook has it (流转合同的一行): several plots with blanks between."""

    number: A[str, fields.CONTRACT]
    form: A[str, replace(fields.FORM, example="入股")]
    giver: A[str, Code(_("流出方"), most=20, slash=True, help=HOLDER_HELP, example="K000001")]
    taker: A[
        str | None,
        Code(_("受让方"), most=20, slash=True, help=_("O:单位编码,不填为签订单位"), example="O:zongshe"),
    ] = None
    payer: A[str, Code(_("付款方"), most=20, slash=True, help=ORG_HELP, example="O:gongsi")]
    plots: A[str, Text(_("地块编码"), most=2000, help=_("几块地用空格隔开"), example=PLOT.example)]
    use: A[str | None, replace(fields.USE, example="种植李子")] = None
    start: A[date, replace(fields.START, example="2016-03-01")]
    end: A[date, replace(fields.END, example="2028-06-30")]
    rate_fen: A[int, replace(fields.RATE, example="400.00")]
    pay_by: A[str | None, replace(fields.PAY_BY, example="12-31")] = None
    rights: A[str | None, replace(fields.RIGHTS, example="见合同第五条")] = None
    compensation: A[str | None, replace(fields.COMPENSATION, example="土地补偿归流出方")] = None
    breach: A[str | None, replace(fields.BREACH, example="逾期按日万分之五")] = None
    signed_on: A[date, replace(fields.SIGNED_ON, example="2016-02-06")]
    document: A[str | None, replace(fields.CONTRACT_PAPER, example="合同文本TD-00001")] = None


@dataclass(frozen=True, kw_only=True)
class EndingRow:
    """One ending as the workbook has it (合同终止的一行)."""

    contract: A[str, CONTRACT]
    ended_on: A[date, replace(fields.ENDED_ON, example="2025-06-30")]
    reason: A[str, replace(fields.REASON, example="双方协商")]
    document: A[str, Text(_("文件"), most=80, example="终止协议2025-01")]


@dataclass(frozen=True, kw_only=True)
class FilingRow:
    """One filing as the workbook has it (合同备案的一行)."""

    contract: A[str, CONTRACT]
    filed_on: A[date, replace(fields.FILED_ON, example="2016-02-20")]
    document: A[str, replace(fields.FILING_PAPER, example="备案2016-01")]


PLOTS, RIGHTS, CONTRACTS = columns_of(PlotRow), columns_of(RightRow), columns_of(ContractRow)
ENDINGS, FILINGS = columns_of(EndingRow), columns_of(FilingRow)
