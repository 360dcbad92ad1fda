"""What the page of the grid worker's phone says (手机页面的话), by the names its scripts call them by."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """Every sentence in the language asked for; {what} is filled in on the phone."""
    return _list_words() | _sheet_words() | _row_words() | _light_words() | _sending_words()


def _list_words() -> dict[str, str]:
    return {
        "title": _("评分表"),
        "sheet_title": _("{year}年{month}月 · {org}"),
        "homes": _("{n} 户,{until} 前评完"),
        "taken_by": _("已带走({name}),待发 {n}"),
        "take": _("带走"),
        "take_again": _("重新取"),
        "open": _("打开"),
        "no_sheets": _("现在没有您要评的表。"),
        "none_offline": _("这部手机上还没有带走的表。有网络时登录,再点「带走」。"),
        "taking": _("正在取表…"),
        "taken": _("表已在手机上。"),
        "save": _("存成文件"),
        "saved": _("已把 {n} 条没发出的存成文件;它们仍在手机上等着发。"),
        "file_name": _("评分待发-{day}.json"),
        "broken": _("这部手机上的数据打不开({why})。先不要清除浏览器数据,关掉别的同样页面再试。"),
    }


def _sheet_words() -> dict[str, str]:
    return {
        "search": _("姓名或户编码"),
        "undo": _("撤销上一笔"),
        "send": _("保存并发送"),
        "rest": _("其余 {n} 户都按 {base}+{bonus}"),
        "until": _("{day} 前评完"),
        "count_scored": _("已评"),
        "count_sent": _("已发"),
        "count_waiting": _("待发"),
        "count_dispute": _("有争议"),
        "count_held": _("等前一条"),
        "count_refused": _("退回"),
        "not_kept": _("刚才这一笔没有存进手机({why}),请再点一次;手机满了先腾出空间。"),
    }


def _row_words() -> dict[str, str]:
    return {
        "row_open": _("未评"),
        "row_waiting": _("待发"),
        "row_done": _("已发"),
        "row_refused": _("退回,请改"),
        "row_dispute": _("有争议"),
        "row_held": _("等前一条"),
        "row_gone": _("不归您评了"),
        "as_usual_for": _("{name} 照常"),
        "bonus": _("奖励分"),
        "state": _("情况"),
        "elsewise": _("另行登记"),
        "deduct": _("扣分"),
        "none": _("不扣"),
        "remark": _("备注"),
        "remark_bad": _("备注里不写 < > 和表情,也不写身份证号、电话。"),
        "locked_dispute": _("两个人评得不一样,由另一人看过两边再定;定了以后重新取表就能看到。"),
        "locked_gone": _("这一户已交给别人评,这里不再计数。"),
    }


def _light_words() -> dict[str, str]:
    return {
        "light_green": _("● 可离线:没有网络也能打开和评分"),
        "light_red": _("● 不能放心离线,点开看怎么办"),
        "check_secure": _("安全的地址"),
        "mend_secure": _(
            "本页是 http 打开的,浏览器不许它离线。请用 https:// 开头的地址;没有就请镇经办开通。"
        ),
        "check_browser": _("合适的浏览器"),
        "mend_browser": _("微信里打开的页面随时会被清掉。请点右上角 ⋯,选「在浏览器打开」。"),
        "check_database": _("手机能存"),
        "mend_database": _("浏览器不让存数据。请不要用无痕模式,并腾出手机空间。"),
        "check_worker": _("离线程序已装上"),
        "mend_worker": _("请在有网络时重新打开本页一次。"),
        "check_files": _("页面都在手机上"),
        "mend_files": _("有文件没存下来。请在有网络时重新打开本页一次。"),
        "check_stays": _("存的不会被清掉"),
        "mend_stays": _("浏览器没有答应长久保存。请把本页「添加到主屏幕」或收藏,从那里打开,再看这里。"),
        "check_room": _("手机有空间"),
        "mend_room": _("手机快满了,请先删掉一些照片或视频。"),
    }


def _sending_words() -> dict[str, str]:
    return {
        "sending": _("正在发送…"),
        "all_sent": _("都发出去了。"),
        "left": _("还有 {n} 条没发出,留在手机上,稍后再发。"),
        "offline": _("没有网络。都存在手机上,有网络了再点「保存并发送」。"),
        "login": _("登录已过期,请重新登录;填好的都在手机上。"),
        "login_here": _("去登录"),
        "server": _("服务器出了问题,没有收下。都在手机上,过一会儿再发。"),
        "refused": _("没有收下:{said}。都在手机上。"),
        "theirs": _("这部手机上还有 {name} 没发出的,请 {name} 登录后发送。"),
        "clock": _("都发出去了。这部手机的时间差了 {minutes} 分钟,请在设置里改成自动。"),
    }
