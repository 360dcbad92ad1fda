"""Wording of the park (园区用语)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "park.charter.shares": _("园区分成的三个比例须都不为负,合计 100%:请改正公司、农户、村集体的比例"),
    "park.piece": _(
        "合同 {contract} 地块 {plot}:{area_centimu},每亩每年 {price_fen},{days} 天,全年 {year_days} 天"
    ),
    "park.step.floor": _(
        "土地钱共 {lines} 笔:入股保底 {floor_fen},荒山租金 {hill_fen},第二份土地费 {second_fen}"
    ),
    "park.step.share": _(
        "分成前净收入 {net_fen}:公司 {company_fen},农户 {farmers_fen},村集体 {collectives_fen};"
        "保底 {floor_fen},保底高出分成 {top_up_fen},补分 {supplement_fen}"
    ),
    "park.above_floor": _("按面积和天数应分 {share_fen},已有保底 {floor_fen},补高出的部分"),
    "park.top_up": _("应分 {share_fen},保底比它高 {over_fen}:由总社承担,不再向公司收,以后的分成也不扣回"),
    "park.collective_share": _("村集体合计分 {pot_fen};本集体荒山 {area_centimu}"),
    "park.nothing_to_share": _("分成前净收入为 {net_fen},没有可分的;保底照发"),
    "park.day_unreadable": _("日期“{value}”看不懂:请写成 2025-04-01"),
    "park.plot_twice": _("地块{plot}在 {day} 既属 {other} 又属这里:请改正其中一份的起止日"),
    "park.no_representative": _("登记里没有这一户的承包方代表:请先登记代表,再做这张表"),
    "park.no_statement": _("还没有双方确认的园区结算书:请先登记结算书,再做分成"),
    "park.does_not_add_up": _("结算书写的净收入 {net_fen},按各项算是 {computed_fen}:请核对各项金额"),
    "park.needs_document": _("{year} 年结算书没有文件:请写明双方确认的文件"),
    "park.agreed_too_early": _("{year} 年结算书的确认日 {day} 不对:须在年度结束以后,且不晚于登记当天"),
    "park.statement_exists": _("{year} 年已有结算书:要更正请用“确认结算书”登记新的一版"),
    "park.statement": _("{year} 年园区结算书(第 {revision} 版):分成前净收入 {net_fen}"),
    "park.missing_draft": _("{year} 年的保底分红清单还没有草拟:请会计在“结算”里草拟"),
    "park.missing_check": _("{year} 年的清单还没有复核:请监督复核"),
    "park.missing_publish": _("{year} 年的清单还没有公示:请公示员张贴"),
    "park.missing_confirm": _("{year} 年的清单还没有确认:公示期满,请理事长确认"),
    "park.missing_post": _("{year} 年的清单还没有入账:请会计入账"),
    "park.missing_payment": _("还有 {open_fen} 没有付:请出纳付款"),
    "fact.contract": _("合同"),
    "part.floor": _("入股保底"),
    "part.hill": _("荒山租金"),
    "part.second": _("第二份土地费"),
    "part.above_floor": _("高出保底的分成"),
    "part.collective": _("村集体分成"),
    "part.top_up": _("保底高出分成,由总社承担"),
    "act.park.agree_statement": _("确认园区结算书"),
    "act.park.import_cash": _("登记公司资金备查"),
}
