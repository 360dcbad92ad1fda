"""Words of meetings (议事措辞)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "body.members_assembly": _("成员大会"),
    "body.representatives_assembly": _("成员代表大会"),
    "body.villagers_assembly": _("村民会议"),
    "body.villagers_by_households": _("村民会议(户的代表)"),
    "body.village_representatives": _("村民代表会议"),
    "body.villagers_group": _("村民小组会议"),
    "body.villagers_group_by_households": _("村民小组会议(户的代表)"),
    "body.collective_assembly": _("集体成员大会"),
    "body.collective_representatives": _("集体成员代表大会"),
    "body.collective_board": _("集体理事会"),
    "body.board": _("理事会"),
    "body.village_committee": _("村民委员会"),
    "body.joint_committee": _("联村党委"),
    "body.party_branch": _("村党支部委员会"),
    "body.two_committees": _("村两委联席会议"),
    "body.party_meeting": _("党员大会"),
    "stage.planned": _("拟定"),
    "stage.noticed": _("已通知"),
    "stage.opened": _("开会中"),
    "stage.closed": _("已散会"),
    "stage.signed": _("记录已签字"),
    "stage.called_off": _("已取消"),
    "way.paper": _("纸质票"),
    "way.hands": _("举手"),
    "way.online": _("在线"),
    "meeting_record.kept": _("有会议记录"),
    "meeting_record.without": _("无会议记录"),
    "four_step.proposed": _("党支部提议"),
    "four_step.consulted": _("村两委商议"),
    "four_step.examined": _("党员大会审议"),
    "committee.meeting": _("{held_on} {body}:{title}"),
    "committee.item": _("{title} 第 {number} 项:{subject}"),
    "committee.seat": _("{body}的席位:{name}"),
    "committee.too_few_representatives": _(
        "村民代表会议 {people} 人中村民代表 {representatives} 人,"
        "法律要求占五分之四以上,不少于 {least} 人。请补选村民代表"
    ),
    "committee.too_few_women": _(
        "村民代表会议 {people} 人中妇女村民代表 {women} 人,"
        "法律要求占三分之一以上,不少于 {least} 人。请补选妇女村民代表"
    ),
    "committee.extra_votes": _("{name} 的附加表决权:{votes} 票"),
    "committee.no_extra_votes": _(
        "章程没有规定附加表决权。请先在本社的章程文件里写明每名成员最多几票,或终止登记的附加票"
    ),
    "committee.extra_votes_each": _("附加 {votes} 票,章程规定每名成员最多 {most} 票。请减少票数"),
    "committee.extra_votes_in_all": _(
        "附加表决权共 {votes} 票,超过 {members} 名成员基本表决权的法定比例,最多 {most} 票。请先终止一部分"
    ),
    "committee.extra_votes_of_no_member": _("{day} 这个人不是本社成员,不能有附加表决权。请核对是谁"),
    "committee.extra_votes_already": _("这名成员自 {start} 起已有附加表决权。请先终止原来的,再登记"),
    "committee.no_such_meeting": _("没有会议编号 {number}。请先拟会议,或核对编号"),
    "committee.left_before": _("离场时间 {left} 不晚于到场时间 {at}。请改正"),
    "committee.outcome.passed": _("通过"),
    "committee.outcome.rejected": _("未通过"),
    "committee.outcome.not_quorate": _("人数不足,未议决"),
    "committee.tie": _("赞成、反对各 {votes} 票,票数相等不算通过"),
    "committee.charter.no_rule": _("“{body}”没有法定人数和多数。请先写明它的规则"),
    "committee.unknown_body": _("这一天没有“{body}”这种会议。请核对机构和日期"),
    "committee.unknown_matter": _("没有“{matter}”这类事项。请从列出的类别里选"),
    "committee.party_binds_no_property": _(
        "“{matter}”涉及财产,党的组织不能单独决定,由 {body} 决定。请提交那里,或作为联村决议交各村分别表决"
    ),
    "committee.not_their_matter": _("“{matter}”由 {body} 决定。请提交那里"),
    "committee.notice_after_meeting": _("通知日在开会以后。请核对日期"),
    "committee.notice_too_late": _("提前 {days} 天通知,法律要求提前 {least} 天。请另定开会日"),
    "committee.urgent_without_reason": _(
        "提前 {days} 天通知,法律要求提前 {least} 天;特殊情况可以临时通知,但要写明原因。请另拟会议并写原因"
    ),
    "committee.nothing_counted": _("第 {number} 项还没有登记票数,不能结束表决。请先计票,弃权的也要登记"),
    "committee.not_at_this_stage": _("会议现在是“{stage}”,这一步要在“{stages}”时办。请核对会议"),
    "committee.no_seats": _("“{body}”的应到名单不按席位定,不用登记。请核对机构"),
    "committee.ends_later": _("本来到 {until} 为止,不能终止在以后的 {end}。要延长请另登记一段"),
    "committee.ends_before_start": _("止 {end} 在起 {start} 以前。请改正日期"),
    "committee.no_such_person": _("没有人员编码 {party}。请先登记人员"),
    "committee.seated_already": _("这个人自 {start} 起已经在“{body}”。不用再登记"),
    "committee.not_here": _("这个单位没有“{body}”。请换单位或机构"),
    "committee.meeting_taken": _("会议编号 {number} 已有。请换一个编号"),
    "committee.item_taken": _("已有第 {number} 个议题。请换一个议题号"),
    "committee.not_a_joint_body": _("只有联村党委的决议交各村分别表决,“{body}”不是。请把“怎样生效”留空"),
    "committee.no_such_steps": _("没有四议两公开登记 {number}。请先登记"),
    "committee.not_yet": _("{day} 还没有到。请到那天再办"),
    "committee.empty_agenda": _("议程是空的。请先列入议题,再发通知"),
    "committee.not_noticed": _("会议没有通知过,不能开。请先登记通知日,天数不够的另定开会日"),
    "committee.nobody_entitled": _("“{body}”没有应到的人。请先登记席位、社员或户籍"),
    "committee.vote_is_open": _("第 {number} 项还在表决。请先结束表决"),
    "committee.not_online": _("“{body}”不能在线参加。请到现场签到"),
    "committee.before_a_vote": _(
        "第 {number} 项 {at} 已经开始表决,那一刻以前的到场、离场不能再补登。请写以后的时刻"
    ),
    "committee.here_already": _("{party} 已经在场(名单第 {number} 号)。不用再签到"),
    "committee.not_here_then": _("{party} 在 {at} 不在场,不能登记离场。请先核对签到"),
    "committee.voted_already": _("第 {number} 项已经表决过。结果不能改,要改就在以后的会上再议"),
    "committee.needs_four_steps": _("“{matter}”要先走四议两公开。请先登记提议、商议、审议,再列入议程"),
    "committee.step_is_missing": _("四议两公开 {number} 还缺“{four_step}”。请先补登这一步再表决"),
    "committee.not_on_the_list": _(
        "{party} 不在这次会议的应到名单({entitled} 人)上,不能签到或表决。请核对是谁"
    ),
    "committee.not_in_the_room": _("{party} 在 {at} 开始表决时不在场(没有签到或已经离场),这一票不能算"),
    "committee.voted_this_way": _("{party} 已经用“{way}”投过这一项。每种方式只收一票"),
    "committee.more_than_present": _(
        "在场 {present} 人的票都已计入,或剩下的票不够这名成员的票数。请先核对计票"
    ),
    "committee.online_has_names": _("在线表决要登记是谁投的。请逐票登记"),
    "committee.counted_this_way": _("“{way}”的票已经计过。请核对,不要重复登记"),
    "committee.counted_too_many": _("计了 {counted} 票,在场的人还没有投的只有 {left} 票。请重新计票"),
    "committee.no_proxies": _("“{body}”不能委托别人到会。请本人到会"),
    "committee.one_proxy_with_paper": _("代人到会每次登记一人,并写明委托书。请补填"),
    "committee.not_of_the_household": _("{party} 不是 {other} 同一户的成年成员,不能受委托。请换同户的人"),
    "committee.proxy_of_another": _("{party} 已经代了另一人。每人只能代一人"),
    "committee.vote_not_open": _("第 {number} 项还没有开始表决。请先开始表决"),
    "committee.not_this_way": _("“{body}”不能用“{way}”表决。请改用允许的方式"),
    "committee.minutes_signed": _("会议记录已经签字,不能再改。要更正,请在以后的会议上另作记录"),
    "committee.no_minutes": _("还没有会议记录。请先写记录再签字"),
    "committee.signed_when": _("签字日应当在开会日 {held_on} 到今天 {on} 之间。请核对"),
    "committee.minutes_differ": _("会议记录与签字时的不一致:有人改过数据库。请用备份核对"),
    "committee.not_joint": _("第 {number} 项没有写怎样在各村生效,不是联村决议。请另列议题并选“怎样生效”"),
    "committee.not_passed_yet": _("第 {number} 项还没有通过,不能交各村。请先表决"),
    "committee.sent_already": _("第 {number} 项已经交给各村。请在各村的会议上列入议程"),
    "committee.not_below": _("{org} 不是这个联村党委下的村集体。请核对"),
    "committee.no_such_part": _("没有交到本村的这项联村决议。请从列出的里选"),
    "committee.another_body": _("这项联村决议由“{body}”决定。请列入那个会议的议程"),
    "committee.part_is_taken": _("这项联村决议{part_state}。不用再列入议程"),
    "part_state.on_agenda": _("已经在会议的议程上"),
    "part_state.passed": _("已经通过"),
    "committee.steps_are_of_villages": _("四议两公开是村里的程序,这个单位不用登记。请换村集体"),
    "committee.steps_taken": _("四议两公开登记 {number} 已有。请换一个编号"),
    "committee.step_again": _("“{four_step}”{day} 已经登记过。不用再登记"),
    "committee.step_before": _("前面的“{four_step}”还没有登记。请按提议、商议、审议的次序登记"),
    "committee.step_too_early": _("日期早于“{four_step}”的 {day}。请核对日期"),
    "committee.step_not_quorate": _(
        "{body}应到 {due} 人,实到 {present} 人,至少要 {least} 人,这一步不算数。请另行召开"
    ),
    "committee.step_rejected": _(
        "{body}应到 {due} 人、实到 {present} 人,赞成 {votes} 票不够多数,没有通过。不能往下走"
    ),
    "committee.not_decided_yet": _("{number} 还没有通过的决议。请先表决再公开"),
    "committee.decision_first": _("{number} 的决议还没有公开。请先公开决议"),
    "committee.published_already": _("{number} 已经公开过。请在公示栏登记张贴"),
    "committee.four_steps": _("四议两公开 {number}:{title}"),
    "kind.decision": _("决议公开"),
    "kind.implementation": _("实施结果公开"),
    "committee.result_without_vote": _("第 {number} 项有结果却没有表决过:有人改过数据库。请用备份核对"),
    "committee.counts_differ": _("第 {number} 项的票数与留存的票不一致:有人改过数据库。请用备份核对"),
    "committee.outcome_differs": _("第 {number} 项按今天的规则得不出记下的结果"),
    "committee.resolution_differs": _("决议 {number} 与会议的票数不一致:有人改过数据库。请用备份核对"),
    "committee.list_differs": _("应到名单与开会时定下的不一致:有人改过数据库。请用备份核对"),
}
