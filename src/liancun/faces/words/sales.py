"""Wording of sales (销售用语)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "sales.sale": _(
        "销售单 {number}({happened_on}):{buyer} 购 {product} {sold_g},每公斤 {price_fen},计 {amount_fen}"
    ),
    "sales.sale_pieces": _(
        "销售单 {number}({happened_on}):{buyer} 购 {product} {pieces} 株,每株 {price_fen},计 {amount_fen}"
    ),
    "sales.charter.goods": _("销售办法里的“{product}”不对:单位写 kg 或 piece,有库存的须按 kg"),
    "sales.month": _("{month} 销售入账:销售额 {sold_fen},成本 {cost_fen}"),
    "sales.cost_differs": _(
        "截至 {month} 已结转成本 {posted_fen},按现在的过磅单和定价应为 {cost_fen}(差 {late_fen}):"
        "有过磅单或定价是入账以后补录的,下一个月入账时会补转差额"
    ),
    "sales.no_such_product": _("销售办法里没有“{product}”:可写 {known}"),
    "sales.nothing_sold": _("数量为零:请填写数量"),
    "sales.part_of_a_piece": _("{product} 按株销售,数量须是整数"),
    "sales.more_than_in_stock": _(
        "{product} 在 {month} 出库 {out_g},库存只有 {stock_g}:请先补录过磅单或核对数量"
    ),
    "sales.sold_already": _(
        "这张单的货已经卖出:作废或改少以后,{product} 到 {month} 缺 {short_g}。已卖:{sales}。"
        "请先冲销销售单,或改成实际的重量"
    ),
    "sales.sale_exists": _("销售单 {number} 已登记:请换号"),
    "sales.receipt_exists": _("收款单 {number} 已登记:请换号"),
    "sales.no_such_buyer": _("没有编码 {buyer} 的人员或单位:请先登记"),
    "sales.no_such_sale": _("没有销售单 {number}:请核对单号"),
    "sales.taken_back_already": _("销售单 {number} 已冲销或本身是冲销单"),
    "sales.not_stocked": _("“{product}”不从过磅单入库,不能登记损耗"),
    "sales.loss_without_paper": _("登记 {product} 的损耗须写明说明文件"),
    "sales.month_not_over": _("{month} 还没有结束,不能入账"),
    "sales.month_is_posted": _("{month} 的销售已入账:请登记在以后的日期,或用冲销"),
    "sales.earlier_month_unposted": _("{month} 之前的 {earlier} 还没有入账:请按月顺序入账"),
    "sales.amount_differs": _("销售单 {number} 的金额与数量、单价不符:记录被改动过"),
    "sales.stock_negative": _("{product} 的库存为 {stock_g}:请查明"),
    "sales.posted_differs": _("{month} 入账的销售额与销售单合计 {sold_fen} 不符:请查明"),
}
