"""Wording of deliveries (交售用语)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "deliveries.slip": _(
        "过磅单 {site} {number}({weighed_on}):{account_of} 的 {product} {net_g},每公斤 {price_fen},"
        "计 {value_fen},{state}"
    ),
    "deliveries.price": _("定价通知:{product} {grade},{first} 至 {last} 过磅的每公斤 {price_fen}"),
    "deliveries.charter.product": _(
        "收购办法里的“{product}”不完整:单张上限不大于单日上限,等级不空,保底价不为负"
    ),
    "deliveries.no_such_product": _("收购办法里没有“{product}”:可写 {known}"),
    "deliveries.no_such_grade": _("没有等级“{grade}”:可写 {known}"),
    "deliveries.no_net_weight": _("毛重 {gross_g}、皮重 {tare_g}、扣杂 {deduction_g} 得不出净重:请核对磅单"),
    "deliveries.slip_too_heavy": _("一张单净重 {net_g},超过单张上限 {most_g}:请核对是否多写了一位"),
    "deliveries.price_missing": _("{product} 须当时定价:请填写单价"),
    "deliveries.price_under_minimum": _(
        "{product} 单价 {price_fen} 低于保底价 {minimum_fen}:请按不低于保底价填写"
    ),
    "deliveries.same_weighing": _(
        "与过磅单 {number} 同点、同日、同人、同产品,毛重皮重一样或单号只差大小写、前面的零,先挂起:"
        "请监事在疑似重复的过磅单里认定"
    ),
    "deliveries.perhaps_one": _(
        "过磅单 {one} 与 {other} 可能是同一次过磅,两张都在计算:请在疑似重复的过磅单里认定"
    ),
    "deliveries.doubt": _("是不是同一次过磅:{weighed_on} 的 {one} 与 {other}"),
    "deliveries.day_too_heavy": _("一人一天合计 {day_g},超过 {most_g},先挂起:请监事核实后放行"),
    "deliveries.paid_as_member": _("成员交售 {slips} 张单,净重 {net_g},计 {amount_fen}"),
    "deliveries.paid_as_other": _("非成员交售 {slips} 张单,净重 {net_g},计 {amount_fen}"),
    "deliveries.left_out": _("未计入:待核 {held} 张、未定价 {unpriced} 张,办妥后在下一次结算补发"),
    "deliveries.step.month": _("本月 {lines} 行,合计 {total_fen}"),
    "deliveries.others_not_taken": _(
        "章程不收购非成员产品,{party} 却有 {amount_fen}:请更正社员登记或作废过磅单"
    ),
    "deliveries.weighed_in_future": _("过磅日 {day} 晚于办理日:请改正日期"),
    "deliveries.slip_exists": _("{site} 当日的过磅单 {number} 已登记:请换号,或用更正"),
    "deliveries.no_such_party": _("没有编码 {party} 的人员或单位:请先登记"),
    "deliveries.correction_without_note": _("更正或作废过磅单 {number} 须写明原因"),
    "deliveries.not_held": _("过磅单 {number} 没有挂起,不用放行"),
    "deliveries.released_by_recorder": _("过磅单 {number} 不能由录入人自己放行:请另一人核实"),
    "deliveries.no_days": _("止日 {last} 早于起日 {first}:请改正"),
    "deliveries.superseded_already": _("过磅单 {number} 已有第 {revision} 版:请在最新一版上更正"),
    "deliveries.void_already": _("过磅单 {number} 已作废,不能再更正"),
    "deliveries.net_differs": _("过磅单 {number} 的净重与毛重、皮重、扣杂不符:记录被改动过"),
    "deliveries.broken_chain": _("过磅单 {number} 的更正没有接在上一版后面:请查明"),
    "fact.gross_g": _("毛重"),
    "fact.tare_g": _("皮重"),
    "fact.deduction_g": _("扣杂"),
    "fact.revision": _("版次"),
    "fact.note": _("说明"),
    "fact.delivered_by": _("送货人"),
    "state.accepted": _("有效"),
    "state.void": _("已作废"),
}
