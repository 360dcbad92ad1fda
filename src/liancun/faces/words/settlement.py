"""Wording of settlement (结算用语): what is wrong, and what to do about it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    # --- what runs, lines and payments are called in a trace ------------------------------------
    "settlement.run": _("{title}{period}结算单,共{lines}行,合计{total_fen},状态:{state}"),
    "settlement.line": _("{subject} {period} {part}:{amount_fen},状态:{state}"),
    "settlement.payment": _("{happened_on} 收付 {amount_fen},结果:{state},收据号:{receipt}"),
    "fact.period": _("期间"),
    "fact.due_fen": _("应为"),
    "fact.settled_fen": _("已结算"),
    # --- reasons of lines ------------------------------------------------------------------------
    "settlement.supplement": _(
        "补发:{period}后来补录、更正了记录,应为{due_fen},已结算{settled_fen},补{difference_fen}"
    ),
    "settlement.deduction": _(
        "扣回:{period}后来补录、更正了记录,应为{due_fen},已结算{settled_fen},差{difference_fen}"
    ),
    "settlement.unchanged": _("重算:{period}按现在的记录仍为{due_fen},已结算{settled_fen},不补不扣"),
    "settlement.not_read_again": _(
        "{period}的结算单{run}按现在的记录算不出来:它的补发、扣回这次没有列入,请查明原因,改正后由下一张清单补上"
    ),
    "settlement.records_missing": _("缺这几户(人)的记录:{subjects}"),
    "settlement.waiting": _(
        "这几户(人)的记录还有争议没有定,这一次不列:{subjects}。定下来以后,由下一张清单补上"
    ),
    # --- the charter decision runs/<kind> ---------------------------------------------------------
    "settlement.life.nobody": _("结算办法没有写明由谁办理“{act}”:请至少写一个职务"),
    "settlement.life.negative_days": _("结算办法的天数“{act}”不能为负:请改为 0 或正数"),
    "settlement.life.expires_before_objections": _(
        "公示撤下早于异议期满:请把 expires_days 改为不少于 objection_days"
    ),
    "settlement.life.papers_without_body": _(
        "写了会前摆放资料的天数,却没有写由哪个机构表决:请填写 resolution_body"
    ),
    "settlement.life.shown_nowhere": _("公示范围为空:请在 circles 里至少写一项(paper、members、web)"),
    "settlement.shared_must_reverse": _(
        "“{kind}”是整笔分配,过后更正只能冲销重做:请在结算办法里写 late_facts: reverse"
    ),
    "settlement.charter_moved": _("草拟以后,它所依据的决定 {clauses} 被改过或撤了:请撤回这份草稿,重新草拟"),
    "settlement.clause_gone": _("结算所依据的条款已不在章程文件中:请把原文件放回,旧条款不得删改"),
    # --- drafting --------------------------------------------------------------------------------
    "settlement.no_such_kind": _("没有“{kind}”这个结算类别:可用的有 {known}"),
    "settlement.no_such_period": _("“{period}”不是期间:请写成 2025 或 2025-03"),
    "settlement.wrong_grain": _("“{kind}”按{grain}结算,“{period}”不合:年写成 2025,月写成 2025-03"),
    "settlement.gaps": _("{org}{period}缺{count}条记录,不能结算:请按清单逐条补录后再试"),
    "settlement.period_taken": _(
        "{org}{period}的“{kind}”已有结算单{run}(状态:{state}):同一期间只能有一份,请先撤回或冲销它"
    ),
    "settlement.too_late_to_withdraw": _("结算单已是“{state}”,不能撤回:记账后请用冲销"),
    "settlement.reversal_of_reversal": _("冲销单不能再冲销:请重新草拟该期间的结算单"),
    "settlement.reversal_under_way": _("这份结算单的冲销单{run}正在办理:请先办完或撤回它"),
    "settlement.reversal_stale": _("冲销单草拟之后,结算单{run}又有新的行记账或补扣:请撤回冲销单重新草拟"),
    "settlement.reversal_not_published": _("冲销单不公示:复核后直接确认,重做的结算单再公示"),
    "settlement.supplemented": _("结算单{run}已被后期补发、扣回引用:请先冲销后面的结算单"),
    # --- steps -----------------------------------------------------------------------------------
    "settlement.no_such_run": _("没有编号为{run}的结算单:请核对编号"),
    "settlement.no_such_line": _("本单位没有编号为{line}的结算行:请核对编号"),
    "settlement.already": _("这一步已经办过(状态:{state}):请刷新后查看是谁办的"),
    "settlement.ended": _("结算单已终止(状态:{state}):请重新草拟"),
    "settlement.not_drafted": _("结算单不在草拟状态(现为:{state}),不能复核"),
    "settlement.not_checked": _("结算单还没有复核(现为:{state}):请先由复核人复核"),
    "settlement.not_published": _("结算单还没有公示(现为:{state}):请先公示并登记纸质张贴"),
    "settlement.not_confirmed": _("结算单还没有确认(现为:{state}):请先由有权机构确认"),
    "settlement.not_posted": _("结算单还没有记账(现为:{state}):未记账的用撤回,不用冲销"),
    "settlement.same_person": _("{other}和{role}不能是同一个人:请换人办理"),
    "settlement.before_last_step": _("办理日早于上一步“{state}”的{last_on}:请改用当日或以后的日期"),
    "settlement.notice_not_up": _("公示{notice}还没有登记纸质张贴,异议期没有开始:请先登记张贴日期、地点和人"),
    "settlement.objections_open_until": _("公示{notice}的异议期到{until}为止:请在期满次日以后确认"),
    "settlement.pot_waits": _("公示{notice}还有{count}条异议没有答复:整笔分配须全部答复后才能确认"),
    "settlement.pot_upheld": _("公示{notice}有异议成立:整笔分配须撤回,更正记录后重新草拟、公示"),
    "settlement.no_resolution": _("没有找到{body}通过这份结算单({run})的决议:请先登记会议和表决结果"),
    "settlement.papers_too_late": _(
        "资料{laid_on}摆放,{held_on}开会,只隔{days}天,少于{papers_days}天:请另行开会表决"
    ),
    # --- single lines ----------------------------------------------------------------------------
    "settlement.pot_not_by_line": _("整笔分配不能只重算一行:请撤回整份结算单,更正记录后重做"),
    "settlement.line_not_replaceable": _("结算行{line}现为“{state}”,不能重算:已记账的差额会在下期补发或扣回"),
    "settlement.line_not_replaced": _("结算行{line}现为“{state}”,不是重算出来待复核的行"),
    "settlement.line_not_checked": _("重算的结算行{line}还没有复核:请先由另一人复核"),
    "settlement.line_not_held": _("结算行{line}现为“{state}”,不在暂缓状态,不需要单独确认"),
    "settlement.objection_open": _("结算行{line}的异议还没有答复:请先登记答复"),
    "settlement.objection_upheld": _("结算行{line}的异议成立:请先更正记录,再重算这一行"),
    "settlement.deduction_waits": _(
        "结算行{line}是从{waits_for}里扣的,那一行还没有确认:请先确认那一行,这一行随它一起确认"
    ),
    "settlement.set_right_already": _("这一行已经重算过,差额在{line}:请办那一行;以后的更正在下期补发或扣回"),
    "settlement.objection_not_upheld": _("结算行{line}没有成立的异议,不能重算:请先答复异议"),
    # --- paying ----------------------------------------------------------------------------------
    "settlement.empty_list": _("收付清单是空的:请至少填一笔"),
    "settlement.no_document": _("没有写凭什么单据:请填银行回单号或领款单号"),
    "settlement.list_moved": _(
        "您打开这张清单以后,有{count}行变了(如{lines}):这次什么都没有登记,请看过现在的清单,核对回单金额后再办"
    ),
    "settlement.nothing_open": _("结算单{run}(状态:{state})没有要收付的行:请核对是否已经办过"),
    "settlement.not_in_list": _("{line}不在结算单{run}这次要收付的行里:请核对编号"),
    "settlement.list_differs": _("清单号“{key}”已登记过,内容不同({list}):请核对,或换一个清单号"),
    "settlement.line_not_posted": _("结算行{line}还没有确认记账,不能收付:请先办完确认和记账"),
    "settlement.line_not_payable": _("结算行{line}只记账、不收付"),
    "settlement.paid_on_wrong_day": _(
        "结算行{line}的收付日{happened_on}不对:应在确认日{first}之后、办理日之前"
    ),
    "settlement.payee_dead": _(
        "结算行{line}的收款人{payee}已于{died_on}去世:请先登记继承人或代领授权,再付给他们"
    ),
    "settlement.pay_nothing": _("结算行{line}的金额是 0:请填写实际金额或删去这一笔"),
    "settlement.paid_already": _(
        "结算行{line}已经结清:请核对是否重复;付出以后被银行退回、或记错了人的,在那一笔收付上办“退回、更正误记”"
    ),
    "settlement.undone_already": _("{payment}已经退回或更正过:一笔只能撤销一次,请在这一行上重新登记收付"),
    "settlement.nothing_moved": _("{payment}没有动钱(结果:{state}),不能退回:请选付出去的那一笔"),
    "settlement.no_money_moved": _("{payment}是按决议转账结清的,没有经过现金或银行,不能在这里退回"),
    "settlement.no_reason_said": _("请写明{payment}为什么退回或更正,如“账号户名不符,退票”"),
    "settlement.undone_on_wrong_day": _(
        "{payment}的退回日{happened_on}不对:应在收付日{first}之后、办理日之前"
    ),
    "settlement.which_payment": _("结算行{line}回单号“{bank_ref}”有{count}笔收付:请在那一笔的页面上办理"),
    "settlement.no_such_payment": _(
        "结算行{line}没有回单号为“{bank_ref}”、还有效的收付:请写付出去那一笔的回单号"
    ),
    "settlement.pay_too_much": _("结算行{line}未结{open_fen},这笔{amount_fen}超过或方向相反:请核对金额"),
    "settlement.part_held": _(
        "结算行{line}有{held_fen}因异议搁置,现在最多收付{free_fen}:没有争议的照付,其余等答复以后再办"
    ),
    "settlement.no_failure_said": _("结果是失败却没有写失败原因:请填写,如“户名不符”"),
    # --- findings --------------------------------------------------------------------------------
    "settlement.line_edited": _("{subject}的结算行被改动过:与登记时的摘要不符,请从备份核对"),
    "settlement.lines_missing": _("结算单登记时有{stored}行,现有{found}行:有行被删或被加,请从备份核对"),
    "settlement.run_edited": _("{period}“{run_kind}”结算单被改动过:与登记时的摘要不符,请从备份核对"),
    "settlement.facts_gone": _("结算时看到的记录现在缺失:{subject} {what},请从备份核对"),
    "settlement.facts_differ": _("{subject}的记录与结算时看到的不同:原始记录被改动过,请从备份核对"),
    "settlement.sheet_differs": _("“{run_kind}”结算时看到的总数或未列名的记录被改动过,请从备份核对"),
    "settlement.refused_now": _("按现在的规则,这份结算不能成立({reason}):请查规则改动"),
    "settlement.rule_differs": _("事实未变,{subject}按现在的规则应为{now_fen},当时为{stored_fen}"),
    "settlement.rule_adds": _("事实未变,按现在的规则应多出一行:{subject} {part}"),
    "settlement.pots_differ": _("事实未变,“{run_kind}”按现在的规则分配总额不同"),
    "settlement.supplement_differs": _("{subject}的补发或扣回与按当时记录重算的不同:请从备份核对"),
    "settlement.kind_unknown": _("结算类别“{run_kind}”没有登记:请检查程序是否完整"),
    "settlement.other_clause": _("依据的条款是{stored},现在章程对该期间适用{now}:请确认是否追溯"),
    "settlement.late_difference": _(
        "后来的记录改变了{subject}:应为{due_fen},已结算{settled_fen},差{difference_fen};"
        "按人按户的下期补发扣回,整笔分配的冲销重做"
    ),
    "settlement.late_no_difference": _("“{run_kind}”的记录后来有更正,金额不变:下期结算时一并核对"),
    "settlement.late_refused": _("按后来的记录这份结算已不能成立({reason}):请查记录"),
    "settlement.pot_not_whole": _("“{part}”应分{total_fen},各行合计{lines_fen},不相等"),
    "settlement.state_unlawful": _("状态“{state}”接在不该接的状态之后({reason}):请从备份核对"),
    "settlement.checked_by_maker": _("复核人就是制表人:这份结算的复核无效"),
    "settlement.two_live_runs": _("{period}“{run_kind}”有{count}份有效结算单:只能有一份"),
    "settlement.overpaid": _("应收付{due_fen},已收付{paid_fen}:多付或方向相反"),
    "settlement.paid_unposted": _("这一行没有记账却有收付:请核对"),
    "settlement.offset_unequal": _("序号{mark}的抵扣不相等:请从备份核对"),
    "settlement.receipt_gap": _("收据号是{number},应为{expected}:收据有缺号"),
    "settlement.list_not_whole": _("收付清单“{key}”与登记时的笔数或金额不符:请从备份核对"),
    "settlement.undone_differs": _("退回或更正的一笔与原来那一笔对不上:请从备份核对"),
    "settlement.entry_of_nothing": _("凭证{entry}说来自{source},那里却没有这张凭证:请从备份核对"),
    "settlement.paid_to_another": _("这一笔付给了 {payee},这一行应付的是 {owed},也没有代收或继承登记:请核对"),
    "settlement.no_receipt": _("收付{payment}没有收据号:请从备份核对"),
    "settlement.entry_names_another": _("凭证{entry}记在 {payee} 名下的,与各行收付不一致:请从备份核对"),
    "settlement.cleared_past_its_line": _(
        "{payee} 的结算行还有 {open_fen} 没有收付,账上 {account} 只余 {booked_fen}:有人绕过单子收付,请查凭证"
    ),
    "settlement.owed_without_a_line": _(
        "{org} 的凭证在 {account} 上给 {payee} 记了 {beyond_fen},没有结算行:"
        "这个科目由结算单来记,请查凭证,冲回或补结算单"
    ),
    "settlement.paid_without_a_line": _(
        "{org} 的凭证在 {account} 上给 {payee} 收付了 {beyond_fen},没有结算行,也超过期初所欠:"
        "有人绕过单子收付,请查凭证,冲回或补结算单"
    ),
    "settlement.money_differs": _(
        "凭证{entry}在 {account} 上收付 {booked_fen},它所记的各笔收付合计 {paid_fen}:请从备份核对"
    ),
    "settlement.payment_entry_differs": _("凭证{entry}与它所记的各笔收付不一致:请从备份核对"),
    "settlement.entry_differs": _("凭证{entry}与结算单的各行不一致:请从备份核对"),
}
