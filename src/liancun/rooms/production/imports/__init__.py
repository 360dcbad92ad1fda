"""The workbooks of production (生产工作簿): plantings, facilities, bees, work done, inputs, rounds."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from liancun.base import bulk, charters
from liancun.base.acts import Act
from liancun.base.importing import Column, ImportKind, Row, Source, villages_by
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import DateRange, Problem, Refusal
from liancun.rooms.production import facts, fields
from liancun.rooms.production.actions import Planted, faults_of, save_plantings_within
from liancun.rooms.production.imports.rows import (
    BATCHES,
    COUNTS,
    FACILITIES,
    FOLLOWUPS,
    INPUTS,
    INSPECTIONS,
    OPERATIONS,
    PLANTINGS,
)
from liancun.rooms.production.models import (
    BeeCount,
    Facility,
    InputUsed,
    Inspection,
    InspectionFollowup,
    NurseryBatch,
    Operation,
    Planting,
    Rectification,
)
from liancun.rooms.production.rules import CropTerms, NewPlanting, picking_fault
from liancun.rooms.registry import facts as registry


def _planting(row: Row, org_code: str) -> NewPlanting:
    said = {name: value for name, value in row.values.items() if value is not None}
    return Planted(**said).offer(org_code)


def planting_in_full(values: Mapping[str, Any], org_code: str) -> Mapping[str, Any]:
    """The crop by its code."""
    try:
        return {**values, "crop": _planting(Row(0, values), org_code).crop}
    except Refusal:  # before the first terms: the check says so
        return values


def check_plantings(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Every planting by the limits, against the plots and what stands on them."""
    taken = set(Planting.objects.filter(org_code=source.org_code).values_list("number", flat=True))
    offers, places = [], {}
    for row in rows:
        if row["number"] in taken:
            yield source.problem("production.planting_exists", row, "种植编号", number=row["number"])
        if row["start"] > source.on:
            yield source.problem("production.in_future", row, "定植日", day=str(row["start"]))
        try:
            offers.append(_planting(row, source.org_code))
        except Refusal as no:
            yield source.problem(no.code, row, "定植日", **no.params)
            continue
        places[row["number"]] = row
    asof = Watermark.now(facts.watched(source.org_code))
    for number, faults in faults_of(offers, source.org_code, asof).items():
        for fault in faults:
            yield source.problem(fault.code, places[number], "", **dict(fault.params))


def save_plantings(rows: Sequence[Row], a: Act) -> None:
    """Write the plantings."""
    save_plantings_within(a, [_planting(row, a.org_code) for row in rows])


