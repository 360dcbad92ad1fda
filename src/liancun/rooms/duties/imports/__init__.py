"""The workbooks of responsibility lists (责任清单工作簿): lists, who is on them, visits."""

from liancun.base.importing import ImportKind, columns_of
from liancun.rooms.duties.imports import lists, visits
from liancun.rooms.duties.imports.common import villages_of

IMPORTS = (
    ImportKind(
        "duty_lists",
        "责任清单",
        "duties.import_lists",
        columns_of(lists.ListLine),
        ("code",),
        lists.save_lists,
        lists.check_lists,
        lists.export_lists,
        lists.lists_in_full,
    ),
    ImportKind(
        "duty_assignments",
        "责任清单分派",
        "duties.import_assignments",
        columns_of(lists.AssignmentLine),
        ("duty_list", "party", "household", "village_code", "start"),
        lists.save_assignments,
        lists.check_assignments,
        lists.export_assignments,
        villages=villages_of,
    ),
    ImportKind(
        "visits",
        "走访记录",
        "duties.import_visits",
        columns_of(visits.VisitLine),
        ("visitor", "household", "village_code", "visited_on", "time", "kind"),
        visits.save_visits,
        visits.check_visits,
        visits.export_visits,
        visits.visits_in_full,
        villages=villages_of,
    ),
)
