"""Sealing many rows at once (补封): what was there before evidence began, and what a migration altered.

It is said for what it is: such a line proves nothing of the time before it.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from liancun.base import audit, backup, clock, evidence, imprints, proof
from liancun.base.acts import act
from liancun.base.evidence import BEGIN, RESEAL, RESTORE
from liancun.base.imprints import Imprint
from liancun.base.models import AuditLine, Counter
from liancun.base.models import Imprint as Kept
from liancun.base.permits import SYSTEM
from liancun.base.standing import stand, stands
from liancun.kernel import Refusal
from liancun.kernel.digest import digest

BEGUN_FILE = "evidence.begun"
"""Beside the keys: data there has its evidence, so that none without it is taken for older data."""
RESTORED = "restored"
"""The setting that holds the number of the restore that was told of last."""


def begin(*, anew: bool = False) -> None:
    """Seal what was recorded before there was evidence, once; `anew` for data of before that comes later.

    Where there has been evidence already the line says so, and `check` tells it from then on: an older backup
    was put back, or somebody wiped the seals.
    """
    marker = Path(settings.KEYS_DIR) / BEGUN_FILE
    again = marker.exists()
    if again and not anew:
        return
    with transaction.atomic():
        # Two may open the data at once: who waits here finds it done.
        waiting = Counter.objects.select_for_update().filter(value__gt=0, seal="").order_by("org_code")
        bare = [each.org_code for each in waiting]
        if bare:
            found = _gathered(bare, evidence.covers(), single=not Counter.objects.exclude(seal="").exists())
            for org_code in bare:
                earlier = AuditLine.objects.filter(org_code=org_code).order_by("pk")
                lines = digest([*earlier.values_list("digest", flat=True)])
                _seal(BEGIN, org_code, found.get(org_code, {}), {"lines": lines, "again": again})
        settings.EVIDENCE_KEYS[0]  # made now where there is none: the folder of the marker is there then
        transaction.on_commit(marker.touch)  # before it would speak of seals that a dying process never kept


def is_before() -> bool:
    """Whether this is data of a program that knew no evidence: asked before it is migrated."""
    with connection.cursor() as cursor:
        return Kept._meta.db_table not in connection.introspection.table_names(cursor)


def tell_of_restore() -> None:
    """Write, in every organisation, that a backup was put back: of what day, and how many acts are gone.

    How many is known where another backup tells of more acts than this one has; `gone` is at least so many.
    A restore is told once: the data knows the number of the last one it told of, should its note still lie
    there because the process died before it went.
    """
    marker = Path(settings.DATA_DIR) / backup.RESTORED_FILE
    if not marker.exists():
        return
    try:
        said = json.loads(marker.read_text(encoding="utf-8"))
    except ValueError:  # the machine went off while an earlier program wrote it
        said = {"on": "", "version": "", "known": {}}
    number = said.get("number", "")
    with transaction.atomic():
        if not (number and stands(RESTORED, number)):
            begin(anew=True)
            _tell(said)
            stand(RESTORED, number)
        transaction.on_commit(lambda: marker.unlink(missing_ok=True))


def _tell(said: Mapping[str, Any]) -> None:
    acted = Counter.objects.filter(value__gt=0).order_by("org_code").values_list("org_code", "value")
    for org_code, acts in acted:
        with act(RESTORE, org_code, by=SYSTEM, on=clock.today()) as done:
            gone = max(0, said["known"].get(org_code, 0) - acts)
            done.params = {"made_on": said["on"], "version": said["version"], "acts": acts, "gone": gone}


def found_before() -> int | None:
    """How many edits by hand evidence shows, asked before a migration; None where it cannot be asked."""
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
    if Kept._meta.db_table not in there:
        return 0
    tables = [table for table in evidence.covers() if table in there]
    try:
        found = [*audit.chain(), *proof.rows_of(*tables)]
    except (DatabaseError, Refusal):
        return None
    return sum(each.kind == "tampered" for each in found)


def reseal(findings: int | None) -> None:
    """Seal tables anew whose columns a migration altered; `findings` is what was found just before it."""
    known = proof.Lines.read()
    altered: dict[str, set[str]] = {}
    for table, org_code, columns, mark in Kept.objects.values_list("table", "org_code", "columns", "mark"):
        cover = evidence.covers().get(table)
        live = mark >= known.resealed.get((org_code, table), 0)
        if cover and live and columns != imprints.told(cover.columns):
            altered.setdefault(table, set()).add(org_code)
    if not altered:
        return
    orgs = sorted({org for each in altered.values() for org in each})
    with transaction.atomic():
        covers = {table: evidence.covers()[table] for table in altered}
        found = _gathered(orgs, covers, single=True)
        before = dict(Counter.objects.values_list("org_code", "seal"))
        for org_code in orgs:
            here = found.get(org_code, {})
            tables = sorted(
                table
                for table, of in altered.items()
                if org_code in of or (covers[table].single and table in here)
            )
            said = {
                "tables": tables,
                "findings": -1 if findings is None else findings,
                "before": before.get(org_code, ""),
            }
            wanted = {table: each for table, each in here.items() if table in tables}
            _seal(RESEAL, org_code, wanted, said)


def _seal(verb: str, org_code: str, made: Mapping[str, Imprint], said: Mapping[str, Any]) -> None:
    with act(verb, org_code, by=SYSTEM, on=clock.today()) as done:
        evidence.notes().imprints.update(made)
        done.params = {"rows": sum(each.count for each in made.values()), **said}


def _gathered(
    orgs: Iterable[str], covers: Mapping[str, evidence.Cover], *, single: bool
) -> dict[str, dict[str, Imprint]]:
    """Organisation -> table -> the imprint of its rows as they stand.

    Rows of no organisation go to the first, where those of a `single` kind are wanted.
    """
    wanted, first = {*orgs}, min(orgs)
    _name, key = next(iter(evidence.ring().items()))
    found: dict[str, dict[str, Imprint]] = {}
    for table, cover in covers.items():
        if cover.single and not single:
            continue
        source = proof.Table(cover, cover.columns, proof.Lines())
        for places, keys, texts in source.read():
            by_org: dict[str, list[int]] = {}
            for at, (org, _mark) in enumerate(places):
                by_org.setdefault(first if cover.single and org not in wanted else org, []).append(at)
            for org, chosen in by_org.items():
                if org in wanted:
                    own = found.setdefault(org, {})
                    made = own.setdefault(table, Imprint(table, cover.columns, key, cover.single))
                    subjects = [str(keys[at]) for at in chosen] if cover.single else []
                    made.take([[column[at] for at in chosen] for column in texts], subjects)
    return found
