"""The rows of production's workbooks (生产工作簿的一行)."""

from dataclasses import dataclass, replace
from datetime import date

from liancun.base.importing import columns_of
from liancun.kernel.fields import A, Code, Day, Text, _
from liancun.rooms.production import fields


@dataclass(frozen=True, kw_only=True)
class PlantingRow:
    """One planting as the workbook has it (种植的一行)."""

    number: A[str, fields.NEW_PLANTING]
    plot: A[str, fields.PLOT]
    storey: A[str, fields.STOREY]
    crop: A[str, fields.CROP_WORD]
    area_centimu: A[int, fields.AREA]
    start: A[date, fields.PLANTED]
    end: A[date | None, replace(fields.END, example="2025-12-20")] = None
    standing: A[str, fields.STANDING]
    plan: A[str | None, fields.PLAN] = None
    plan_due: A[date | None, fields.PLAN_DUE] = None
    document: A[str | None, fields.APPROVAL] = None


@dataclass(frozen=True, kw_only=True)
class FacilityRow:
    """One facility as the workbook has it (设施的一行)."""

    code: A[str, fields.FACILITY]
    kind: A[str, fields.KIND]
    name: A[str, Text(_("名称"), most=60, example="东村养蜂房")]
    village: A[str, Code(_("村编码"), most=12, slash=True, example="990101100201")]
    start: A[date, Day(_("起"), example="2019-03-01")]
    end: A[date | None, fields.END] = None
    document: A[str, Text(_("验收或开工文件"), most=80, example="验收单2019-03")]
    capacity_t: A[int | None, fields.CAPACITY] = None


@dataclass(frozen=True)
class CountRow:
    """One count of an apiary as the workbook has it (蜂群清点的一行)."""

    apiary: A[str, replace(fields.FACILITY, label=_("蜂场"), slash=True, help=_("养蜂房的设施编码"))]
    counted_on: A[date, fields.COUNTED_ON]
    colonies: A[int, fields.COLONIES]


@dataclass(frozen=True)
class BatchRow:
    """One batch of seedlings as the workbook has it (育苗批次的一行)."""

    number: A[str, fields.BATCH]
    planting: A[str, fields.PLANTING]
    species: A[str, fields.SPECIES]
    seedlings: A[int, fields.SEEDLINGS]
    sown_on: A[date, fields.SOWN_ON]
    lifted_on: A[date | None, fields.LIFTED_ON] = None
    note: A[str | None, fields.NOTE] = None


@dataclass(frozen=True)
class OperationRow:
    """Something done as the workbook has it (农事的一行)."""

    number: A[str, fields.OPERATION]
    planting: A[str, fields.PLANTING]
    task: A[str, fields.TASK]
    done_on: A[date, replace(fields.HAPPENED, example="2025-04-08")]
    section: A[str | None, Code(_("片区"), most=20, slash=True)] = None
    note: A[str | None, fields.NOTE] = None


@dataclass(frozen=True)
class InputRow:
    """An input used as the workbook has it (投入品的一行)."""

    number: A[str, fields.INPUT]
    planting: A[str, fields.PLANTING]
    product: A[str, fields.PRODUCT]
    dose: A[str, fields.DOSE]
    used_on: A[date, fields.USED_ON]
    interval_days: A[int, fields.INTERVAL]


@dataclass(frozen=True)
class InspectionRow:
    """One round as the workbook has it (巡查的一行)."""

    number: A[str, fields.ROUND]
    planting: A[str, fields.PLANTING]
    inspected_on: A[date, fields.INSPECTED_ON]
    finding: A[str, fields.FINDING]
    due_on: A[date | None, fields.MEND_BY] = None


@dataclass(frozen=True)
class FollowupRow:
    """One second look as the workbook has it (巡查复查的一行)."""

    inspection: A[str, fields.SEEN_ROUND]
    done_on: A[date, replace(fields.HAPPENED, example="2025-05-06")]
    result: A[str, fields.RESULT]


PLANTINGS, FACILITIES, COUNTS = columns_of(PlantingRow), columns_of(FacilityRow), columns_of(CountRow)
BATCHES, OPERATIONS, INPUTS = columns_of(BatchRow), columns_of(OperationRow), columns_of(InputRow)
INSPECTIONS, FOLLOWUPS = columns_of(InspectionRow), columns_of(FollowupRow)
