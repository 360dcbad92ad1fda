"""Words of the outcomes (成效)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "outcomes.figure": _("{label}:{definition}"),
    "outcomes.own_income": _("{year}年各村集体自身收入,到{upto}共{total_fen}"),
    "outcomes.own_income_since": _("村集体的账从{since}建起,在这以前没有数,比不了增长"),
    "fact.collectives": _("各村集体"),
    "fact.total_fen": _("合计"),
    "fact.village": _("村"),
    "fact.missing_rows": _("没有评分的户月"),
    "fact.two_final_rows": _("有两行评分的户月"),
    "fact.other_base": _("基础分是别的分的行"),
    "fact.other_bonus": _("奖励分不在范围内的行"),
    "fact.missing_facilities": _("没有登记的蜂场设施"),
    "fact.park_days": _("其中园区付的人日"),
    "fact.households_in_both": _("在册又算脱贫的户"),
    "fact.persons_in_both": _("在册又算脱贫的人"),
}
