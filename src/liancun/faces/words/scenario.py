"""Words of raising the demo (演示)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "scenario.data_is_there": _(
        "这个数据目录已有记录(或上次演示没有建完)。请用 --data 另选一个空目录,或删去演示数据后再试"
    ),
}
