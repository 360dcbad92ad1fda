"""Words of a decision over time and of a proposed one (决定、提案的措辞)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "charter.no_such_decision": _("没有叫“{value}”的决定。相近的是:{near}。请写决定的名称、标题或条款编号"),
    "charter.law_stands": _("“{decision}”是法律,不由单位决定。请写章程里可以自己定的决定"),
    "charter.own_file_is_there": _(
        "{file} 已经有了,不会改写它。新的决定请在这个文件最下面另加一段(from: 生效日)"
    ),
    "charter.not_a_file": _("没有这个文件。请核对文件名"),
    "charter.nothing_to_compare": _("{block} 前面没有别的条款,它不替代什么。请写两个条款来比"),
    "charter.not_the_same_decision": _(
        "{one} 和 {other} 不是同一项决定,没有可比的条款。请写同一项决定的两段"
    ),
    "charter.file_too_big": _("提案文件超过 {most_kb} KB。章程文件没有这么大,请核对"),
    "registry.block_not_own": _(
        "“{block}”不是本单位({org})的决定。能表决的是:{known}。请先把决定写进章程文件,再登记表决"
    ),
    "registry.no_own_block": _(
        "“{block}”不是本单位({org})的决定:本单位的章程文件夹里还没有决定。请先写好文件(liancun charter new)"
    ),
    "registry.block_says_otherwise": _(
        "章程文件里的“{block}”和表决稿不是同一个文本:现在的摘要是 {digest}。请恢复表决时的原文,再登记表决"
    ),
    "registry.digest_of_nothing": _("写了决定摘要,没有选表决的是哪一段决定。请选上,或去掉摘要"),
    "registry.resolution.on_block": _("表决的是章程里的这一段,通过后不能再改"),
    "registry.block_not_kept": _(
        "决议 {number} 通过了决定 {block},库里留存的却不是表决时的原文:有人直接改过数据库。请从备份恢复"
    ),
    "committee.no_resolution_to_name": _(
        "{body}的表决不写入决议登记,不能定下章程里的一段。请由章程写明的机构表决"
    ),
    "registry.resolution.on_towns_block": _("表决的是全镇的这一段,各村都通过才定下"),
    "committee.block_needs_all": _("“{block}”在全镇生效,要各村都通过。请把“怎样生效”选为“各村都通过才生效”"),
    "committee.block_asks_all": _(
        "全镇的决定要全镇的村都表决,还差 {names}。请交给全部的村;有村不在这个联村党委下的,由镇登记决议"
    ),
    "committee.not_the_towns_block": _("“{block}”不是全镇的决定。联村决议能写的是:{known}。请从中选"),
    "committee.no_towns_block": _(
        "“{block}”不是全镇的决定:全镇的章程文件夹里还没有决定。请先写好文件(liancun charter new)"
    ),
    "committee.block_moved": _(
        "“{block}”已经不是交付表决的文本(摘要 {digest}):文件改过或撤了。请恢复原文;"
        "要表决新的文本,另提一项联村决议"
    ),
    "committee.part_decides": _("这一项是联村决议,表决的是全镇的决定“{block}”。请不要另选别的决定"),
    "committee.block_not_kept": _(
        "各村都通过了决定 {block},库里留存的却不是表决时的原文:有人直接改过数据库。请从备份恢复"
    ),
    "settlement.propose.no_such_year": _("不能按 {year} 年的记录试算。请写不晚于 {last} 的年份"),
    "settlement.propose.governs_no_money": _(
        "“{title}”({decision})没有决定 {year} 年任何一笔钱的数额:它不管钱,或者这一年还没有用到它的记录。"
        "请核对文件,或换一年"
    ),
    "settlement.propose.names_standings": _(
        "“{title}”写着户的身份(如脱贫户、低保户):按它试算,谁的钱变了就知道谁是。"
        "能查看身份名册的职务才能试算,请由他们试"
    ),
    "settlement.propose.gaps": _("缺 {count} 处记录,算不出。请经办人补录后再试"),
    "settlement.propose.refused": _("按这一期的记录算不出。请经办人起草一次看原因"),
    "settlement.propose.as_if": _("按提案从头适用于 {year} 年的全部记录来算;它自 {start} 起才生效"),
    "settlement.propose.stands": _("这就是现行章程里自 {start} 起的那一段,没有提出新的内容"),
    "settlement.propose.past": _(
        "提案的生效日 {start} 已经过去。这以后的期间已有 {count} 份清单公示过,不会因此重算:"
        "请把生效日写在表决之后"
    ),
    "direction.pay": _("付出"),
    "direction.collect": _("收取"),
    "layer.law": _("法律"),
    "layer.shipped": _("通用默认"),
    "layer.pack": _("章程包"),
    "layer.townwide": _("全镇决定"),
    "layer.own": _("本单位决定"),
}
