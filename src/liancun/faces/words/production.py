"""What the room of production says, in words (种植与生产的话)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "fact.plan": _("整改计划"),
    "fact.due_on": _("期限"),
    "fact.sown_on": _("播种日"),
    "fact.lifted_on": _("起苗日"),
    "fact.capacity_t": _("设计产能(吨/年)"),
    "storey.canopy": _("乔灌层"),
    "storey.under": _("林下"),
    "storey.bees": _("林蜂"),
    "production.charter.crop": _("作物{crop}没有写可种的层次:请在章程里补上"),
    "production.no_such_crop": _("没有作物{crop}:可填的是{known}"),
    "production.no_such_plot": _("没有地块{plot}:请先登记地块,或改正地块编码"),
    "production.no_such_planting": _("没有种植{number}:请核对种植编号"),
    "production.no_such_inspection": _("没有巡查{number}:请核对巡查编号"),
    "production.no_such_apiary": _("没有养蜂房{apiary}:请先登记设施,或改正编码"),
    "production.planting_exists": _("种植编号{number}已经用过:请换一个编号"),
    "production.number_taken": _("编号{number}已经用过:请换一个编号"),
    "production.no_days": _("种植{number}的止日在定植日之前:请改正"),
    "production.no_area": _("种植{number}的面积要大于零:请改正"),
    "production.wrong_storey": _("{crop}不种在这一层({storey}):请改正层次或作物"),
    "production.before_plot": _("地块{plot}从{first}起才有登记:定植日不能更早"),
    "production.outside_plot": _(
        "种植面积{area_centimu}超过地块{plot}的实测面积{plot_centimu}:请改正面积,或分到几块地"
    ),
    "production.storey_full": _(
        "地块{plot}这一层({storey})已种{taken_centimu},再种{area_centimu}就超过{plot_centimu},"
        "已有的是{other}:请改正面积或日期"
    ),
    "production.blocked": _("地块{plot}不能种{crop}:{article}。请换一块地或一种作物"),
    "production.land_taken": _("地块{plot}到{day}为止,已被征收:不能再种"),
    "production.not_existing": _("{day} 种的不算存量:{before} 以前种下的才是,以后的请按新种登记"),
    "production.too_early_to_pick": _(
        "{day} 还在安全间隔期内:{until} 起才可采收(农产品质量安全法第二十九条)"
    ),
    "production.picked_too_early": _(
        "种植{number}在{day}采收,安全间隔期到{until}才满:请核对农事和投入品记录"
    ),
    "production.storey_overfull": _(
        "地块{plot}这一层({storey})在{day}共种{taken_centimu},超过地块的{plot_centimu}:请核对复测或种植面积"
    ),
    "production.lifted_before": _("批次{number}的起苗日早于播种日:请改正"),
    "production.planting": _("种植{number}:{crop}({storey}),地块{plot},{area_centimu},{start}起"),
    "production.rectification": _("待整改:种植{number},{article},期限{due}"),
    "production.inspection": _("巡查{number}({day}):{finding}"),
    "production.facility": _("设施{facility}:{name},{start}起"),
    "production.bees": _("{apiary} {day}清点,活群{colonies}"),
    "production.batch": _("育苗批次{number}:{species},{seedlings}株"),
    "production.needs_plan": _("地块{plot}的{crop}是存量,{article}:请填写整改计划和整改期限,或须有的文件"),
    "production.nothing_to_put_right": _("种植{number}没有要整改的事项,整改计划和期限请留空"),
    "production.needs_document": _("地块{plot}种{crop}须有文件:{article}。请填写文件"),
    "production.needs_paper": _("{number}:请写明情况和文件"),
    "production.ends_outside": _("种植{number}在{day}不在种:请改正日期"),
    "production.ended_already": _("种植{number}已经终止过"),
    "production.no_rectification": _("种植{number}没有待整改的事项:请核对编号"),
    "production.rectified_already": _("种植{number}已经整改完毕"),
    "production.in_future": _("{day}还没有到,或早于所记的事:请改正日期"),
    "production.not_standing": _("种植{number}在{day}不在种:请核对种植编号和日期"),
    "production.due_before": _("{number}的整改期限早于巡查日:请改正"),
    "production.followed_already": _("巡查{number}已经复查过"),
    "production.counted_already": _("{apiary}在{day}已经清点过:同一天只记一次"),
    "production.count_unsound": _("{apiary}在{day}的活群数{colonies}不成立:请核对日期和群数"),
}
