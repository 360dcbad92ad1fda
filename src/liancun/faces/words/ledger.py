"""Words of the books (账簿措辞)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "ledger.entry": _("{month} 记字第 {number} 号凭证,{total_fen}"),
    "ledger.one_sided": _("一张凭证至少有一借一贷。请补上另一方"),
    "ledger.one_side_only": _("每行只填借方或贷方中的一个,金额大于零。请改正"),
    "ledger.unbalanced": _("借方 {debit_fen},贷方 {credit_fen},不平。请核对各行金额"),
    "ledger.no_such_account": _("科目表里没有 {account},或它有明细科目。请核对科目编码"),
    "ledger.party_missing": _("{account} {name} 要写明是谁的。请填往来对象"),
    "ledger.party_is_member": _(
        "{party} 那天是成员,与成员的往来不记 {account} {name}。请记 {instead} {instead_name}"
    ),
    "ledger.charter.of_members": _(
        "科目 {account} 与成员往来改记的 {instead},不在科目表里,或不是必须按人的科目。请改正科目表"
    ),
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
    "ledger.no_form": _("{org} 不用合作社的会计报表格式。请看试算平衡表"),
    "ledger.statement_line": _("报表第 {number} 行重复,或引用了后面的行。请改正报表格式"),
    "ledger.too_big": _("一张凭证最多记 {most_fen},这里合计 {total_fen}。请分成几张"),
    "ledger.before_opening": _(
        "账簿从 {opened_on} 启用,这以前的日子不能记账、结账。更早的余额请用期初余额表"
    ),
    "ledger.day_ahead": _("{day} 在本月({on})以后,还不能记账。请核对日期,或到那个月再记"),
    "ledger.not_the_eve": _("期初余额记在启用日的前一天 {day}。请改余额日"),
    "ledger.opening_too_late": _("{month} 已经结账,期初余额不能再加。请在本月做更正凭证"),
    "ledger.no_such_period": _("“{period}”不是期间。请写成 2025 或 2025-03"),
    "ledger.below_nil": _(
        "科目 {account} {name}:{party} 名下到 {day} 会不足 {short_fen},不能低于零。请核对金额和成员"
    ),
    "ledger.not_carried": _("{year} 年的损益还没有结转。请先做年终结转,再结十二月"),
    "ledger.earlier_year_open": _("{open} 年还没有封账。请按年依次封,先封 {open} 年"),
    "ledger.not_by_hand": _(
        "{entry} 是由 {source} 生成的,不能单独冲销。请在那里办理:结算单用“冲销”,收付逐笔用“退回、更正误记”"
    ),
    "ledger.no_summary": _("请写明摘要:这笔钱是为什么"),
    "ledger.no_such_party": _("没有编码为 {party} 的人员或单位。请核对往来对象"),
    "ledger.keeps_no_book": _("{org} 没有自己的账簿,它的账记在上级单位。请为上级单位建账"),
    "ledger.voucher_entered": _("凭证 {voucher} 已经入账,不能再加行。请另用一个凭证编号,或先冲销"),
    "ledger.batch_of_nobody": _("凭证批 {batch} 没有办理记录:有人改过数据库。请用备份核对"),
    "ledger.closing_changed": _("{period} 的结账记录与办理记录不一致:有人改过数据库。请用备份核对"),
    "ledger.entry_changed": _("凭证 {entry} 的内容与封存时不同:有人改过数据库。请用备份核对"),
    "ledger.batch_open": _("凭证批 {batch} 没有封存。请核对这一批是怎么来的"),
    "ledger.batch_not_whole": _("凭证批 {batch} 应有 {count} 张,现在不是:有人改过数据库。请用备份核对"),
    "ledger.numbers_gap": _("{month} 凭证 {count} 张,最后一号是 {last},断号了。请用备份核对"),
    "ledger.no_money_account": _("{account} 不是货币资金科目,不记日记账。请选库存现金或银行存款,或看明细账"),
    "ledger.summary_days": _("{first} 到 {last} 不在期间 {period} 里,或先后颠倒。请改正日期"),
    "ledger.numbers_of_a_month": _("凭证按月编号,{period} 不是一个月。请先选一个月份,再选凭证号"),
    "ledger.numbers_backwards": _("凭证号从 {first} 到 {last},先后颠倒了。请改正"),
    "ledger.no_reason": _("冲销要写明原因:哪里记错了,怎么改正。请填冲销的原因"),
    "ledger.not_all_in": _("{month} 还有 {count} 项没有入账,见“结账核对”。请先入账;确要先结,请写明原因"),
    "ledger.not_closed": _("{month} 没有结账,不用重新打开"),
    "ledger.no_reason_to_reopen": _("请写明为什么要重新打开:漏了什么、错了什么"),
    "ledger.reopening_waits": _("从 {month} 起重新打开的申请还没有答复。请先由另一人答复"),
    "ledger.nothing_asked": _("没有等答复的申请"),
    "ledger.answers_oneself": _("申请的人不能自己答复。请另一人办理"),
    "ledger.refused_without_reason": _("不同意重新打开的,请写明为什么"),
    "ledger.counted_ahead": _("盘点日 {day} 还没有到(今天 {on})。请核对日期"),
    "ledger.counted_before_opening": _("账簿从 {opened_on} 启用,这以前的盘点不登记。请核对日期"),
    "ledger.cash_off_unexplained": _("实点和应存差 {off_fen}(长款为正,短款为负)。请再点一遍,或写明原因"),
    "unentered.cash_off": _("现金盘点有差,没有处理"),
    "unentered.cash_unbooked": _("盘点时已收、已付的没有记账(收减付)"),
    "unentered.run_open": _("结算单还没有记账"),
    "unentered.no_run": _("有记录,还没有做结算单"),
    "unentered.sales_unposted": _("销售还没有记账"),
    "ledger.no_vouchers": _("{period} 没有凭证,没有可打印的。请换一个期间"),
    "ledger.too_many_to_print": _("有 {rows} 行,一次最多打印 {most} 行。请选一个科目,或缩短期间"),
}
