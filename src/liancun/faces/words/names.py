"""What records are called where something refers to them (记录的称呼)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "name.score": _("{month}评分 {points}分"),
    "name.unscored": _("{month}评分:{state}"),
    "name.slip": _("{day}过磅 {net_g}(单号 {number})"),
    "name.work": _("{day}{site}(派工单 {number})"),
    "name.run": _("{period}{kind}结算单"),
    "kind.refuse_fee": _("垃圾清运费"),
    "kind.grid_worker_pay": _("网格员报酬"),
    "kind.delivery_payment": _("交售货款"),
    "kind.surplus": _("盈余分配"),
    "kind.loss_cover": _("亏损处理"),
    "kind.member_exit": _("退社结算"),
    "kind.wages": _("务工工资"),
    "kind.guaranteed_dividend": _("土地入股保底分红"),
    "kind.park_share": _("园区分成"),
}