def export_plantings(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """The plantings in reach, with the plan of those that must be put right."""
    plans = {row.planting_id: row for row in Rectification.objects.filter(org_code=org_code)}
    names = [column.name for column in PLANTINGS if column.name not in ("plan", "plan_due")]
    rows = viewer.limit(Planting.objects.filter(org_code=org_code)).order_by("number")
    for row in rows.values("pk", *names).iterator():
        plan = plans.get(row["pk"])
        values = {name: None if row[name] == "" else row[name] for name in names}
        yield values | {"plan": plan.plan if plan else None, "plan_due": plan.plan_due if plan else None}


def check_facilities(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Known villages."""
    known = registry.villages_known(row["village"] for row in rows)
    for row in rows:
        if row["village"] not in known:
            yield source.problem("registry.no_such_village", row, "村编码", value=row["village"])


def save_facilities(rows: Sequence[Row], a: Act) -> None:
    """Write the facilities."""
    names = ("code", "kind", "name", "start", "end", "document", "capacity_t")
    bulk.insert(
        Facility, [Facility(**{name: row[name] for name in names}, **a.stamp(row["village"])) for row in rows]
    )


def export_facilities(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
    """The facilities in reach."""
    rows = viewer.limit(Facility.objects.filter(org_code=org_code)).order_by("code")
    names = ("code", "kind", "name", "start", "end", "document", "capacity_t")
    for row in rows.values("village_code", *names):
        yield {name: row[name] for name in names} | {"village": row["village_code"]}


def check_counts(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Known apiaries, counted on a day they stood, not in the future."""
    houses = Facility.objects.filter(org_code=source.org_code, kind=Facility.Kind.BEE_HOUSE)
    known = {house.code: house for house in houses}
    for row in rows:
        house = known.get(row["apiary"])
        if house is None:
            yield source.problem("production.no_such_apiary", row, "蜂场", apiary=row["apiary"])
        elif row["counted_on"] > source.on or not DateRange(house.start, house.end).holds(row["counted_on"]):
            yield source.problem(
                "production.count_unsound", row, "清点日", apiary=row["apiary"],
                day=str(row["counted_on"]), colonies=row["colonies"],
            )  # fmt: skip


def save_counts(rows: Sequence[Row], a: Act) -> None:
    """Write the counts."""
    known = {house.code: house for house in Facility.objects.filter(org_code=a.org_code)}
    bulk.insert(
        BeeCount,
        [
            BeeCount(
                apiary=known[row["apiary"]], counted_on=row["counted_on"], colonies=row["colonies"],
                **a.stamp(known[row["apiary"]].village_code),
            )
            for row in rows
        ],
    )  # fmt: skip


def check_about(model: Any, day: str) -> Callable[[Sequence[Row], Source], Iterable[Problem]]:
    """New numbers; known plantings, which stood on the day of what is recorded, and not in the future."""

    def check(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
        asof = Watermark.now(facts.watched(source.org_code))
        wanted = {row["planting"] for row in rows}
        known = {each.number: each for each in facts.plantings(source.org_code, asof, numbers=wanted)}
        numbers = [row["number"] for row in rows]
        taken = taken_numbers(model, source.org_code, numbers)
        for row in rows:
            planting, when = known.get(row["planting"]), row[day]
            if row["number"] in taken:
                yield source.problem("production.number_taken", row, "编号", number=row["number"])
            if planting is None:
                yield source.problem(
                    "production.no_such_planting", row, fields.PLANTING.titled, number=row["planting"]
                )
            elif not planting.days.holds(when):
                yield source.problem(
                    "production.not_standing",
                    row,
                    fields.PLANTING.titled,
                    number=row["planting"],
                    day=str(when),
                )
            if when > source.on:
                yield source.problem("production.in_future", row, "", day=str(when))

    return check


def taken_numbers(model: Any, org_code: str, numbers: Sequence[str]) -> set[str]:
    """Of these numbers, those already recorded."""
    rows = model.objects.filter(org_code=org_code, number__among=numbers)
    return set(rows.values_list("number", flat=True))


def save_about(model: Any) -> Callable[[Sequence[Row], Act], None]:
    """Write what is recorded about plantings."""

    def save(rows: Sequence[Row], a: Act) -> None:
        known = facts.planted(a.org_code, (row["planting"] for row in rows))
        made = []
        for row in rows:
            planting, village = known[row["planting"]]
            values = {
                name: "" if value is None and name in ("note", "section") else value
                for name, value in row.values.items()
            }
            del values["planting"]
            made.append(model(**values, planting_id=planting, **a.stamp(village)))
        bulk.insert(model, made)

    return save


def export_about(model: Any, columns: Sequence[Column], **paths: str) -> Any:
    """Rows of a model by the columns, in reach; `paths` where a column is another record's."""

    def export(viewer: Viewer, org_code: str) -> Iterator[Mapping[str, Any]]:
        names = {column.name: paths.get(column.name, column.name) for column in columns}
        rows = viewer.limit(model.objects.filter(org_code=org_code)).order_by("pk")
        for values in rows.values_list(*names.values()).iterator():
            yield {name: None if value == "" else value for name, value in zip(names, values, strict=True)}

    return export


def check_followups(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Known rounds, followed up once, after them."""
    known = dict(Inspection.objects.filter(org_code=source.org_code).values_list("number", "inspected_on"))
    done = set(
        InspectionFollowup.objects.filter(org_code=source.org_code).values_list(
            "inspection__number", flat=True
        )
    )
    for row in rows:
        number = row["inspection"]
        if number not in known:
            yield source.problem("production.no_such_inspection", row, "巡查编号", number=number)
        elif number in done:
            yield source.problem("production.followed_already", row, "巡查编号", number=number)
        elif not known[number] <= row["done_on"] <= source.on:
            yield source.problem("production.in_future", row, "日期", day=str(row["done_on"]))


def save_followups(rows: Sequence[Row], a: Act) -> None:
    """Write the follow-ups."""
    known = {each.number: each for each in Inspection.objects.filter(org_code=a.org_code)}
    made = []
    for row in rows:
        inspection = known[row["inspection"]]
        stamp = a.stamp(inspection.village_code)
        made.append(
            InspectionFollowup(inspection=inspection, done_on=row["done_on"], result=row["result"], **stamp)
        )
    bulk.insert(InspectionFollowup, made)


def check_operations(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """What holds for all that is recorded about plantings; and nothing picked within a harvest interval."""
    yield from check_about(Operation, "done_on")(rows, source)
    known = facts.planted(source.org_code, (row["planting"] for row in rows))
    uses = facts.inputs_on(pk for pk, _village in known.values())
    for row in rows:
        try:
            terms = charters.in_force(CropTerms, on=row["done_on"], org=source.org_code)
        except Refusal as no:
            yield source.problem(no.code, row, "日期", **no.params)
            continue
        used = uses.get(known.get(row["planting"], (0, ""))[0], ())
        early = picking_fault(row["task"], used, row["done_on"], terms)
        if early:
            yield source.problem(early.code, row, "日期", **dict(early.params))


def check_batches(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """Lifted after they were sown."""
    yield from check_about(NurseryBatch, "sown_on")(rows, source)
    for row in rows:
        if row["lifted_on"] and row["lifted_on"] < row["sown_on"]:
            yield source.problem("production.lifted_before", row, "起苗日", number=row["number"])


def check_inspections(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    """What is to be mended is due after the round."""
    yield from check_about(Inspection, "inspected_on")(rows, source)
    for row in rows:
        if row["due_on"] and row["due_on"] < row["inspected_on"]:
            yield source.problem("production.due_before", row, "整改期限", number=row["number"])


def _about(
    name: str,
    title: str,
    verb: str,
    model: Any,
    columns: tuple[Column, ...],
    check: Callable[[Sequence[Row], Source], Iterable[Problem]],
) -> ImportKind:
    return ImportKind(
        name, title, verb, columns, ("number",), save_about(model), check,
        export_about(model, columns, planting="planting__number"),
        villages=villages_by("planting", facts.villages_of_plantings),
    )  # fmt: skip


IMPORTS = (
    ImportKind(
        "plantings", "种植", "production.import_plantings", PLANTINGS, ("number",), save_plantings,
        check_plantings, export_plantings, planting_in_full,
        villages_by("plot", facts.villages_of_plots),
    ),
    ImportKind(
        "facilities", "设施", "production.import_facilities", FACILITIES, ("code",), save_facilities,
        check_facilities, export_facilities,
        villages=lambda rows, _org: [row["village"] for row in rows],
    ),
    ImportKind(
        "bee_counts", "蜂群清点", "production.count_bees", COUNTS, ("apiary", "counted_on"), save_counts,
        check_counts, export_about(BeeCount, COUNTS, apiary="apiary__code"),
        villages=villages_by("apiary", facts.villages_of_facilities),
    ),
    _about("nursery_batches", "育苗批次", "production.import_nursery", NurseryBatch, BATCHES, check_batches),
    _about("operations", "农事", "production.record_operation", Operation, OPERATIONS, check_operations),
    _about(
        "inputs_used", "投入品", "production.record_input", InputUsed, INPUTS,
        check_about(InputUsed, "used_on"),
    ),
    _about("inspections", "巡查", "production.inspect", Inspection, INSPECTIONS, check_inspections),
    ImportKind(
        "inspection_followups", "巡查复查", "production.follow_up", FOLLOWUPS, ("inspection",),
        save_followups, check_followups,
        export_about(InspectionFollowup, FOLLOWUPS, inspection="inspection__number"),
        villages=villages_by("inspection", facts.villages_of_inspections),
    ),
)  # fmt: skip
