"""How long reports of workbooks are kept (导入报告的保存): so many of each sender, so long, so much of all.

They hold what the workbooks held, whoever is in them, and nothing rests on them. They lie in the records
alone, without a file beside them, so that a report and its cells go in one transaction or stay.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Length

from liancun.base import clock
from liancun.base.models import KeptReport

KEPT_MOST = 20
"""Reports kept for one sender; an older one goes."""


def first_kept() -> datetime:
    """When the oldest that is still shown was made: older ones are nobody's any more, there or not."""
    return clock.now() - timedelta(days=settings.REPORT_DAYS)


def remove_old() -> int:
    """Take away what has been kept long enough; returns how many."""
    old = KeptReport.objects.filter(at__lt=first_kept())
    return old.delete()[0] if old.exists() else 0


def remove_beyond(by: str) -> None:
    """Take away what is too old, too many of a sender, or more than all may take: the oldest first."""
    with transaction.atomic():
        remove_old()
        own = KeptReport.objects.filter(by=by).order_by("-pk").values_list("pk", flat=True)
        KeptReport.objects.filter(by=by, pk__in=list(own[KEPT_MOST:])).delete()
        room, sizes = settings.REPORT_MEGABYTES * 2**20, KeptReport.objects.order_by("-pk")
        for number, length in sizes.values_list("pk", Length("body")).iterator():
            room -= length
            if room < 0:
                KeptReport.objects.filter(pk__lte=number).delete()
                break
