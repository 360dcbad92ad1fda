"""Vouchers that come again and again (常用凭证模板): the accounts of each side, to be filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from liancun.kernel.fields import A, Code, Many, Rows, Text, Word, _


@dataclass(frozen=True)
class VoucherTemplate:
    """A usual event (模板): what it is called, the summary it gives, its accounts on both sides."""

    title: A[str, Word(_("事项"))]
    summary: A[str, Text(_("摘要"))]
    debit: A[tuple[str, ...], Many(_("借方科目"), each=Code(_("科目")))]
    credit: A[tuple[str, ...], Many(_("贷方科目"), each=Code(_("科目")))]


@dataclass(frozen=True)
class VoucherTemplates:
    """The templates of each chart of accounts (两套科目表的模板)."""

    DECISION: ClassVar[str] = "ledger/voucher_templates"

    clause: str
    cooperative: A[Mapping[str, VoucherTemplate], Rows(_("合作社的模板"), by=Code(_("模板")))]
    collective: A[Mapping[str, VoucherTemplate], Rows(_("集体的模板"), by=Code(_("模板")))]

    def of(self, chart: str) -> Mapping[str, VoucherTemplate]:
        """The templates of a chart, by key."""
        return self.cooperative if chart == "cooperative" else self.collective
