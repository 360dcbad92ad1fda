"""The audit trail is as it was written (审计留痕): each line has its digest and seal, and none is missing."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC

from django.db.models import Count, Max

from liancun.base import evidence
from liancun.base.evidence import BEGIN, RESEAL
from liancun.base.findings import Finding
from liancun.base.models import AuditLine, Counter
from liancun.base.models import Imprint as Kept
from liancun.kernel.digest import digest

CHUNK = 5_000

Place = tuple[str, int]
"""An act: its organisation and mark."""


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


def chain() -> Iterator[Finding]:
    """Each line's seal holds it, what it wrote and the line before; the counter holds the last."""
    digests: dict[Place, list[str]] = defaultdict(list)
    for kept in Kept.objects.order_by("pk").iterator(chunk_size=500):
        digests[kept.org_code, kept.mark].append(evidence.imprint_digest(kept))
    last: dict[str, AuditLine] = {}
    begun: set[Place] = set()
    earlier: dict[str, list[str]] = defaultdict(list)
    missing: Tally[str] = Tally()
    for line in AuditLine.objects.order_by("pk").iterator(chunk_size=CHUNK):
        before = last.get(line.org_code)
        place = (line.org_code, line.mark)
        begun.add(place)
        if not line.key:
            earlier[line.org_code].append(line.digest)
            if before:
                yield _of_line("proof.not_sealed", *place)
            continue
        if (
            not before
            and earlier[line.org_code]
            and line.params.get("lines") != digest(earlier[line.org_code])
        ):
            yield _of_line("proof.earlier_lines", *place)
        last[line.org_code] = line
        key = evidence.ring().get(line.key)
        if key is None:
            missing[line.key] += 1
        elif line.seal != evidence.line_seal(key, before.seal if before else "", line, digests[place]):
            yield _of_line("proof.line_edited", *place)
        if line.verb == BEGIN and line.params.get("again"):
            ref = f"audit:{line.org_code}/{line.mark}"
            yield Finding.of("unproven", ref, "proof.begun_again", org=line.org_code, mark=line.mark)
        count = int(line.params.get("findings", 0)) if line.verb == RESEAL else 0
        if count < 0:
            ref = f"audit:{line.org_code}/{line.mark}"
            yield Finding.of("unproven", ref, "proof.sealed_unread", org=line.org_code, mark=line.mark)
        elif count:
            ref, code = f"audit:{line.org_code}/{line.mark}", "proof.sealed_over"
            yield Finding.of("tampered", ref, code, org=line.org_code, mark=line.mark, count=count)
    for org_code, mark in sorted(digests.keys() - begun):
        yield _of_line("proof.no_line", org_code, mark)
    for name, count in sorted(missing.items()):
        yield Finding.of("unproven", f"key:{name}", "proof.no_key", key=name, count=count)
    yield from _heads(last)


def _heads(last: Mapping[str, AuditLine]) -> Iterator[Finding]:
    for counter in Counter.objects.filter(value__gt=0).order_by("org_code"):
        line = last.get(counter.org_code)
        if line is None:
            yield Finding.of("tampered", f"org:{counter.org_code}", "proof.none", org=counter.org_code)
            continue
        key = evidence.ring().get(line.key)
        said = evidence.head(key, counter.org_code, counter.value, line.seal) if key else counter.head
        if (counter.seal, counter.head) != (line.seal, said):
            yield Finding.of("tampered", f"org:{counter.org_code}", "proof.head", org=counter.org_code)


def _of_line(code: str, org_code: str, mark: int) -> Finding:
    return Finding.of("tampered", f"audit:{org_code}/{mark}", code, org=org_code, mark=mark)
