"""Heads that stand outside the data (链头): on paper, in a supervisor's notebook, in backups.

A head says: this organisation had done so many acts, and this is what they were. Whoever has the key can
write history anew, but not so that it fits a head that was written down before.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

from liancun.base import evidence
from liancun.base.findings import Finding
from liancun.base.models import AuditLine, Counter
from liancun.kernel import BadInput, Problem

GROUPS, WIDTH = 5, 4
LINE = re.compile(r"(\S+)\s+(\d+)\s+((?:[0-9A-Fa-f]{4}-){4}[0-9A-Fa-f]{4})")
REMARK = "#"


@dataclass(frozen=True)
class Head:
    """How many acts an organisation had done, and the code of them."""

    org_code: str
    count: int
    code: str

    def told(self) -> str:
        """As it is printed and copied by hand: organisation, acts, code."""
        return f"{self.org_code} {self.count} {self.code}"


def now(*org_codes: str) -> list[Head]:
    """The heads of these organisations, or all, where their evidence has begun and its key is there."""
    rows = Counter.objects.exclude(seal="").order_by("org_code")
    found = []
    for counter in rows.filter(org_code__in=org_codes) if org_codes else rows:
        last = AuditLine.objects.filter(org_code=counter.org_code).order_by("-pk").first()
        if last and last.key in evidence.ring():
            code = _code(last.key, counter.org_code, counter.value, counter.seal)
            found.append(Head(counter.org_code, counter.value, code))
    return found


def of_any_data() -> list[Head]:
    """All of them, of data that an earlier program may have left as well: a backup comes before migrating."""
    with connection.cursor() as cursor:
        if Counter._meta.db_table not in connection.introspection.table_names(cursor):
            return []  # founding broke off before there was one
        table = connection.introspection.get_table_description(cursor, Counter._meta.db_table)
    return now() if "seal" in {each.name for each in table} else []


def printed(org_code: str) -> str:
    """What a list of an organisation carries at its foot; nothing where its evidence has not begun."""
    return "".join(head.told() for head in now(org_code))


def _code(key_name: str, org_code: str, count: int, seal: str) -> str:
    """Of its own kind: what stands on paper is not what the counter keeps."""
    made = evidence.mac(evidence.ring()[key_name], "paper", org_code, count, seal).upper()
    return "-".join(made[at : at + WIDTH] for at in range(0, GROUPS * WIDTH, WIDTH))


def read(text: str, file: str = "") -> list[Head]:
    """Heads out of what `liancun seal` wrote or somebody copied. Raises BadInput."""
    found, problems = [], []
    for row, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        said = line.strip()
        if not said or said.startswith(REMARK):
            continue
        match = LINE.fullmatch(said)
        if match:
            found.append(Head(match[1], int(match[2]), match[3].upper()))
        else:
            problems.append(Problem.of("seal.not_a_line", file=file, row=row, line=said[:80]))
    if problems:
        raise BadInput(problems)
    if not found:
        raise BadInput([Problem.of("seal.nothing", file=file)])
    return found


def against(kept: Iterable[Head]) -> Iterator[Finding]:
    """What does not fit heads that were kept outside."""
    for head in kept:
        lines = AuditLine.objects.filter(org_code=head.org_code).order_by("pk")
        ref, count = f"org:{head.org_code}", lines.count()
        if not count:
            yield Finding.of("tampered", ref, "proof.unknown_org", org=head.org_code)
            continue
        if count < head.count:
            yield Finding.of("tampered", ref, "proof.fewer", org=head.org_code, count=count, kept=head.count)
            continue
        line = lines[head.count - 1] if head.count else None
        if line and line.key and line.key not in evidence.ring():
            yield Finding.of("unproven", f"key:{line.key}", "proof.no_key", key=line.key, count=1)
        elif not line or not line.key or _code(line.key, head.org_code, head.count, line.seal) != head.code:
            yield Finding.of(
                "tampered", ref, "proof.other_head", org=head.org_code, count=head.count, said=head.code
            )
