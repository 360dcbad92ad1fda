"""Words of notices and objections (公示措辞)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "notices.notice": _("{title} {period},共 {count} 行,{total_fen}"),
    "notices.not_this_village": _("这份公示不在 {village} 张贴。请核对村"),
    "notices.already_posted": _("这个村 {posted_on} 已经登记过张贴。不用再登记"),
    "notices.posting_day": _("张贴日应当在公示日 {published_on} 到今天 {on} 之间。请核对"),
    "notices.no_place": _("请写明贴在哪里,如“村委会公示栏”"),
    "notices.not_posted_yet": _("纸质公示还没有张贴,异议期还没有开始。请等张贴以后再提"),
    "notices.window_closed": _("异议期到 {until} 为止,已经过了。请向村务监督委员会或镇里反映"),
    "notices.no_such_line": _("公示上没有“{line}”。请写表里的序号,或点那一行的“提异议”"),
    "notices.objection": _("{objector} {happened_on} 的异议:{text}"),
    "notices.say_what": _("请选择事由并写明哪里不对"),
    "notices.named_with_less": _("算少了的不写多了多少:没有争议的照付,成立以后再补。请留空"),
    "notices.say_who": _("代别人提出异议,要写明是谁提出的。请填人员编码"),
    "notices.unknown_objector": _("没有人员编码 {party}。请核对提出人"),
    "notices.already_answered": _("异议 {objection} 已经答复过"),
    "notices.unknown_outcome": _("没有“{outcome}”这种答复。请选成立、不成立或撤回"),
    "notices.withdraw_is_theirs": _("撤回异议只能由提出人自己办理"),
    "notices.taken_down": _("这份公示 {down_on} 已经撤下,不再张贴、不再受理异议。请看新的公示"),
    "notices.not_hung": _("这份公示还没有贴全,没有可撤的。请先登记张贴,或撤回结算单"),
    "notices.days_not_over": _("异议期到 {until},不能提前撤下。请等异议期满,或撤回结算单"),
    "notices.received_ahead": _("收到异议的日子在今天 {on} 以后。请核对日期"),
    "notices.helpers_write_down": _("替别人登记异议的,只能是网格员、负责人、监督或公示员。请本人提出"),
    "notices.already_objected": _("同一个人对这一行已有异议 {objection} 在等答复。不用再提"),
    "notices.not_your_own_line": _("这一行是您自己家的,不能由您答复。请由别人答复"),
    "notices.answer_before": _("答复日早于提出日 {made_on}。请核对日期"),
    "notices.list_not_whole": _("公示 {notice} 应有 {count} 行,现在不是:有人改过数据库。请用备份核对"),
    "notices.objection_changed": _("异议 {objection} 与办理记录不一致:有人改过数据库。请用备份核对"),
    "notices.posting_changed": _("公示 {notice} 的张贴与办理记录不一致:有人改过数据库。请用备份核对"),
    "notices.not_your_own": _("不能答复自己提出的异议。请由别人答复"),
}
