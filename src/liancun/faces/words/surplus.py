"""Wording of the surplus (盈余分配用语): what each step says, what is wrong, and what to do about it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    # --- steps and lines ---------------------------------------------------------------------------
    "surplus.step.surplus": _("本年盈余 {surplus_fen}"),
    "surplus.step.loss": _("弥补以前年度亏损 {loss_fen},余 {after_loss_fen}"),
    "surplus.step.reserve": _("提取公积金 {share},向下取整到分:{reserve_fen},按 {by} 量化为成员份额"),
    "surplus.step.base_law_44": _("可分配盈余(合作社法第四十四条口径):{distributable_fen}"),
    "surplus.step.base_form_02": _(
        "可分配盈余(会农社02表第16行,含年初未分配 {opening_fen}、其他转入 {transfers_fen}):"
        "{distributable_fen}"
    ),
    "surplus.step.chosen": _("按章程取 {base} 口径,分配 {distributable_fen},留作未分配 {kept_fen}"),
    "surplus.step.patronage_fen": _(
        "按交易量(额)返还 {share}(按 {by},{members} 名成员,合计 {weight_sum_fen}):{patronage_fen}"
    ),
    "surplus.step.patronage_g": _(
        "按交易量(额)返还 {share}(按 {by},{members} 名成员,合计 {weight_sum_g}):{patronage_fen}"
    ),
    "surplus.step.floor": _("法定下限 {share},即不少于 {least_fen};实际返还 {patronage_fen}"),
    "surplus.step.property": _(
        "财政补助形成的财产 {subsidy_fen}、捐赠形成的财产 {donated_fen} 平均量化到 {members} 名成员"
    ),
    "surplus.step.equity": _("剩余部分按成员账户份额(合计 {weight_sum_fen})分配:{equity_fen}"),
    "surplus.step.unsettled": _(
        "请注意:{members} 户头不是本年成员({names}),账上还有出资 {contribution_fen}、"
        "公积金份额 {reserve_share_fen}:不参加本年分配,请办理退社结算"
    ),
    "surplus.reserve_fen": _(
        "公积金份额:按 {by},{weight_fen} 占 {weight_sum_fen},从 {pot_fen} 中得 {amount_fen},不发放"
    ),
    "surplus.reserve_g": _(
        "公积金份额:按 {by},{weight_g} 占 {weight_sum_g},从 {pot_fen} 中得 {amount_fen},不发放"
    ),
    "surplus.reserve_heads": _(
        "公积金份额:按 {by},{weight_heads} 人占 {weight_sum_heads} 人,从 {pot_fen} 中得 {amount_fen},不发放"
    ),
    "surplus.patronage_fen": _(
        "盈余返还:按 {by},{weight_fen} 占 {weight_sum_fen},从 {pot_fen} 中得 {amount_fen}"
    ),
    "surplus.patronage_g": _("盈余返还:按 {by},{weight_g} 占 {weight_sum_g},从 {pot_fen} 中得 {amount_fen}"),
    "surplus.equity": _(
        "剩余盈余:出资 {contribution_fen} + 公积金份额 {reserve_share_fen} + 补助量化 {subsidy_fen}"
        " + 捐赠量化 {donated_fen} = {weight_fen},占 {weight_sum_fen},从 {pot_fen} 中得 {amount_fen}"
    ),
    "surplus.left_out.reserve": _(
        "请注意:公积金按 {by} 量化,有 {members} 名成员没有份额({names});法律要求量化为每个成员的份额"
    ),
    "surplus.left_out.equity": _(
        "请注意:全部按交易返还,有 {members} 名成员账户有份额而没有交易,什么也不得({names})"
    ),
    # --- charter -----------------------------------------------------------------------------------
    "surplus.charter.reserve_share": _("公积金提取比例 {share} 不在 0 到 100% 之间:请改正章程"),
    "surplus.charter.patronage_over_all": _("返还比例 {share} 超过 100%:请改正章程"),
    "surplus.charter.patronage_under_law": _(
        "返还比例 {share} 低于法定下限 {least_share}(合作社法第四十四条):请改为不低于下限"
    ),
    "surplus.charter.unknown_choice": _("章程的“{name}”没有这个选项:请从 {choices} 中选择"),
    # --- what may not be distributed -----------------------------------------------------------------
    "surplus.no_surplus": _("本年盈余为 {surplus_fen},不得分配:请拟亏损处理方案,或核对损益结转"),
    "surplus.loss_not_covered": _(
        "本年盈余 {surplus_fen} 不足以弥补以前年度亏损 {loss_fen} 而有余:先弥补亏损,本年不分配"
    ),
    "surplus.nothing_left": _(
        "弥补亏损、提取公积金后可分配 {distributable_fen}:没有可分配的盈余,请核对提取比例"
    ),
    "surplus.nobody_traded": _("成员本年都没有交易量(额),返还的 {pot_fen} 无从分配:请先录入过磅单"),
    "surplus.nobody_holds": _("成员账户都没有份额,剩余的 {pot_fen} 无从分配:请先登记股金"),
    "surplus.nobody_quantified": _("公积金 {pot_fen} 无从量化到成员:请改量化办法或先登记股金"),
    "surplus.negative_total": _("“{what}”为负({amount_fen}):请核对账簿,亏损填在以前年度亏损里"),
    "surplus.no_members": _("年末没有在册成员:请先登记社员"),
    "surplus.member_twice": _("成员重复:{members},每名成员只能有一行,请合并"),
    "surplus.negative_trade": _("成员 {member} 的交易额 {value_fen} 或交易量 {weight_g} 为负:请更正过磅单"),
    "surplus.negative_account": _(
        "成员 {member} 的出资 {contribution_fen} 或公积金份额 {reserve_share_fen} 为负:请核对股金和 322"
    ),
    "surplus.not_a_member": _(
        "{member} 本年不是成员,却有交易额 {value_fen}(出资 {contribution_fen}):请更正社员起止日期或过磅单"
    ),
    "surplus.no_loss": _("没有未弥补的亏损(本年盈余 {surplus_fen}):不用亏损处理方案,请草拟盈余分配"),
    "surplus.nothing_to_plan": _(
        "{year} 年的结转、结账都已办妥:没有可分配的盈余,也没有未弥补的亏损,不用拟方案"
    ),
    # --- a loss met, and who left paid back ----------------------------------------------------------
    "surplus.loss.year": _("本年盈余 {surplus_fen},连同以前年度,未弥补亏损 {loss_fen}"),
    "surplus.loss.covered": _("成员的公积金份额合计 {reserve_fen},章程可用 {share}:弥补 {amount_fen}"),
    "surplus.loss.carried": _("留待以后年度的盈余弥补:{amount_fen}"),
    "surplus.loss.reserve": _("公积金份额 {reserve_share_fen},按份额分担 {pot_fen} 中的 {amount_fen}"),
    "surplus.exit.contribution": _("成员资格 {day} 终止:退还出资 {amount_fen}"),
    "surplus.exit.reserve": _("成员资格 {day} 终止:退还公积金份额 {amount_fen}"),
    "surplus.exit.capital": _("成员资格 {day} 终止:退还量化到成员的资本公积 {amount_fen}"),
    "surplus.exit.loss": _("按 {by} 分摊未弥补亏损 {loss_fen} 中的 {amount_fen},以账户所有为限"),
    "surplus.exit.loss_of": _(
        "资格终止的 {year} 年有未弥补亏损 {loss_fen}:按 {by} 分摊 {amount_fen},以账户所有为限"
    ),
    "surplus.exit.left_out": _(
        "{member} 的成员资格 {day} 已经终止,{period} 年却仍按成员计算({run}):这次没有列入;"
        "请先冲销那一单、重新草拟,再由下一年的退社结算退还"
    ),
    "surplus.gap.counted_after_leaving": _(
        "成员资格 {day} 已经终止,{period} 年却仍按成员计算({run}):请先冲销那一单、重新草拟,再结算退社"
    ),
    "surplus.gap.year_undivided": _("这一年的盈余还没有分配入账(亏损还没有处理入账):成员账户还会变,请先办完"),
    "surplus.gap.later_year_done": _(
        "这一年的盈余或亏损已经入账,以前的亏损已算在里面:不能再弥补一次,要改请先冲销这一年的"
    ),
    # --- what must be done first ---------------------------------------------------------------------
    "surplus.gap.month_open": _("该月尚未结账:请会计结账"),
    "surplus.gap.not_carried": _("该年损益尚未结转:请会计办理年终结转"),
    "surplus.gap.slips_held": _("有 {count} 张过磅单待核:请监事核实放行或作废"),
    "surplus.gap.slips_unpriced": _("有 {count} 张过磅单未定价:请发布定价通知"),
    "surplus.step_deliveries": _("收购款结清入账"),
    "surplus.step_sales": _("销售与成本入账"),
    "surplus.step_carry": _("年终结转损益"),
    "surplus.step_close": _("各月结账"),
    "surplus.step_draft": _("草拟盈余分配(亏损处理)方案"),
    "surplus.step_check": _("监事复核"),
    "surplus.step_papers": _("会前十五日置备资料"),
    "surplus.step_vote": _("成员(代表)大会表决并确认"),
    "surplus.step_post": _("方案入账"),
    "surplus.step_pay": _("发放"),
    "surplus.missing.slips": _("过磅单待核 {held} 张、未定价 {unpriced} 张:请先核实、定价"),
    "surplus.missing.deliveries_unsettled": _("这些月份的收购款还没有结算入账:{months}"),
    "surplus.missing.sales_unposted": _("这些月份的销售还没有入账:{months}"),
    "surplus.missing.carry": _("{year} 年损益还没有结转"),
    "surplus.missing.months_open": _("这些月份还没有结账:{months}"),
    "surplus.missing.draft": _("{year} 年的方案还没有草拟"),
    "surplus.missing.check": _("还没有复核"),
    "surplus.missing.papers": _("方案还没有置备、公示"),
    "surplus.missing.vote": _("还没有表决、确认"),
    "surplus.missing.post": _("还没有入账"),
    "surplus.missing.pay": _("还没有发完,尚欠 {amount_fen}"),
    # --- surplus turned into contribution ----------------------------------------------------------
    "surplus.not_posted_yet": _("{year} 年的盈余分配还没有入账:请先表决、确认、入账,再转为出资"),
    "surplus.turning_not_voted": _(
        "没有找到 {bodies} 在草拟以后通过的决议“{subject}”:盈余转为出资须经大会表决,请先登记会议和表决结果"
    ),
    "surplus.turned_already": _("决议 {resolution} 已经办理过转为出资:要再转,须另有决议"),
    "surplus.turning_share": _("转为出资的比例 {share} 不在 0 到 100% 之间:请写如 50%"),
    "surplus.nothing_to_turn": _("{year} 年的盈余已没有可转为出资的余额:都已发放或转过"),
}
