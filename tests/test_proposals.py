"""Every decision of the small town proposed as it stands changes no money (提案如现行), on both databases."""

import pytest

from liancun.base import charters, clock
from liancun.base.permits import SYSTEM
from liancun.faces import charter_files
from liancun.kernel import Refusal
from liancun.rooms.settlement import queries
from liancun.rooms.settlement.models import Run

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_what_stands_proposed_changes_no_money(town):
    today = clock.today()
    names = sorted({each.name for each in charters.current().decisions.values()})
    sums: dict[str, int] = {}
    governing = []
    for name in names:
        if name.startswith("law/"):
            continue
        text = charter_files.started(name, org="", on=today)[1]
        try:
            found = queries.propose(SYSTEM, text, file=name, on=today)
        except Refusal as no:
            if no.code != "settlement.propose.governs_no_money":
                raise
            continue
        governing.append(name)
        assert found.largest == (), name
        for kind in found.kinds:
            assert (kind.more, kind.fewer, kind.difference_fen) == (0, 0, 0), (name, kind.kind)
            assert sums.setdefault(kind.kind, kind.now_fen) == kind.now_fen, (name, kind.kind)
    assert {"points/refuse_fee", "labour/jobs", "surplus/distribution", "park/floor"} <= set(governing)
    assert "permits/points" not in governing and "runs/wages" not in governing
    drafted = Run.objects.filter(period__startswith=str(today.year - 1)).values_list("kind", flat=True)
    assert len({*drafted}) > 5 and {*drafted} <= sums.keys()
