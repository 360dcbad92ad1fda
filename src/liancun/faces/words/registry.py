"""Words of the registry (登记措辞)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "registry.household": _("{village} {kind} {household}"),
    "registry.resolution": _("决议 {number}:{subject},{held_on}"),
    "registry.resolution.passed": _("达到法定人数和多数,通过"),
    "registry.resolution.failed": _("没有达到法定人数或多数,未通过"),
    "registry.member": _("社员 {number} {name}"),
    "registry.meeting.quorum": _("应到 {entitled},实到 {present},达到 {share} 的法定人数"),
    "registry.meeting.no_quorum": _("应到 {entitled},实到 {present},不足 {share},会议不算数。请另行通知召开"),
    "registry.meeting.majority": _("赞成 {votes} 票,占 {base} 票的比例达到要求({share})"),
    "registry.meeting.no_majority": _("赞成 {votes} 票,在 {base} 票中没有达到要求({share}),未通过"),
    "registry.meeting.share_out_of_range": _("人数或多数的比例 {share} 不在 0 到 1 之间。请改正"),
    "registry.meeting.unknown_body": _("没有“{body}”这种会议。请核对机构"),
    "registry.meeting.impossible_counts": _(
        "人数或票数对不上(实到 {present},计票 {cast})。请对照会议记录核对"
    ),
    "registry.meeting.too_few_members": _("成员不超过 {over} 人,不能设成员代表大会。请开成员大会"),
    "registry.meeting.too_few_representatives": _("代表少于 {least} 人,会议不合法定。请补选代表"),
    "registry.meeting.late_notice": _("开会通知不足 {least} 天。请另行通知召开"),
    "registry.meeting.not_yet_held": _("会议 {held_on} 才开,还不能登记结果"),
    "registry.mix.too_few_farmers": _("农民成员 {farmers} 人,成员共 {total},不足法定比例。请调整成员构成"),
    "registry.mix.too_many_units": _("单位成员 {units} 个,成员共 {total},超过法定比例。请调整成员构成"),
    "registry.id_taken": _("这个身份证号已经登记在另一人名下。请核对证件"),
    "registry.id_other_birth": _("出生日期与身份证号里的不一致。请对照证件改正其中之一"),
    "registry.died_before_born": _("去世日期早于出生日期。请核对"),
    "registry.id_search_not_yours": _("按身份证号查找只由镇经办办理。请改用姓名或户编码"),
    "registry.already_corrected": _("这一行({row})已经更正过。请在最新的一行上更正"),
    "registry.ends_before_start": _("止日 {end} 早于起日 {start}。请核对"),
    "registry.resolution_taken": _("决议编号 {number} 已经登记过。请核对编号"),
    "registry.password_too_short": _("密码至少 {least} 位"),
    "registry.uscc": _("统一社会信用代码校验位不对。请对照营业执照或登记证"),
    "registry.no_such_village": _("没有村编码 {value}。请先登记村"),
    "registry.no_such_household": _("没有户编码 {value}。请先登记户"),
    "registry.no_such_person": _("没有人员编码 {value}。请先登记人员"),
    "registry.no_such_organisation": _("没有单位编码 {value}。请先登记单位"),
    "registry.member_kind": _("单位成员写 O:单位编码,农民成员写人员编码;户不能作成员。请改正"),
    "registry.two_homes": _("{party} 同时在两个居住户里。请更正其中一户"),
    "registry.dead_at_home": _("{party} 已去世,仍在居住户里。请登记止日"),
    "registry.posts_clash": _("{party} 在 {org} 同时任 {one} 和 {other},法律不允许。请改任"),
    "registry.member_twice": _("{party} 有两份在册的社员资格。请更正"),
}
