"""Words of the points year (积分措辞)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "points.score": _("{household} {month} 得 {points} 分"),
    "points.score_corrects": _("更正了 {before}"),
    "points.year": _("{household} {year} 年评了 {months} 个月,共 {points} 分"),
    "points.tier_reached": _(
        "评了{months}个月,共{points}分,达到{tier}线(全年{line}分,不足一年按月折算),次年清运费{fee_fen}"
    ),
    "points.months_left_out": _("另有{months}个月外出、空置或免评,不计入"),
    "points.tier_brought": _("上年等次为{tier}(启用前的记录),清运费{fee_fen}"),
    "points.flat_unlived": _("全年外出或空置,不评等次,按户收取"),
    "points.flat_few_months": _("全年只评了{months}个月,不够评等次,按户收取"),
    "points.fee_exempt": _("凭文件 {document} 免缴({fee_fen})"),
    "points.pay": _(
        "基础报酬{base_fen};管{assigned}户,按时评{on_time}户,奖励分共{bonus_points}分,绩效{performance_fen}"
    ),
    "points.no_score": _("{month} 没有评分,也没有登记外出、空置或免评。请网格员补评"),
    "points.scoring.range": _("评分的分数范围不对:最低不能高于最高,也不能是负数。请改正"),
    "points.scoring.day": _("登记截止日 {day} 应当在 1 到 28 之间。请改正"),
    "points.tiers.gap_below": _(
        "等次表有缺口:最低一等的线是 {lowest} 分,以下的户没有等次。最后一等的线请写 0"
    ),
    "points.tiers.not_falling": _("等次线 {lines} 没有从高到低排列,或有重复。请改正"),
    "points.tiers.same_name": _("两个等次同名。请改名"),
    "points.tiers.negative_fee": _("清运费不能是负数。请改正"),
    "points.tiers.months": _("评等次所需的月数 {months} 应当在 0 到 12 之间。请改正"),
    "points.pay.shares": _("按时和积分两部分的比例应当合计为一。请改正"),
    "points.pay.negative": _("报酬不能是负数,每户最高奖励分要大于零。请改正"),
    "points.pay.impossible": _("{worker} 的按时户数或奖励分超出了所管户数所能有的。请核对"),
    "points.month_twice": _("同一个月写了两次,或超过十二个月。请核对"),
    "points.unknown_tier": _("等次表里没有“{tier}”。请核对等次名称"),
    "points.unscored_with_points": _("外出、空置、免评的月份不填分数。请删去分数,或把状态改为“已评”"),
    "points.proof_missing": _("“{state}”要有证明文件。请填文件编号"),
    "points.base_range": _("基础分 {points} 不在 0 到 {most} 之间。请改正"),
    "points.deduction_clause": _("扣了 {lost} 分基础分,没有写依据村规民约哪一条。请填扣分条款"),
    "points.deduction_too_big": _("扣了 {lost} 分,这一条最多扣 {most} 分。请改正"),
    "points.deduction_without_loss": _("填了扣分条款,基础分却没有少。请改正其中之一"),
    "points.bonus_range": _("奖励分 {points} 不在 {least} 到 {most} 之间。请改正"),
    "points.not_a_village": _("{org} 不是村集体,没有积分。请换成村集体"),
    "points.not_your_household": _("不在您负责的户里。请由所在网格的网格员评分"),
    "points.not_living_here": _("{month} 月末不在本村居住。请核对户编码和月份"),
    "points.nothing_to_correct": _("{month} 还没有评分,无从更正。请先评分"),
    "points.scored_already": _("{month} 已经有一行。同一户同一月只有一行,要改请用更正"),
    "points.scored_meanwhile": _("别人刚刚登记了 {month} 的评分。请刷新后再看"),
    "points.no_such_month": _("“{month}”不是月份。请写成 2025-03"),
    "points.month_ahead": _("{month} 还没有到。请到时再评"),
    "points.no_such_household": _("本村没有户编码 {value}。请核对"),
}
