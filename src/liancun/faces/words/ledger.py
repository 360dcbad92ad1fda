"""Words of the books (账簿措辞)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "ledger.entry": _("{month} 记字第 {number} 号凭证,{total_fen}"),
    "ledger.one_sided": _("一张凭证至少有一借一贷。请补上另一方"),
    "ledger.one_side_only": _("每行只填借方或贷方中的一个,不能都填或都空。请改正"),
    "ledger.unbalanced": _("借方 {debit_fen},贷方 {credit_fen},不平。请核对各行金额"),
    "ledger.no_such_account": _("科目表里没有 {account},或它有明细科目。请核对科目编码"),
    "ledger.party_missing": _("{account} {name} 要写明是谁的。请填往来对象"),
    "ledger.party_out_of_place": _("{account} {name} 不按往来对象核算。请删去往来对象"),
    "ledger.voucher_days_differ": _("凭证 {voucher} 各行的日期不同。一张凭证只有一个日期,请改正"),
    "ledger.year_sealed": _("{year} 年已经封账。请记在现在的期间,注明是更正"),
    "ledger.period_closed": _("{month} 已经结账。请记在还开着的月份"),
    "ledger.periods.month": _("年终期间的最后月份 {month} 不在 1 到 12 之间。请改正"),
    "ledger.no_book": _("{org} 没有自己的账簿。请先建账,或记到它的上级单位"),
    "ledger.book_is_open": _("{org} 已经建账。请直接记账"),
    "ledger.already_reversed": _("{entry} 已经冲销过。请查看冲销凭证"),
    "ledger.month_not_over": _("{month} 还没有过完,不能结账。请月底以后再结"),
    "ledger.already_closed": _("{month} 已经结过账,不用再结"),
    "ledger.earlier_month_open": _("{open} 还没有结账。请按月依次结,先结 {open},再结 {month}"),
    "ledger.already_carried": _("{year} 年已经结转过损益。请查看结转凭证"),
    "ledger.december_open": _("{year} 年十二月还没有结账。请先结账再封账"),
    "ledger.allocations_not_nil": _("{year} 年“各项分配”还有余额 {balance_fen}。请先把盈余分配结转完"),
    "ledger.entry_changed": _("凭证 {entry} 的内容与封存时不同:有人改过数据库。请用备份核对"),
    "ledger.batch_open": _("凭证批 {batch} 没有封存。请核对这一批是怎么来的"),
    "ledger.batch_not_whole": _("凭证批 {batch} 应有 {count} 张,现在不是:有人改过数据库。请用备份核对"),
    "ledger.numbers_gap": _("{month} 凭证 {count} 张,最后一号是 {last},断号了。请用备份核对"),
}
