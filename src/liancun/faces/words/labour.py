"""Wording of work and wages (务工用语)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    # --- what a day, an order and a course are called in a trace ----------------------------------
    "labour.day_by_day": _("{party} {day} 在 {job} 出勤 {hundredths},每天 {rate_fen},计 {value_fen},{state}"),
    "labour.day_by_kilo": _("{party} {day} 在 {job} {picked_g},每公斤 {rate_fen},计 {value_fen},{state}"),
    "labour.day_by_hour": _(
        "{party} {day} 在 {job} {hour_hundredths},每小时 {rate_fen},计 {value_fen},{state}"
    ),
    "labour.day_by_piece": _(
        "{party} {day} 在 {job} {piece_milli}{unit},每{unit} {rate_fen},计 {value_fen},{state}"
    ),
    "labour.order_by_hour": _("派工单 {number}:{section} {job},{first}至{last},每小时 {rate_fen}"),
    "labour.order_by_piece": _("派工单 {number}:{section} {job},{first}至{last},每{unit} {rate_fen}"),
    "labour.order_by_day": _("派工单 {number}:{section} {job},{first}至{last},每天 {rate_fen}"),
    "labour.order_by_kilo": _("派工单 {number}:{section} {job},{first}至{last},每公斤 {rate_fen}"),
    "labour.wage_slip": _("{name} {month} 的工资条:出勤 {dates} 天"),
    "labour.worker": _("{name} 的务工:{months} 个月"),
    "labour.course": _("培训班“{title}”({held_on}),签到 {came} 人"),
    # --- the charter -----------------------------------------------------------------------------
    "labour.charter.job": _("工种“{job}”的工价须大于 0,代码不能叫 park:请改正工种与工价"),
    "labour.charter.piece": _(
        "工种“{job}”:按件计的须写计件单位(如株、亩、筐)和一天最多几件,其余的都不写:请改正工种与工价"
    ),
    "labour.charter.hours": _("有按小时计的工种,须写一人一天最多几小时,1 到 24:请改正"),
    "labour.charter.park_party": _("有园区付的工种,须写园区往来:请改正,没有园区的不用园区付的工种"),
    "labour.charter.kg": _("单日、每小时的公斤上限须大于 0:请改正"),
    "labour.charter.day_most": _("按天加计件合计的上限须大于 0:请改正"),
    "labour.charter.age": _("最低年龄不能为负:请改正"),
    "labour.charter.tax": _(
        "{wages_are}的比例须在 0 与 1 之间,减除额不能为负,加成档须由低到高、前后衔接:请改正"
    ),
    "labour.charter.pay_day": _("工资支付日请写 1 到 28,提示天数不能为负"),
    # --- orders, seekers, dispatches ---------------------------------------------------------------
    "labour.no_such_job": _("没有工种“{job}”:请先写进工种与工价"),
    "labour.unknown_job": _("没有工种“{job}”:可写 {known}"),
    "labour.no_days": _("派工单 {number} 的止日早于起日:请改正"),
    "labour.rate_under": _("工价 {rate_fen} 低于工价表的 {least_fen}:请按不低于工价表填写"),
    "labour.payer_party": _("派工单 {number}:外单位用工须写付款方,其余工种不写"),
    "labour.no_such_section": _("没有片区或分社“{section}”:请写 pq-dongcun 这样的编码"),
    "labour.no_such_party": _("没有编码 {party} 的人员:请先登记,单位不能派工"),
    "labour.order_exists": _("派工单 {number} 已登记:请换号"),
    "labour.rate_after_work": _(
        "派工单 {number} 已有出勤,工价 {rate_fen} 不能再改:新工价请另开派工单,从以后的日子起"
    ),
    "labour.no_such_order": _("没有派工单 {number}:请核对单号,或先派工"),
    "labour.asked_already": _("{party} 在 {day} 已登记求职:不用再登记"),
    "labour.order_over": _("派工单 {number} 到 {last} 已经完工,不能再派人:请另开派工单"),
    "labour.too_young": _("{day} 本人不满 {years} 周岁,不能派工、记工:请核对是谁做的工"),
    "labour.nobody_named": _("没有写派哪些人:请填人员编码"),
    # --- days --------------------------------------------------------------------------------------
    "labour.no_work": _("{day} 的数量须大于 0:请改正,没有出勤的格子留空"),
    "labour.outside_order": _("{day} 不在派工单 {number} 的 {first} 至 {last} 之内:请核对日期或派工单"),
    "labour.two_sites": _("同一天已在 {other} 出勤,不能又在 {site}:请核对 {day} 究竟在哪里"),
    "labour.over_a_day": _("{day} 合计 {hundredths},一人一天不能超过一天:请核对"),
    "labour.over_24_hours": _("{day} 合计 {hour_hundredths},一天只有24小时:请核对"),
    "labour.in_future": _("{day} 还没有到:请改正日期"),
    "labour.day_there": _("{party} {day} 在这张派工单上已有记录(作废的也算):要改请更正那一天"),
    "labour.no_day_given": _("没有写哪一天的出勤:请填写"),
    "labour.no_such_day_of_month": _(
        "{month}没有这一天,这一格却写着“{value}”。请核对写在了哪一天,清空这一格"
    ),
    "labour.cell_unreadable": _(
        "“{value}”读不出来:按天填 1 或 0.5,按小时填 6.5,计件填公斤数或件数,可加起讫如 90 08:00-17:00;"
        "当月没有的日子留空"
    ),
    "labour.empty_row": _("{party} 这一行没有一天出勤:请填写或删去这一行"),
    "labour.no_such_acceptor": _("没有编码 {party} 的验收人:请填已登记的人员,单位不能验收"),
    "labour.accepts_own": _("{party} 不能验收自己的工:请另一人验收"),
    "labour.too_many_kilos": _(
        "{day} 一天合计 {picked_g},超过 {most_g},先挂起:请另一人核实后放行,写错的请更正"
    ),
    "labour.too_many_hours": _(
        "{day} 一天合计 {hour_hundredths},超过 {most_hour_hundredths},先挂起:请另一人核实后放行,写错的请更正"
    ),
    "labour.too_many_pieces": _(
        "{day} 一天合计 {piece_milli}{unit},超过 {most_piece_milli}{unit},先挂起:"
        "请另一人核实后放行,写错的请更正"
    ),
    "labour.longer_than_written": _(
        "{day} 写了 {hour_hundredths},{hours} 没有这么长,先挂起:请另一人核实后放行,写错的请更正"
    ),
    "labour.more_than_a_day": _(
        "{day} 几种工合起来是一天的 {percent}%,超过上限,先挂起:请另一人核实后放行,写错的请更正"
    ),
    "labour.hours_overlap": _(
        "{day} {hours} 与派工单 {number} 的 {others} 重叠,先挂起:请另一人核实后放行,写错的请更正"
    ),
    "labour.too_much_a_day": _(
        "{day} 按天 {hundredths},又计件 {picked_g}(一天最多 {most_g}),合起来超过一整天,先挂起:"
        "请另一人核实后放行,写错的请更正"
    ),
    "labour.held_before": _("{day} 的记录挂起过,更正以后仍须没有经手的人核实放行"),
    "labour.too_fast": _(
        "{day} {hours} 之间 {picked_g},每小时超过 {most_g},先挂起:请另一人核实后放行,写错的请更正"
    ),
    "labour.correction_without_note": _("更正出勤须写明原因"),
    "labour.not_held": _("这一天没有挂起,不用放行"),
    "labour.released_by_recorder": _("录入、更正、验收过这一天的人和本人都不能放行:请另一人核实"),
    "labour.superseded_already": _("这一天已经更正过:请在最新一版上更正"),
    "labour.void_already": _("这一天已作废:要恢复请更正为实际的数量"),
    "labour.course_exists": _("培训班 {number} 已登记:请换号"),
    "labour.no_such_course": _("没有培训班 {number}:请先登记培训班"),
    "labour.no_such_month": _("“{period}”不是月份或年度:请写成 2025-03 或 2025"),
    # --- wages -------------------------------------------------------------------------------------
    "labour.paid_by_day": _("{job} 出勤 {hundredths},每天 {rate_fen}"),
    "labour.paid_by_kilo": _("{job} {days} 天共 {picked_g},每公斤 {rate_fen}"),
    "labour.paid_by_hour": _("{job} {days} 天共 {hour_hundredths} × {rate_fen}"),
    "labour.paid_by_piece": _("{job} {days} 天共 {piece_milli}{unit} × {rate_fen}"),
    "labour.left_out": _("未计入:{held} 天待核,放行后在下月补发"),
    "labour.to_authorised": _("凭书面授权由 {payee} 代领"),
    "labour.withheld": _("应发 {due_fen},按{wages_are}代扣 {tax_fen}"),
    "labour.step.month": _("本月 {lines} 行,合计 {total_fen}"),
    # --- before the pay day --------------------------------------------------------------------------
    "labour.missing_sheet": _("派工单 {number} 有 {people} 人派去了,当月没有考勤:请交考勤表"),
    "labour.missing_release": _("{party} {day} 的工待核:请监督核实放行,或更正"),
    "labour.missing_draft": _("{month} 的工资表还没有制:请会计草拟"),
    "labour.missing_check": _("{month} 的工资表等复核"),
    "labour.missing_publish": _("{month} 的工资表已复核,等公示"),
    "labour.missing_confirm": _("{month} 的工资表在公示,期满后等确认"),
    "labour.missing_post": _("{month} 的工资表已确认,等入账"),
    "labour.missing_payment": _("还有 {open_fen} 没有发到本人"),
    "labour.missing_answer": _("有 {lines} 行因异议搁置或正在重算:请答复、复核后单独确认"),
    # --- findings ------------------------------------------------------------------------------------
    "labour.rate_differs": _("{party} {day} 的工价与派工单不符:记录被改动过"),
    "labour.worked_dead": _("{party} {day} 的出勤在去世之后:请更正那一天"),
    "labour.worked_twice": _("{party} {day} 出勤超过一天或在两个工地:请更正"),
    "labour.broken_chain": _("{party} {day} 的更正没有接在上一版后面:请查明"),
    # --- facts ---------------------------------------------------------------------------------------
    "fact.sheet_number": _("考勤表号"),
    "fact.site": _("工地"),
    "fact.accepted_by": _("验收人"),
    "fact.days": _("天数"),
    "fact.payer_party": _("付款单位"),
    "fact.place": _("地点"),
    "fact.teacher": _("授课人"),
    "fact.minutes": _("时长(分钟)"),
    "fact.dates": _("出勤天数"),
    # --- clauses --------------------------------------------------------------------------------------
    "wages_are.salary": _("工资薪金"),
    "wages_are.labour_fee": _("劳务报酬"),
    "wages_are.exempt": _("免税款项"),
    # --- parts of a pay list --------------------------------------------------------------------------
    "part.park": _("园区用工"),
    "part.outside": _("外单位用工"),
    "part.tax": _("代扣税款"),
    # --- acts ------------------------------------------------------------------------------------------
    "act.labour.import_orders": _("导入派工单"),
    "act.labour.give_order": _("派工"),
    "act.labour.import_seekers": _("导入求职登记"),
    "act.labour.ask_for_work": _("登记求职"),
    "act.labour.import_dispatches": _("导入派遣"),
    "act.labour.dispatch": _("派遣"),
    "act.labour.import_attendance": _("导入考勤表"),
    "act.labour.record_days": _("记工"),
    "act.labour.correct_day": _("更正出勤"),
    "act.labour.release_day": _("放行出勤"),
    "act.labour.import_courses": _("导入培训"),
    "act.labour.hold_course": _("登记培训班"),
    "act.labour.import_incomes": _("导入外出务工收入"),
    "act.labour.see_section_pay": _("看本片区的工资"),
    "act.labour.print_pay_list": _("打印工资表"),
}
