"""What must always be true of notices (公示核对)."""

from collections.abc import Iterator

from django.db.models import Count, Max

from liancun.base.findings import Finding
from liancun.base.models import AuditLine
from liancun.rooms.notices.models import Answer, Notice, NoticeEvent, NoticeItem, Objection


def every_list_is_whole() -> Iterator[Finding]:
    """Each list has as many lines as it says, numbered 1, 2, 3 to the last."""
    rows = NoticeItem.objects.values_list("notice").annotate(n=Count("pk"), last=Max("number"))
    found = {notice: (count, last) for notice, count, last in rows}
    for pk, count in Notice.objects.order_by("pk").values_list("pk", "item_count"):
        if found.get(pk, (0, 0)) != (count, count):
            yield Finding.of("tampered", f"notice:{pk}", "notices.list_not_whole", notice=pk, count=count)


def every_objection_is_kept() -> Iterator[Finding]:
    """What was said and answered is still there, and nothing that nobody entered."""
    for verb, model, key in (
        ("notices.object_to_line", Objection, "pk"),
        ("notices.answer_objection", Answer, "objection"),
    ):
        said = set(AuditLine.objects.filter(verb=verb).values_list("ref", flat=True))
        kept = {f"objection:{pk}" for pk in model.objects.values_list(key, flat=True)}
        for ref in sorted(said ^ kept):
            yield Finding.of("tampered", ref, "notices.objection_changed", objection=ref.partition(":")[2])


def every_posting_was_an_act() -> Iterator[Finding]:
    """Each paper posting was recorded by somebody, on or after the day the list was published."""
    acts = set(AuditLine.objects.values_list("org_code", "mark"))
    for event in NoticeEvent.objects.select_related("notice").order_by("pk"):
        known = (event.org_code, event.mark) in acts
        if not known or not event.notice.on <= event.happened_on <= event.on:
            yield Finding.of(
                "tampered", f"notice:{event.notice_id}", "notices.posting_changed", notice=event.notice_id
            )


CHECKS = (every_list_is_whole, every_objection_is_kept, every_posting_was_an_act)
