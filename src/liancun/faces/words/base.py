"""Words of floor 0: who may, imports, guards, keys, backups (公用措辞)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "viewer.not_found": _("没有找到,或者不在您的查看范围内。请核对地址,或换一个有权查看的身份登录"),
    "organisation.unknown": _("没有编码是“{value}”的单位。相近的是:{near}。请核对单位编码"),
    "permit.not_yours": _("您的职务不能办理“{act}”,按分工由 {posts} 办理。请交给他们"),
    "reference.malformed": _("“{ref}”不是引用。引用是“类别:编号”,如 run:12、household:L0000001"),
    "trial.unknown": _("没有叫“{rule}”的规则。可以试算的是:{known}"),
    "trial.no_file": _("没有这个文件。请核对路径"),
    "trial.not_a_text": _("不是可读的文本文件。案例用 UTF-8 的 YAML 写,见 docs/try.md"),
    "guard.sealed": _("{table} 的这些记录已经封存,数据库不允许改动。请用新的记录更正"),
    "guard.missing": _(
        "数据库里少了守卫 {guard}:有人动过数据库。请用备份核对,再用 liancun check --mend-guards 放回"
    ),
    "guard.changed": _("数据库里的守卫 {guard} 被改过。请用备份核对,再用 liancun check --mend-guards 恢复"),
    "act.disk_full": _(
        "磁盘满了,什么都没有写入,账册还是原来的样子。"
        "请告诉管机器的人腾出地方(liancun doctor 看还剩多少),再办一次"
    ),
    "viewer.page_too_old": _(
        "网站认不出这是您在自己的页面上点的:页面开得太久,或者浏览器没有留住 cookie。什么都没有写入。"
        "请回到刚才的页面,刷新以后再办一次;还不行,请在浏览器里允许这个网站的 cookie"
    ),
    "viewer.other_origin": _(
        "这次提交来自 {origin},不是这个网站的网址,什么都没有写入。请从网站自己的网址打开再办;"
        "网址没有错的,请管机器的人核对 LIANCUN_HOSTS 和 LIANCUN_HTTPS"
    ),
    "api.csrf": _(
        "写入要带请求头 X-CSRFToken,值与 cookie csrftoken 一样;没有带或对不上,什么都没有写入。"
        "请重新取一次 cookie(打开登录页就有)再发"
    ),
    "opening.not_served": _("网站没有开:{why}"),
    "act.busy": _("别人正在写入,等了很久没轮到,什么都没有写入。请稍后再办一次"),
    "audit.edited": _("{org} 第 {mark} 号审计记录被改过:有人动过数据库。请用备份核对,再从备份恢复"),
    "audit.missing": _(
        "{org} 办过 {marks} 件事,审计记录却有 {count} 条:有人动过数据库。请用备份核对,再从备份恢复"
    ),
    "trail.not_kept": _("查阅记录现在写不进去(数据正忙、只读或磁盘满),所以没有给出。请过一会儿再试"),
    "trail.edited": _("查阅记录第 {row} 条被人直接改过或插进来。请用备份核对"),
    "trail.gap": _("查阅记录第 {row} 条以前少了记录,或次序被人动过。请用备份核对"),
    "trail.head": _("查阅记录的末尾与封印不符:最后的记录被人删改过。请用备份核对"),
    "trail.no_key": _("没有密钥 {key},它封的查阅记录无法核对。请把备份的密钥放回"),
    "proof.row_edited": _(
        "{title}里编号 {row} 的记录 {called} 被人直接改过,改的是:{columns}。"
        "它由 {org} 第 {mark} 号办理写入。请用备份核对"
    ),
    "proof.row_differs": _(
        "{title}里编号 {row} 的记录 {called} 不是 {org} 第 {mark} 号办理写下的样子:"
        "有人直接改过或换过。请用备份核对"
    ),
    "proof.row_inserted": _(
        "{title}里编号 {row} 的记录 {called} 不是办理写入的:"
        "有人直接插进数据库(记的是 {org} 第 {mark} 号办理)。请用备份核对"
    ),
    "proof.row_unknown": _(
        "{title}里编号 {row} 的记录 {called} 没有哪件办理写过:有人直接插进数据库。请用备份核对"
    ),
    "proof.row_deleted": _(
        "{title}里编号 {row} 的记录不见了:有人直接删除。{org} 第 {mark} 号办理写过它。请用备份核对"
    ),
    "proof.rows_deleted": _(
        "{title}里少了 {count} 条记录:{org} 第 {mark} 号办理写入的第 {position} 条起有人直接删除。"
        "请用备份核对"
    ),
    "proof.rows_moved": _("{title}里 {org} 第 {mark} 号办理的记录,从编号 {row} 起次序被人换过。请用备份核对"),
    "proof.rows_more": _("{title}里 {org} 第 {mark} 号办理的记录,这样的还有 {count} 条"),
    "proof.not_sealed": _("{org} 第 {mark} 号审计记录没有封印,前面的却有:有人动过数据库。请用备份核对"),
    "proof.line_edited": _(
        "{org} 第 {mark} 号审计记录的封印不对:这一条、它的印记或前一条被改过、删过。请用备份核对"
    ),
    "proof.earlier_lines": _(
        "{org} 第 {mark} 号办理补封过的旧审计记录,有一条后来被改过、删过或插过。请用备份核对"
    ),
    "proof.no_line": _("{org} 第 {mark} 号办理有印记,审计记录却不见了:有人动过数据库。请用备份核对"),
    "proof.none": _("{org} 的记录没有封印,这里别的数据早已有了:封印被人抹去,或数据文件被换过。请用备份核对"),
    "proof.head": _("{org} 的链头与最后一条审计记录不符:末尾的办理被人删改过,或序号被改过。请用备份核对"),
    "proof.sealed_over": _("{org} 第 {mark} 号办理在升级时补封,当时已有 {count} 处改动没有说清"),
    "proof.sealed_unread": _("{org} 第 {mark} 号办理在升级时补封,当时没能核对:那以前有没有人改过,说不出来"),
    "proof.begun_again": _(
        "{org} 第 {mark} 号办理把记录重新封了一次:放回了有证据以前的数据,或封印被人抹去。"
        "那以前有没有人改过,说不出来。请与抄在外面的链头核对"
    ),
    "proof.no_key": _(
        "缺少封印密钥 {key}:{count} 件办理的记录无法核对,不能说有人改过,也不能说没有。"
        "请把原来的 evidence.key 放回密钥文件夹"
    ),
    "proof.other_head": _(
        "{org} 办到第 {count} 件时的链头,与纸上抄的 {said} 不符:"
        "那以前的记录后来被有密钥的人改写过。请用当时的备份核对"
    ),
    "proof.fewer": _(
        "{org} 只有 {count} 件办理,纸上抄的已有 {kept} 件:数据被换成了较早的一份。请查明何时恢复过备份"
    ),
    "proof.unknown_org": _("纸上有 {org} 的链头,数据里没有这个单位的办理。请核对是不是这个镇的数据"),
    "seal.not_a_line": _("“{line}”不是 liancun seal 写出的一行。请照样抄写:单位、件数、链头"),
    "seal.nothing": _("里面没有链头。请放入 liancun seal 写出的内容"),
    "guard.unknown": _("数据库里有一个不认识的守卫 {guard}。请用 liancun check --mend-guards 去掉"),
    "opening.newer": _("这份数据由更新的版本写成({migration}),本版本不打开。请换用新版本"),
    "opening.nothing_here": _(
        "这里({folder})还没有数据。请用 --data 或 LIANCUN_DATA 指明数据文件夹,或用 liancun init 新建一个镇"
    ),
    "crypto.no_key": _("密钥文件 fields.key 第 {number} 行不是密钥,或文件是空的。请把原来的密钥文件放回"),
    "backup.newer": _("这份备份由 {made_by} 版写成,本机是 {here} 版。请换用新版本再恢复"),
    "crypto.damaged": _("{column} 里有一条加密内容被改动过,打不开。请从备份恢复"),
    "crypto.wrong_key": _("{column} 的密钥不对,加密内容打不开。请把原来的密钥文件放回密钥文件夹"),
    "backup.file_exists": _("{file} 已经存在。请换一个文件名"),
    "backup.not_a_backup": _("{file} 不是本软件的备份文件。请选用 liancun backup 生成的文件"),
    "backup.other_database": _("这份备份来自 {made_on},这里用的是 {here}。请在同一种数据库上恢复"),
    "backup.data_is_there": _("数据目录 {folder} 里已有数据,不会覆盖。请换一个空目录"),
    "backup.damaged": _("{file} 里的数据库不完整。请换另一份备份"),
    "backup.no_tool": _("本机没有 {program}。请安装 PostgreSQL 的客户端工具"),
    "backup.tool_failed": _("{program} 没有成功:{said}"),
    "transfer.which_org": _("“{kind}”可以办给不止一个单位,或者还没有单位。请用 --org 写明单位编码:{orgs}"),
    "transfer.nothing_yours": _("您任职的单位都不办“{kind}”。请用 --org 写明单位,或交给有权的人"),
    "export.not_xlsx": _("导出的是 .xlsx 工作簿。请把文件名写成以 .xlsx 结尾"),
    "export.no_folder": _("没有“{folder}”这个文件夹。请先建好,或换一个位置"),
    "export.file_exists": _("{file} 已经存在,不会覆盖。请换一个文件名,或加 --overwrite"),
    "export.file_stands": _("{file} 已经存在,不会覆盖。请换一个文件名"),
    "export.disk_full": _("磁盘满了,{file} 没有写成,原来有的还在。请腾出地方,再写一次"),
    "export.cannot_write": _("写不进这个文件({said})。请核对位置和权限"),
    "field.not_text": _("“{value}”应当是文字。请加上引号"),
    "field.not_whole": _("“{value}”应当是整数(金额用分,重量用克)。请核对"),
    "field.not_list": _("“{value}”应当是一列值。请核对"),
    "field.not_object": _("“{value}”应当是一个对象,写明各个字段。请核对"),
    "field.too_many": _("一次最多 {most} 个。请分几次办"),
    "field.several": _("叫“{value}”的不止一个:{codes}。请写编码"),
    "field.share": _("“{value}”不是比例。请填 60% 或 3/5 这样的数"),
    "field.time": _("“{value}”不是时刻。请写成 9:05 或 14:30"),
    "field.span": _("“{value}”不是月份或年份。请写成 2025-09 或 2025"),
    "field.unknown": _("没有这个字段。请核对字段名"),
    "field.malformed": _("“{value}”不是这里要的内容。请照接口的说明填写"),
    "list.no_such_sort": _("不能按“{value}”排序。可以用:{sorts}"),
    "list.file_kind": _("文件名要以 .xlsx 或 .csv 结尾。请改文件名"),
    "api.method": _("这个地址不能这样用。可以用的是:{methods}"),
    "api.not_json": _("送来的不是一个 JSON 对象。请核对"),
    "api.too_long": _("一次送来的超过 {most} KB,没有收下。请分几次送"),
    "import.unknown_kind": _("没有“{kind}”这种工作簿。相近的是:{near}"),
    "import.not_the_owner": _("这种工作簿归登记人、户、单位的镇({owner}),不归 {org}。请写镇的单位编码"),
    "import.busy": _("别人正在写入,几次都没轮到。请稍后再导入一次,什么都没有写入"),
    "import.no_export": _("“{kind}”这种工作簿只能导入,不能导出"),
    "import.no_file": _("打不开这个文件。请核对文件名和位置"),
    "import.file_too_big": _("文件超过 {most_mb} MB。请拆成几个文件,或删去空白的行和图片"),
    "import.not_a_workbook": _("这不是 .xlsx 或 .csv 工作簿。请用表格软件另存为 .xlsx"),
    "import.old_excel": _("这是旧式 .xls 文件。请用表格软件另存为 .xlsx"),
    "import.macro": _("工作簿带有宏,不接收。请另存为不带宏的 .xlsx"),
    "import.locked": _("工作簿加了密码。请去掉密码再导入"),
    "import.zip_bomb": _("文件解开后大得不正常,不接收。请重新另存为 .xlsx"),
    "import.damaged": _("工作簿已损坏,读不出来。请用表格软件打开后重新另存"),
    "import.encoding": _("文字编码认不出来。请另存为 UTF-8 的 CSV,或用 .xlsx"),
    "import.reader_memory": _(
        "读这本工作簿要用的内存超过 {most_mb} MB,已经停下,什么都没有写入,网站照常。"
        "请删去空白的行列、图片和别的工作表后另存,或拆成几个文件"
    ),
    "import.reader_time": _(
        "读这本工作簿用了 {most} 秒还没有读完,已经停下,什么都没有写入,网站照常。"
        "请删去空白的行列、图片和别的工作表后另存,或拆成几个文件"
    ),
    "import.no_reader": _("现在腾不出内存来读工作簿,什么都没有写入。请过几分钟再导入"),
    "import.not_kept": _("这份工作簿太大或读不出来,没有留下。请照报告在原来的文件上改"),
    "import.csv": _("CSV 的引号或分隔不对({detail})。请用表格软件重新另存"),
    "import.no_heading": _(
        "第一张表是空的。请在第一行写列名,可用 liancun export 类别 文件 --template 取模板"
    ),
    "import.no_rows": _("只有列名,没有数据。请从列名下面一行起填写"),
    "import.no_such_sheet": _("没有叫“{asked}”的工作表。这本里有:{sheets}"),
    "import.no_heading_row": _("第 {number} 行是空的,没有列名。请核对列名在第几行"),
    "import.row_above_headings": _(
        "列名在第{heading}行,这一行在它上面,读不到。请把数据移到列名下面,或删去这一行"
    ),
    "import.merged": _("{range} 是合并的格:只有第一格有内容,别的格读出来是空的。请取消合并,每一格都写上内容"),
    "import.hidden_rows": _(
        "第 {rows} 行被筛选或隐藏了(共 {count} 行),眼睛看不到,读得到。"
        "不要导入的请删去;要一起导入的,请先取消隐藏,或选“连同隐藏的行和列”(命令里是 --include-hidden)"
    ),
    "import.hidden_column": _(
        "这一列被隐藏了,里面有内容。"
        "不要导入的请删去;要一起导入的,请先取消隐藏,或选“连同隐藏的行和列”(命令里是 --include-hidden)"
    ),
    "import.total_row": _("这一行像是合计行,不是一条记录。请删去"),
    "import.signature_row": _("这一行像是制表、签字或备注,不是一条记录。请删去"),
    "import.cell_twice": _("{cell} 这一格写了两次,不知道以哪个为准。请用表格软件打开、核对这一格后重新另存"),
    "import.xml_encoding": _(
        "工作簿里面的文字编码是 {encoding},不是 UTF-8,读不准。请用表格软件打开后重新另存为 .xlsx"
    ),
    "import.too_many_columns": _("第 {number} 行超过 {most} 列。请删去多余的列,或核对分隔的符号"),
    "import.too_many_cells": _("格数超过 {most}。请拆成几个文件"),
    "import.too_many_rows": _("超过 {most} 行。请拆成几个文件"),
    "import.unknown_heading": _("不认识的列名。是不是“{known}”?请改名、删去这一列,或说明它是哪一列"),
    "import.column_gone": _(
        "按约定当作“{label}”,可是本表已经没有这一列了。请取消这条约定,或说明它现在是哪一列"
    ),
    "import.two_for_one": _("按约定当作“{label}”,表里已有“{other}”是这一列。请删去一列,或说明这一列不读"),
    "import.no_heading_said": _("说明了这个列名是什么意思,表里却没有它,或者它本来就认识。请照表里的列名写"),
    "import.column_said": _("“{value}”要写成 您的列名=我们的列名,如 户主姓名=姓名;不读的写 备注=不读"),
    "import.heading_blank": _("列名是空的。请写表里的列名"),
    "import.heading_long": _("列名超过 {most} 个字,记不住。请在表里改短"),
    "import.heading_is_ours": _("这就是本表自己的列名(“{label}”),不能另作约定"),
    "import.heading_said_twice": _("同一个列名说了两次。请只留一个"),
    "import.no_such_column": _("本表没有“{value}”这一列。可以当作:{known};不读的写“不读”"),
    "import.column_said_twice": _("“{label}”已经说是“{other}”。一列只能有一个列名,请只留一个"),
    "import.agreed_already": _("早就这样约定了,没有要记的"),
    "import.not_agreed": _("没有约定过“{heading}”是什么意思。请照清单里的列名写"),
    "import.look_first": _(
        "这一种工作簿改的是已经登记的,先看一遍再写入:"
        "页面上先试算,再按“照此写入”;命令里先 --dry-run,再加 --seen 编号"
    ),
    "import.changed_since": _("{who}的这一项在您看过以后被别人改了。请再看一遍,核对了再写入"),
    "import.not_looked_at": _("{who}的这一项看的时候没有,或者看的不是这个值。请再看一遍,核对了再写入"),
    "import.too_many_changes": _("一本最多改 {most} 处。请拆成几个文件"),
    "import.cannot_clear": _("这一项不能清空。请写改成什么,不改的留空"),
    "agreed.read": _("照此读"),
    "agreed.gone": _("不起作用:本表没有这一列了"),
    "agreed.ours": _("不起作用:已是本表自己的列名"),
    "import.repeated_heading": _("这个列名出现了两次。请删去一列"),
    "import.missing_heading": _("缺少这一列。请按模板补上"),
    "import.repeated_row": _(
        "与第{first}行重复({key})。写重了的请删去一行;确是两件事(如一张单据两笔钱)的,请合成一行写合计,或给第二行另编号"
    ),
    "import.other_village": _("这一行是别村({village})的:您只办本村的,请删去这一行,由那个村的人导入"),
    "import.conflict": _(
        "{key} 以前导入过或登记过,内容不同。旧记录不会被覆盖:请核对,要更正的请用更正的办法登记"
    ),
    "import.more_problems": _("还有 {rest} 处问题没有列出。请先改好上面的"),
    "import.empty": _("必填。请填写"),
    "import.strange_character": _(
        "有表情、私用或看不见的字符({number})。请清除后重新输入,生僻字用标准字库里的字"
    ),
    "import.formula": _("这一格是公式。请把这一列复制,再“选择性粘贴”为数值"),
    "import.error_value": _("这一格是表格软件算不出来的错误值。请填写应有的内容"),
    "import.no_heading_above": _("这一格有内容,上面却没有列名。请补上列名,或清空这一格"),
    "import.too_much_text": _(
        "这张工作表的文字到 {cell} 格已超过 {most} 字,大得不正常:多半是一大段文字被许多格共用。"
        "请删去这段文字后另存"
    ),
    "import.far_cell": _("{cell} 一格写在离表很远的地方,表大得不正常。请删去它和空白的行列后另存"),
    "import.true_false": _("这一格是“{value}”。请改成列说明要求的内容"),
    "import.code_as_number": _(
        "编码被存成了数字 {value},前面的零或后面的位数可能已丢失。请把这一列设成“文本”格式后重填"
    ),
    "import.lost_digits": _(
        "“{value}”是表格软件把一长串数字当成了数,后面的位数已经丢失。请把这一列设成“文本”格式,照原件重填"
    ),
    "import.number_as_text": _("“{value}”是存成文本的数字。请把这一格设成“数值”格式后重填"),
    "import.number": _("“{value}”不是数。请填阿拉伯数字"),
    "import.too_fine": _("“{value}”的小数太细,最小单位是 1/{scale}。请改到允许的位数"),
    "import.too_big": _("“{value}”大得不合常理。请核对单位"),
    "import.out_of_range": _("“{value}”超出允许的范围(从 {least} 到 {most})。请核对"),
    "import.too_small": _("“{value}”太小,应当不小于 {least}。请核对"),
    "import.too_great": _("“{value}”太大,应当不大于 {most}。请核对"),
    "import.too_long": _("文字太长,最多 {most} 个字。请缩短"),
    "import.code": _("“{value}”不是编码,编码只用字母、数字和 - _ . : /。请核对"),
    "import.code_slash": _("“{value}”里有斜杠 /,编码和编号不用斜杠。请改用短横,如 PG-2026-1"),
    "codes.not_seen": _(
        "{what}的编码“{named}”是空的,或者里面有空格、看不见的字符,和别的编码分不清。已登记的照旧能办理,新的请不要这样编"
    ),
    "codes.parts_address": _("{what}的编码 {named} 会断开网址。已登记的照旧能打开、能办理,新的请不要这样编"),
    "import.id_number": _("身份证号校验位不对,或日期不存在。请对照证件重填"),
    "import.name": _("“{value}”不是姓名,里面有数字。请照证件填写"),
    "import.id_number_old": _("这是 15 位的旧身份证号,没有校验位。请对照现在的证件填 18 位"),
    "import.id_number_length": _("身份证号应当是 18 位,这里有 {count} 位。请对照证件重填;没有证件的请留空"),
    "import.phone": _("手机号不对,应当是 1 开头的 11 位。请核对"),
    "import.account": _("银行账号应当是 12 到 30 位数字。请对照存折或卡重填"),
    "import.account_check_digit": _("银行卡号校验位不对。请对照卡面重填"),
    "field.not_found": _("没有找到“{value}”。请核对编码或名称"),
    "field.nothing_offered": _("选不了“{value}”:现在没有可选的。请先登记要选的,或核对机构和日期"),
    "import.choice": _("“{value}”不在可选范围内。请从这些里选:{choices}"),
    "import.day": _("“{value}”不是日期。请填 2025-03-01 这样的日期"),
    "import.no_such_day": _("“{value}”这一天不存在。请核对"),
    "import.day_with_time": _("“{value}”带了时刻。请只填日期"),
    "import.day_far_off": _("“{value}”离得太远。请核对年份"),
    "import.month": _("“{value}”不是月份。请填 2025-03 这样的月份"),
}
