"""What kinds of records are called, and what a kind of money still wants (齐备措辞)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "stock.capital.shares": _("出资"),
    "stock.deliveries.slips": _("过磅单"),
    "stock.labour.orders": _("派工单"),
    "stock.labour.days": _("出勤"),
    "stock.land.plots": _("地块"),
    "stock.land.rights": _("承包关系"),
    "stock.land.contracts": _("流转合同"),
    "stock.ledger.book": _("账簿"),
    "stock.ledger.opening": _("期初余额"),
    "stock.ledger.closed_months": _("结账的月份"),
    "stock.park.statements": _("园区结算书"),
    "stock.points.tiers": _("期初等次"),
    "stock.points.scores": _("月度积分"),
    "stock.points.judged": _("月度积分或期初等次"),
    "stock.registry.people": _("人员"),
    "stock.registry.living": _("居住户"),
    "stock.registry.household_members": _("户内人员"),
    "stock.registry.contracting": _("承包户"),
    "stock.registry.posts": _("职务"),
    "stock.registry.duties": _("网格责任"),
    "stock.registry.accounts": _("收款账户"),
    "stock.registry.members": _("社员"),
    "settlement.nobody": _("{period}的{kind}还没有人:没有{stock}。请先录入,再生成草稿"),
    "settlement.nobody_fits": _(
        "{period}的{kind}没有一个人:记录有,但没有一条使谁在这一期有钱。请核对期间和记录"
    ),
}
