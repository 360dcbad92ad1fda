"""Words of the charter and of reading YAML (章程措辞)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "yaml.malformed": _("YAML 格式读不通({detail})。请检查缩进、冒号后的空格和引号"),
    "yaml.repeated_key": _("“{detail}”写了两遍。请删去一个"),
    "yaml.not_utf8": _("文件不是 UTF-8 编码。请用文本编辑器另存为 UTF-8"),
    "yaml.extra": _("这里用了 YAML 的标签(!)、锚点(&)或引用(*)。请直接写出内容"),
    "yaml.no_such_day": _("“{detail}”这一天不存在。请改成真实的日期,如 2025-03-01"),
    "typed.not_a_table": _("这里应当是“名称: 值”的一组内容。请按模板补全"),
    "typed.unknown_key": _("不认识的名称。可用的是:{known}。请改名或删去"),
    "typed.missing_key": _("缺少这一项。请补上"),
    "typed.not_a_choice": _("只能从这些里选一个:{choices}"),
    "typed.not_a_list": _("这里应当是一个列表,每项前加“- ”"),
    "typed.wrong_kind": _("“{value}”的写法不对,应当是{remedy}"),
    "remedy.money": _("钱:整数分,或 ¥30.00 这样的元,最多两位小数"),
    "remedy.whole_number": _("整数,不加引号和小数点"),
    "remedy.text": _("文字,数字要放在引号里"),
    "remedy.true_or_false": _("true 或 false"),
    "remedy.day": _("日期,如 2025-03-01,不加引号"),
    "remedy.share": _("比例,如 60% 或 3/5"),
    "charter.no_such_pack": _('没有“{value}”这个章程包。有的是:{near}。没有章程包就写 pack: ""'),
    "charter.no_such_year": _("{year}不是年份。请写 2000 到 2100 之间的年份,或删去这一项"),
    "charter.no_report": _("数据文件夹里没有“{value}”这个文件。请放进去,或写 report: none 不作对照"),
    "charter.unreadable": _("这个文件读不出来。请核对它是不是文件、有没有权限"),
    "charter.figure_twice": _("“{figure}”写了两遍。请删去一个"),
    "charter.figure_needs_nothing": _("“{figure}”的 needs 写的“{needs}”不在这份报道里。请核对"),
    "charter.no_history_day": _("“{figure}”是历史数据,要写 history_day:哪一天的"),
    "charter.no_decision": _("本镇还没有定“{decision}”。定下来以后,写在数据文件夹的 charter/{file} 里"),
    "decision.labour/jobs": _("工种与工价"),
    "decision.sales/goods": _("销售办法"),
    "decision.production/crops": _("作物和自定的限制"),
    "decision.park/floor": _("土地入股保底分红"),
    "decision.park/partnership": _("园区分成"),
    "decision.deliveries/weighing": _("收购办法"),
    "decision.deliveries/transaction": _("交易量(额)的范围"),
    "decision.points/scoring": _("每月卫生评分"),
    "decision.points/refuse_fee": _("年底积分定次年垃圾清运费"),
    "decision.points/grid_worker_pay": _("网格员报酬"),
    "decision.duties/lists": _("责任清单和走访"),
    "charter.before_first_day": _(
        "{on}还没有生效的“{title}”条款,第一条自{first}起。请换一个日期,或登记更早的决定"
    ),
    "charter.unknown_decision": _("没有哪个房间使用“{decision}”这项决定。请核对 decision 的写法"),
    "charter.no_name": _(
        "“{value}”不是决定的名称。名称是房间/决定,只用小写字母和下划线,如 points/refuse_fee。请改正"
    ),
    "charter.no_first_day": _("这一段没有写生效日。请写 from: 2025-01-01 这样的日期"),
    "charter.no_clauses": _("这一段只能有 from 和 clauses,clauses 下写条款。请补全或删去多余的"),
    "charter.not_added_below": _("自{start}起的这一段不在最下面。新的决定写在旧的下面,旧的不改"),
    "charter.no_cite": _("来源是法律或决议的条款要写出处 cite(哪部法律第几条、哪次决议)"),
    "charter.law_is_not_yours": _("法律条款“{decision}”随软件发布,单位不能自行改写。请删去这个文件"),
    "charter.decided_twice": _("“{decision}”在两个文件里都写了。请合成一个文件"),
    "charter.no_such_folder": _(
        "没有编码是“{value}”的单位,这个文件夹里的决定对谁都不起作用。相近的是:{near}。"
        "请改文件夹的名字,或删去;全镇的决定放 _town"
    ),
    "charter.no_such_organisation": _("没有编码是“{value}”的单位。相近的是:{near}。请改正"),
    "charter.no_such_party": _(
        "没有“{value}”这个人或单位。单位写 O:编码,相近的是:{near};人写人员编码。请改正"
    ),
    "charter.no_such_account": _("会计科目表里没有“{value}”。相近的是:{near}。请改正"),
    "charter.no_such_post": _("没有“{value}”这种职务。相近的是:{near}。请改正"),
    "charter.no_such_place": _("“{value}”不是任职的地方。相近的是:{near}。请改正"),
    "charter.bare_place": _(
        "“{value}”是一个单位的编码,照旧有效;写 own、own:类型 或 above:类型,换了单位也不用改"
    ),
    "charter.misplaced": _("这个文件不会被读到。请放进以单位编码命名的文件夹,文件名以 .yaml 结尾"),
    "charter.edited": _(
        "决定 {block} 已有记录依据它,内容却被改过。已被使用的决定不能改:请恢复原文,在下面另加一段新的"
    ),
    "charter.left": _(
        "软件不再带“{decision}”。已有记录依据 {block},它留存的原文照旧管着,直到镇上另定:"
        "liancun charter new {named} 写出现行的值"
    ),
    "charter.left_to_pack": _(
        "软件不再带“{decision}”,它归了章程包 {packs}。已有记录依据 {block},它留存的原文照旧管着,直到镇上另定:"
        "liancun charter new {named} 写出现行的值;要照章程包,在 town.yaml 里写 pack"
    ),
    "charter.removed": _("决定 {block} 已有记录依据它,却不见了。请恢复原文件"),
    "charter.kept_edited": _("库中留存的决定 {block} 的原文被改过:请从备份恢复,并查是谁改的"),
    "charter.text_unknown": _(
        "决定 {block} 已有记录依据它,但它原来的内容谁也没有:"
        "这个文件在上次打开以后被改过,或不是由本软件发布的。数据未动。请从备份恢复原文件再打开,新的写在下面;或用原来的版本继续"
    ),
}
