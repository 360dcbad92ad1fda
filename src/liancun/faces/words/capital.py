"""Wording of the share register (股金用语)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "capital.lot": _("股权 {number}:{party},{shares} 股(现余 {left} 股),每股 {price_fen},计 {held_fen}"),
    "capital.charter.unlawful_form": _("“{form}”不是法定的出资方式:可写 {forms}"),
    "capital.form_not_taken": _("本社不收“{form}”出资:可用 {forms},或由成员大会修改出资办法"),
    "capital.value_not_voted": _("“{form}”出资须经成员大会评估作价:请填写决议"),
    "capital.nothing_contributed": _("股数和每股金额都必须大于零:请改正"),
    "capital.paid_too_little": _("实缴 {paid_fen} 少于应缴 {due_fen}:请补足或改正股数"),
    "capital.moves_nothing": _("股权 {number}:变动的股数必须大于零"),
    "capital.moves_too_many": _("股权 {number} 只余 {left} 股,不能变动 {shares} 股:请改正股数"),
    "capital.moves_too_early": _("股权 {number} 于 {first} 出资,不能早于这天变动:请改正日期"),
    "capital.no_such_lot": _("没有股权 {number}:请核对编号"),
    "capital.lot_exists": _("股权编号 {number} 已登记:请换一个编号"),
    "capital.no_such_party": _("没有编码 {party} 的人员或单位:请先登记"),
    "capital.transfer_to_oneself": _("股权 {number} 本来就是 {party} 的,不能转让给自己:请核对受让人"),
    "capital.left_by_run": _(
        "{party} 不再是成员:出资额和公积金份额由 {year} 年的“退社结算”一起退还,请在年终决算后草拟"
    ),
    "capital.none_left": _(
        "{party} 就没有出资了:全部退出请先登记退社,{year} 年决算后由“退社结算”退还;不退社的请少退"
    ),
    "capital.held_differs": _(
        "{party} 名下的股份现在是 {held_fen},与结算的 {amount_fen} 不同:请撤回结算单,按现在的股份重新草拟"
    ),
    "capital.not_a_member": _("{party} 在 {day} 不是成员,不能受让股份:请先办理入社"),
    "capital.not_as_booked": _("{party} 的股金登记为 {held_fen},账上 301 为 {booked_fen}:请查明并补登"),
    "capital.lot_overdrawn": _("股权 {number} 转出的股数多于原有:请查明"),
    "fact.happened_on": _("发生日"),
    "fact.document": _("凭证文件"),
}
