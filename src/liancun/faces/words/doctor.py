"""Words of looking an installation over (体检)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "opening.no_keys": _(
        "这份数据的密钥 {file} 不在。请把另存的密钥文件放回那里;不会另做一把,新密钥打不开旧数据"
    ),
    "opening.keys_locked": _(
        "密钥文件夹 {folder} 写不进去,数据没有打开。请让运行本程序的用户能读也能写它(如 chown、chmod u+rwx),"
        "或用 LIANCUN_KEYS 指明另一个文件夹,把密钥文件一起放过去"
    ),
    "whole_files.being_made": _(
        "另一个命令正在 {folder} 里建镇或恢复备份,这一个什么都没有做。请等它做完,再用 liancun status 看"
    ),
    "doctor.keys_in_data": _(
        "密钥文件夹 {folder} 在数据目录里面,拷走一份就都有了。请用 LIANCUN_KEYS 放到别处"
    ),
    "doctor.keys_missing": _("数据在,密钥 {file} 不在,网站打不开。请把另存的密钥文件放回"),
    "doctor.keys_open": _("本机别的用户读得到密钥 {file}。请改权限:chmod -R go= 密钥文件夹"),
    "doctor.keys_wrong": _("现有的密钥打不开数据({column})。请把原来的密钥文件放回"),
    "doctor.data_open": _("本机别的用户读得到数据 {file}。请改权限:chmod go= 数据目录"),
    "doctor.over_a_network": _(
        "SQLite 的数据放在网络盘({kind})上,锁不可靠,会坏。请放到本机的盘,或改用 PostgreSQL"
    ),
    "doctor.disk_low": _("磁盘只剩 {free} MB,备份和升级至少要 {wanted} MB。请清理或换大的盘"),
    "doctor.debug": _("LIANCUN_DEBUG=1 会把内部细节给别人看。请去掉"),
    "doctor.any_host": _("LIANCUN_HOSTS 写了 *,任何网址都应答。请写明网址"),
    "doctor.no_https": _("网站对外({hosts})而没有 HTTPS,密码会被看到。请配好 HTTPS 代理,设 LIANCUN_HTTPS=1"),
    "doctor.no_assets": _("网页的样式或字体不在 {folder}。请重新安装,或用 LIANCUN_ASSETS 指明位置"),
    "doctor.no_english": _("英文译文没有编好,英文页面会显示中文。请重新安装"),
    "doctor.no_backup": _("{folder} 里还没有备份。请用 liancun backup 存一份,并定时备份(见 docs/operate.md)"),
    "doctor.old_backup": _("最近的备份是 {on} 的。请看定时备份是否还在运行({folder})"),
    "doctor.no_tool": _("本机没有 {program},PostgreSQL 的数据备份不了。请安装 PostgreSQL 的客户端工具"),
    "doctor.old_tool": _(
        "pg_dump 是 {dumps} 版,比服务器({server} 版)旧,备份会失败。请换同版或更新的客户端工具"
    ),
    "doctor.collation": _("数据库的排序规则是 {collation},名单的先后会与别处不同。建库时请用 LOCALE 'C'"),
    "doctor.superuser": _("程序用的是数据库的超级用户。请另建一个只管这个库的用户"),
    "doctor.no_data": _("{folder} 里还没有数据。新建一个镇,或用 liancun restore 放回备份"),
    "doctor.database_unreachable": _("数据库连不上。请核对 DATABASE_URL,看数据库是否在运行"),
    "doctor.older": _("数据是旧版本的,下次打开时先备份再升级"),
    "doctor.newer": _("数据由更新的版本写成,本版本不打开。请换用新版本"),
    "doctor.guards": _("数据库的守卫不齐或被改过。请用 liancun check 看是哪些"),
    "doctor.charter": _("章程有 {count} 处读不通或改过旧的。请用 liancun charter check 看是哪些"),
    "doctor.clock": _("记录里有 {latest} 的,比本机的钟还晚:钟走错了。请校准本机的时间"),
    "doctor.no_proxies": _(
        "网站经 HTTPS 代理对外,LIANCUN_PROXIES 却没有写代理的地址:"
        "来人的地址不知道,一个密码试许多登录名也拦不住。"
        "请写上代理的地址,如 127.0.0.1"
    ),
    "doctor.demo": _(
        "这是演示数据,本机来的人不用密码就能进;端口转发来的、不加转发头的代理来的都算本机。请不要对外开放演示"
    ),
}
