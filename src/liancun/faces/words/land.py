"""Wording of land (土地用语)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "land.charter.tiers": _("合同管理里的流转方式只能归入“land”或“second”两层,且须有“land”:现有 {tiers}"),
    "land.charter.days": _("合同管理里的提醒天数和备案天数不能为负"),
    "land.plot": _(
        "地块 {plot} {name}:{land_class},坡度 {slope_deg} 度,实测 {measured_centimu},承包方 {holder}"
    ),
    "land.contract": _(
        "流转合同 {number}:{giver} 的 {plots} 块地,{area_centimu},{form},{start} 至 {end},"
        "每亩每年 {rate_fen},{payer} 付款"
    ),
    "land.item_missing": _("合同 {number} 缺“{item}”:书面流转合同须写明,请补上"),
    "land.form_unknown": _("没有流转方式“{form}”:可写 {forms},或先在章程里增加"),
    "land.no_term": _("{number} 的止日早于起日,或没有写:请写明起止日期"),
    "land.nothing_agreed": _("合同 {number} 没有地块或没有价款:请写地块编码和每亩每年的金额"),
    "land.two_villages": _("合同 {number} 的地块在两个村:请按村分开签,各向本村发包方备案"),
    "land.plot_named_twice": _("合同 {number} 里同一地块写了两次:请去掉一个"),
    "land.pays_itself": _("合同 {number} 的付款方就是流出方:请改正其中一方"),
    "land.pay_by_unreadable": _("付款日“{pay_by}”看不懂:请写成月-日,如 12-31"),
    "land.giver_holds_not": _(
        "{giver} 在合同起始日不是地块 {plot} 的承包方(台账上是 {holder}):请核对承包关系"
    ),
    "land.term_too_long": _(
        "地块 {plot} 的期限写到 {end},超过承包期的剩余期限({remaining}):请写到 {remaining} 或更早"
    ),
    "land.plot_in_use": _("地块 {plot} 已在合同 {other} 里,期限重叠:先终止那份合同,或改期限"),
    "land.second_needs_first": _("地块 {plot} 没有在用的入股或出租合同,不能签套种合同:请先签前一层合同"),
    "land.second_outlasts_first": _(
        "地块 {plot} 的前一层合同 {other} 到 {last} 止,套种合同写到 {end}:套种不能比前一层长,请改止日"
    ),
    "land.second_runs_on": _(
        "套种合同 {second} 只靠这份合同,随它终止:请在同一张表里写上它,终止日不晚于这一份"
    ),
    "land.first_is_expropriated": _("征收请在入股或出租合同上办理:套种合同随它终止"),
    "land.passed_before_contract": _(
        "合同 {number} 自 {start} 起在地块 {plot} 上,那天须由签合同的一方承包:变更请写在合同起始日以后"
    ),
    "land.too_many_to_print": _("共 {plots} 块地,一次最多印 {most} 块:请先选一个村或一个地类"),
    "land.gives_to_itself": _("合同 {number} 的受让方就是流出方:请改正其中一方"),
    "land.no_such_taker": _("没有编码 {taker} 的受让方:请先登记,单位写 O:单位编码"),
    "land.no_such_reason": _("“{reason}”不是合同终止的原因:期满、双方协商、征收,或法律许可单方解除的情形"),
    "land.expires_later": _("“到期”只能写在最后一天({end}),不能写 {day}:提前终止请选别的原因"),
    "land.ends_outside": _("终止日 {day} 不在合同期限内(到 {end} 止):请改正"),
    "land.ending_without_document": _("以“{reason}”终止合同须有文件:请填协议、通知或决定的文号"),
    "land.needs_document": _("地块 {plot} 的变更须有依据:请填文件编号"),
    "land.measured_before": _("地块 {plot} 已有自 {start} 起的记录,不能再补更早的:请改起日"),
    "land.measured_in_future": _("起日 {day} 晚于办理日:请改正"),
    "land.plot_exists": _("地块 {plot} 已登记:面积或地类变了请登记复测"),
    "land.ends_anothers": _(
        "地块 {plot} 从 {start} 起由 {holder} 承包,这一行会使它终止:确要变更的,请在地块页面登记承包方变更"
    ),
    "land.held_already": _("地块 {plot} 自 {start} 起由 {holder} 承包,期限重叠:换承包方请办变更"),
    "land.nothing_to_pass": _("地块 {plot} 那天没有承包方,或承包方已是 {holder}:请核对承包关系"),
    "land.no_such_holder": _("没有承包户或单位 {holder}:请先登记,承包户编码以 K 开头,集体写 O:单位编码"),
    "land.no_such_payer": _("没有编码 {payer} 的付款方:请先登记,单位写 O:单位编码"),
    "land.signed_in_future": _("签订日 {day} 晚于办理日:请改正"),
    "land.contract_exists": _("合同 {number} 已登记:请换编号"),
    "land.no_such_plot": _("没有地块 {plot}:请先登记地块,或核对编码"),
    "land.no_such_contract": _("没有合同 {number}:请核对编号,备案由地块所在村办"),
    "land.ended_already": _("合同 {number} 已终止:不用再登记"),
    "land.filed_already": _("合同 {number} 已备案:不用再登记"),
    "land.filed_outside": _("合同 {number} 于 {signed_on} 签订,备案日须在那天以后、办理日以前:请改正"),
    "land.filing_without_document": _("合同 {number} 备案须有文号:请填写"),
    "land.not_a_collective": _("{org} 不是村集体,没有发包的地:请选村集体"),
    "land.plot_of_another": _("地块 {plot} 是别的村的:请核对编码"),
    "land.outline_unreadable": _(
        "地块 {plot} 的界址点看不懂:请写成“104.72 25.82; 104.73 25.82; 104.73 25.83”"
    ),
    "land.outline_crosses": _("地块 {plot} 的界址点连起来自己交叉了,围不成一块地:请沿着地边按顺序写"),
    "land.plots_tampered": _("合同 {number} 没有地块:记录被动过"),
    "land.contract_too_long": _("合同 {number} 的地块 {plot} 现在只承包到 {remaining},合同写到 {end}:请查明"),
    "land.used_twice": _("地块 {plot} 同时在合同 {number} 和 {other} 里:请查明"),
    "land.held_by_nobody": _("合同 {number} 的地块 {plot} 在合同起始日没有承包方:请补登承包关系"),
    "land.giver_differs": _(
        "合同 {number} 的地块 {plot} 在合同起始日由 {holder} 承包,合同写的是 {giver}:请查明"
    ),
    "land.area_differs": _("合同 {number} 的地块 {plot} 面积与签订时的台账不符:记录被动过"),
    "land.filed_by_another": _("合同 {number} 由 {org} 备案,地块却在别的村:请查明"),
    "land.ending_outside": _("合同 {number} 的终止日不在合同期限内:记录被动过"),
    "fact.plot": _("地块"),
    "fact.boundary": _("四至"),
    "fact.use": _("用途"),
    "fact.taker": _("受让方"),
    "fact.signed_on": _("签订日"),
    "fact.filed_on": _("备案日"),
    "fact.ended_on": _("终止日"),
    "fact.pay_by": _("付款日"),
    "land_class.basic_farmland": _("永久基本农田"),
    "land_class.arable": _("一般耕地"),
    "land_class.garden": _("园地"),
    "land_class.commercial_forest": _("商品林地"),
    "land_class.local_forest": _("地方公益林"),
    "land_class.national_forest_1": _("国家级公益林一级"),
    "land_class.national_forest_2": _("国家级公益林二级"),
    "land_class.red_line": _("生态保护红线内"),
    "land_class.returned_forest": _("退耕还林地"),
    "land_class.waste": _("荒山荒坡"),
    "form.shares": _("入股"),
    "form.lease": _("出租"),
    "form.second": _("套种"),
    "reason.expired": _("到期"),
    "reason.agreed": _("双方协商"),
    "reason.use_changed": _("擅自改变用途"),
    "reason.idle": _("弃耕抛荒两年以上"),
    "reason.damage": _("严重损害土地"),
    "reason.breach": _("其他严重违约"),
    "reason.expropriated": _("征收"),
    "item.use": _("用途"),
    "item.pay_by": _("付款日"),
    "item.rights": _("权利和义务"),
    "item.compensation": _("征收补偿归属"),
    "item.breach": _("违约责任"),
    "item.document": _("合同文本"),
}
