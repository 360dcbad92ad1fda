"""Words of the registry (登记措辞)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "registry.decision_of_nobody": _(
        "章程文件夹“{folder}”不是任何单位的编码,里面的决定对谁都不起作用。请改成单位编码"
    ),
    "registry.founding.data_is_there": _(
        "这里已经有登记的记录,一个数据文件夹只放一个镇。请换一个空的数据文件夹(--data)"
    ),
    "registry.founding.file_is_there": _(
        "数据文件夹里已经有 {name}。请换一个空的数据文件夹(--data),或先移走它"
    ),
    "registry.founding.twice": _("“{value}”写了两次。请给每个单位、每个村各自的编码"),
    "registry.founding.no_such_village": _("没有简码是“{value}”的村(有 {known})。请写村的简码"),
    "registry.founding.county": _("县级区划代码“{value}”不是六位数字。请对照统计用区划代码"),
    "registry.founding.village": _(
        "村编码“{value}”不是以县代码 {county} 开头的十二位数字。请对照统计用区划代码"
    ),
    "registry.founding.no_villages": _("一个村也没有。请至少写一个村"),
    "registry.founding.ahead": _("登记的起始日 {start} 还没有到。请写今天或以前的日子"),
    "registry.founding.unborn": _("出生日期不早于登记的起始日 {start}。请核对"),
    "registry.trail.too_short": _("查阅记录要保存至少 {least} 个月,这里写的是 {months} 个月。请改正"),
    "token.makes_none": _("令牌不能再发令牌。请本人登录网页来发"),
    "token.no_login": _("令牌由有登录名的本人发。请先登录;在命令里写 --as 登录名"),
    "token.too_long": _("令牌最长用 {most} 天,也不能早于今天,这里写的是 {until}。请改日期,到期再发"),
    "token.too_many": _("您已有 {most} 个可用的令牌,不能再发。请先作废不用的"),
    "token.not_yours": _("您在 {org} 没有职务,令牌不能只限那里。请选自己任职的单位"),
    "token.revoked_before": _("这个令牌 {day} 已经作废,不用再办"),
    "token.unknown": _("没有这个令牌。请核对是不是抄全了,或请本人另发一个"),
    "token.revoked": _("这个令牌已经作废。请本人另发一个"),
    "token.expired": _("这个令牌已经过期。请本人另发一个"),
    "token.void": _("发这个令牌的登录名已经停用,令牌随着停用"),
    "token.reads_only": _("这个令牌只能读,不能办理。要办理请本人另发一个可以办理的"),
    "token.rests": _("这个地址用错令牌 {most} 次,请等 {wait} 分钟再试"),
    "registry.household": _("{village} {kind} {household}"),
    "registry.resolution": _("决议 {number}:{subject},{held_on}"),
    "registry.resolution.passed": _("达到法定人数和多数,通过"),
    "registry.resolution.failed": _("没有达到法定人数或多数,未通过"),
    "registry.organisation": _("{name}"),
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
    "registry.same_person": _(
        "与 {value} 同名、同性别、同一天出生、同村,没有两个身份证号分得开:是同一人的请删去这一行;"
        "是两个人的请填上身份证号,或先认定是两个人(疑点 {doubt}),再导入一次"
    ),
    "registry.swapped_person": _(
        "与 {value} 同名,身份证号只有两位对调:是同一人的请删去这一行或改正号码;"
        "是两个人的请先认定(疑点 {doubt}),再导入一次"
    ),
    "registry.perhaps_one": _(
        "{one} 与 {other} 可能是同一个人:请在疑似重复的清单上认定;是同一人的,请更正其中一条的资料"
    ),
    "registry.doubt": _("是不是同一个人:{one} 与 {other}"),
    "registry.no_doubt": _("这两条记录没有相同到要认定的地方。请核对编码,或在疑似重复的清单上选"),
    "registry.leave_the_row_out": _("其中一人还没有登记:是同一个人的,请从工作簿里删去那一行,不用认定"),
    "registry.doubt_decided": _("{day} 已经这样认定过,理由是“{reason}”,不用再办"),
    "registry.doubt_decided_otherwise": _(
        "{day} 已经有人作了另一种认定,理由是“{reason}”:要改的请选上“改掉以前的认定”,写明理由再办"
    ),
    "registry.shared_account": _(
        "这个账号同时登记在 {value} 名下:各用各的账号;一人代收的,请先登记代收依据(书面委托),不用重复登记账号"
    ),
    "registry.id_taken": _("这个身份证号已经登记在另一人名下。请核对证件"),
    "registry.id_other_birth": _("出生日期与身份证号里的不一致。请对照证件改正其中之一"),
    "registry.died_before_born": _("去世日期早于出生日期。请核对"),
    "registry.id_search_not_yours": _("按身份证号查找只由镇经办办理。请改用姓名或户编码"),
    "registry.already_corrected": _("这一行({row})已经更正过。请在最新的一行上更正"),
    "registry.ends_before_start": _("止日 {end} 早于起日 {start}。请核对"),
    "registry.resolution_taken": _("决议编号 {number} 已经登记过。请核对编号"),
    "registry.login_rests": _(
        "密码错了 {most} 次,这个登录名先停用 {wait} 分钟。请过后再试;急用请找镇经办解锁或重设密码。"
    ),
    "registry.address_rests": _(
        "最近 {wait} 分钟里,从您这个网络地址输错的密码到了 {most} 次,先不收密码了。请过 {wait} 分钟再试;"
        "用这个登录名登录过的电脑或手机不受影响,急用也可以换一个网络(如手机流量)"
    ),
    "registry.no_such_login": _("没有登录名 {name}。请核对后再试"),
    "registry.password_too_short": _("密码至少 {least} 位。请想一个长一些的,几个不相干的词连起来也行"),
    "registry.password_blanks": _("密码的开头和末尾不能是空格:抄写时看不出来。请去掉空格"),
    "registry.password_too_common": _("这个密码太常见,很容易被猜中。请换一个,几个不相干的词连起来也行"),
    "registry.password_entirely_numeric": _("密码不能全是数字。请加上字母或别的字"),
    "registry.password_too_similar": _(
        "密码与登录名、人员编码或姓名太像。除去这些以后,至少还要有 {least} 位。请换一个"
    ),
    "registry.password_same": _("新密码与现在的一样。请换一个"),
    "registry.password_replaced": _(
        "您改密码的时候,镇经办给这个登录名重设了密码,您填的没有存。请用新给的密码重新登录"
    ),
    "registry.password_must_change": _(
        "现在的密码是别人给的,什么都没有办。请先登录网页,把它改成只有自己知道的,再来办"
    ),
    "registry.uscc": _("统一社会信用代码校验位不对。请对照营业执照或登记证"),
    "registry.no_such_village": _("没有村编码 {value}。请先登记村"),
    "registry.no_such_household": _("没有户编码 {value}。请先登记户"),
    "registry.no_such_person": _("没有人员编码 {value}。请先登记人员"),
    "registry.no_cooperative": _("今天没有登记合作总社。请镇里先在单位里登记"),
    "registry.no_town": _("还没有登记镇,没有人管登记册。请先导入单位工作簿,其中一行类型写镇人民政府"),
    "registry.organisation_twice": _("单位 {value} 在这些天已经登记过。请核对起止日"),
    "registry.second_town": _(
        "这里已经有一个镇({town}),一个数据文件夹只放一个镇。{value} 请另建数据文件夹;"
        "镇改名、合并的,先写原镇的止日"
    ),
    "registry.nothing_above_the_town": _("镇上面不写上级单位。请留空"),
    "registry.above_itself": _("单位 {value} 成了自己的上级。请核对上级单位"),
    "registry.nothing_above": _("{name} 不在镇的下面。请登记上级单位"),
    "registry.placed": _("{name}({number})没有上级单位,已记在镇的下面"),
    "registry.no_such_organisation": _("没有单位编码 {value}。请先登记单位"),
    "registry.member_kind": _("单位成员写 O:单位编码,农民成员写人员编码;户不能作成员。请改正"),
    "registry.two_homes": _("{party} 从 {day} 起同时在两个{home}里。请更正其中一户的起止日"),
    "registry.dead_at_home": _("{party} 已去世,仍在居住户里。请登记止日"),
    "registry.dead_member": _(
        "{party} 已于 {died_on} 去世,社员资格随之终止,名册上还没有止日。请在社员名册登记退社,止日即去世之日"
    ),
    "registry.posts_clash": _("{party} 在 {org} 同时任 {one} 和 {other},法律不允许。请改任"),
    "registry.member_twice": _("{party} 同时有两份社员资格。请更正其中一份的起止日"),
    "registry.person": _("{village} {name}({number})"),
    "registry.document": _("文件 {number}:{title},{issuer},{issued_on}"),
    "registry.meeting.no_notice": _("没有写通知日,法律要求提前 {least} 天通知。请补登通知日"),
    "registry.meeting.too_many_extra_votes": _(
        "附加表决权 {extra} 票,超过基本表决权 {basic} 票的 {share}。请核对表决权总数"
    ),
    "registry.meeting.no_representatives": _("章程没有设成员代表大会。请开成员大会,或先由章程决定设立"),
    "registry.meeting.union_one_vote": _("联合社一社一票,没有附加表决权。请核对表决权总数"),
    "registry.form.union_without_representatives": _("联合社不设成员代表大会。请把“代表大会”改为不设"),
    "registry.exit.months_out_of_range": _("提前通知 {months} 个月不在 0 到 11 之间。请改正"),
    "registry.began_later": _("原来的一行从 {start} 才开始,不能在 {day} 之前终止。请先更正那一行"),
    "registry.not_yet": _("{day} 还没有到,不能登记。请核对日期"),
    "registry.name_length": _("姓名不能空着,也不能超过 {most} 个字。请核对"),
    "registry.person_taken": _("人员编码 {number} 已经用过。请换一个编码"),
    "registry.household_taken": _("户编码 {number} 已经用过。请换一个编码"),
    "registry.document_taken": _("文件编号 {number} 已经登记过。请核对编号"),
    "registry.member_number_taken": _("社员编号 {number} 是别人的。请换一个编号"),
    "registry.no_such_party": _("没有人员或单位 {value}。请先登记"),
    "registry.authority_to_self": _("{value} 不必委托自己。请核对收款人"),
    "registry.heir_of_the_living": _("{value} 没有登记去世,不能由继承人收款。请先登记去世,或改用书面委托"),
    "registry.needs_document": _("没有写凭什么文件。请填文件编号"),
    "registry.needs_resolution": _("没有通过的决议 {number}。请先登记成员大会或成员代表大会的决议"),
    "registry.notice_given": _("{party} 已在 {day} 申请退社。不必再登记"),
    "registry.not_of_household": _("要分出去的人不都在 {number} 户里。请核对人员编码"),
    "registry.one_head": _("{number} 户要有一个、也只能有一个户主。请先定户主"),
    "registry.merge_unlike": _("{number} 和 {other} 不是同村、同类的两户,不能并户。请核对"),
    "registry.id_index": _("{party} 的身份证号与它的检索值对不上:有人直接改过数据库。请用备份核对"),
    "registry.vote_differs": _("决议 {number} 写的结果与票数不符:有人直接改过数据库。请用会议记录核对"),
    "registry.before_birth": _("{value} 在 {day} 还没有出生。请核对起日"),
    "registry.is_dead": _("{value} 已登记 {day} 去世。请核对人员编码或日期"),
    "registry.nobody_for_the_dead": _(
        "{value} 已登记 {day} 去世,那一天还没有登记继承人或代领人。请先在本人的页上凭继承文件登记"
    ),
    "registry.is_head": _("{value} 已经是户主。不必再登记"),
    "registry.same_kind_twice": _("{number} 和 {other} 是同类的两户,一个人不能同时在里面。请只写户籍户"),
    "registry.not_contracting": _("{number} 不是承包户。请写承包户编码,没有的留空"),
    "registry.nothing_changed": _("没有写要更正什么,或与登记的一样。请填改后的内容"),
    "registry.said_and_cleared": _("同一栏又填了又要去掉。请只留一样"),
    "registry.nobody_named": _("没有写是谁的。请写人员编码、身份证号或姓名"),
    "registry.nobody_so": _("登记里没有这个人。请核对;还没有登记的,用“人员”工作簿登记"),
    "registry.several_so": _("登记里有 {count} 个人都是这样。请写人员编码"),
    "registry.somebody_else": _("这一项与登记的这个人对不上。请核对这一行写的是谁"),
    "registry.changed_twice": _("与第{first}行说的是同一个人。请合成一行"),
    "registry.which_standing": _("这一户有几种身份({kinds}):请写明终止哪一种"),
    "registry.no_open_standing": _("{number} 户没有未终止的身份。请核对户编码"),
}
