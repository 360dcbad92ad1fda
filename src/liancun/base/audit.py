"""The audit trail is as it was written (审计留痕): each line carries its own digest, and none is missing."""

from collections.abc import Iterator
from datetime import UTC

from django.db.models import Count, Max

from liancun.base.findings import Finding
from liancun.base.models import AuditLine, Counter
from liancun.kernel.digest import digest

CHUNK = 5_000


def line_digest(line: AuditLine) -> str:
    """What a line's `digest` holds: everything it says, and its place."""
    at = line.recorded_at.astimezone(UTC).isoformat()
    permit = [line.permit] if line.permit else []
    return digest([line.org_code, line.mark, line.verb, line.by, line.on, at, line.ref, line.params, *permit])


def verify() -> Iterator[Finding]:
    """A line that was edited, and an organisation whose lines are not one for each of its marks."""
    for line in AuditLine.objects.order_by("pk").iterator(chunk_size=CHUNK):
        if line.digest != line_digest(line):
            ref = f"audit:{line.org_code}/{line.mark}"
            yield Finding.of("tampered", ref, "audit.edited", org=line.org_code, mark=line.mark)
    taken = dict(Counter.objects.values_list("org_code", "value"))
    rows = AuditLine.objects.values("org_code").annotate(count=Count("pk"), last=Max("mark"))
    kept = {row["org_code"]: (row["count"], row["last"]) for row in rows}
    for org_code in sorted(taken.keys() | kept.keys()):
        count, last = kept.get(org_code, (0, 0))
        marks = taken.get(org_code, 0)
        if not count == last == marks:
            said = {"org": org_code, "count": count, "marks": marks}
            yield Finding.of("tampered", f"org:{org_code}", "audit.missing", **said)
