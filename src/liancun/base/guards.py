"""What the database itself refuses (数据库守卫): declared once in a room, put back after every migrate.

SQLite drops a table's triggers when it alters the table, so they are never part of a migration.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, transaction

from liancun.base.discovery import doors
from liancun.base.findings import Finding
from liancun.kernel import Refusal
from liancun.kernel.digest import digest

MESSAGE = "liancun.guard"


@dataclass(frozen=True)
class AppendOnly:
    """Rows of a model are never changed or deleted (只增不改).

    `may_change` names columns that may be; `may_be_set` those that may be filled once, from null, for good.
    """

    model: str
    may_change: tuple[str, ...] = ()
    may_be_set: tuple[str, ...] = ()

    def triggers(self) -> Iterator[tuple[str, str, str]]:
        """(name, event, condition) of each trigger."""
        columns = {f.attname: str(f.column) for f in apps.get_model(self.model)._meta.concrete_fields}
        assert {*self.may_change, *self.may_be_set} <= columns.keys(), self
        quote = connection.ops.quote_name
        changed = []
        for name, column in columns.items():
            if name in self.may_be_set:
                changed.append(f"(OLD.{quote(column)} IS NOT NULL AND {_differs(column)})")
            elif name not in self.may_change:
                changed.append(_differs(column))
        yield "change", "UPDATE", " OR ".join(changed) if self.may_change or self.may_be_set else ""
        yield "delete", "DELETE", ""


@dataclass(frozen=True)
class SealedBy:
    """Rows are added, changed and deleted below an open parent alone (封存): none sealed, none not there.

    `parent` names the foreign keys from `model` to what is sealed, joined by "__"; `sealed` is the column
    there that is not null once sealed.
    """

    model: str
    parent: str
    sealed: str

    def triggers(self) -> Iterator[tuple[str, str, str]]:
        """(name, event, condition) of each trigger."""
        quote = connection.ops.quote_name
        first, *others = (*self.parent.split("__"), self.sealed)
        child: Any = apps.get_model(self.model)._meta.get_field(first)
        column = quote(child.column)

        def closed(key: str) -> str:
            above = child.related_model
            for name in others:
                field, kept = above._meta.get_field(name), above._meta
                said = quote(field.column) if field.is_relation else f"{quote(field.column)} IS NULL"
                key = f"(SELECT {said} FROM {quote(kept.db_table)} WHERE {quote(kept.pk.column)} = {key})"
                above = field.related_model
            return f"{key} IS NOT TRUE"

        old, new = closed(f"OLD.{column}"), closed(f"NEW.{column}")
        yield "add", "INSERT", _any_added(column, closed) if connection.vendor == "postgresql" else new
        yield "change", "UPDATE", f"{old} OR {new}"
        yield "delete", "DELETE", old


ADDED = "added"
"""What a trigger on PostgreSQL calls the rows that the statement inserted."""


def _any_added(column: str, closed: Callable[[str], str]) -> str:
    """Asked once a statement, of each parent once, by its key: a join may be planned to read all parents."""
    return f"EXISTS (SELECT 1 FROM (SELECT DISTINCT {column} AS key FROM {ADDED}) a WHERE {closed('a.key')})"


Guard = AppendOnly | SealedBy

OWN: tuple[Guard, ...] = (
    AppendOnly("base.AuditLine"),
    AppendOnly("base.Imprint"),
    AppendOnly("base.CharterBlock"),
    AppendOnly("base.ImportedRow"),
    AppendOnly("base.TrailRow"),
    AppendOnly("base.AgreedHeading"),
)
"""What floor 0 itself never changes."""


@dataclass(frozen=True)
class Trigger:
    """A trigger (触发器): its table, what the database keeps of its text, and the statements that make it."""

    table: str
    body: str
    statements: tuple[str, ...] = ()


def _differs(column: str) -> str:
    name = connection.ops.quote_name(column)
    operator = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    return f"(NEW.{name} {operator} OLD.{name})"


def all_guards() -> tuple[Guard, ...]:
    """Every guard that floor 0 and the rooms declare."""
    return (*OWN, *(guard for _room, door in doors("guards") for guard in door.GUARDS))


def _wanted() -> dict[str, Trigger]:
    """The declared triggers by name. The name carries the content, so that a change of code shows."""
    wanted: dict[str, Trigger] = {}
    make = _on_postgres if connection.vendor == "postgresql" else _on_sqlite
    for guard in all_guards():
        table = apps.get_model(guard.model)._meta.db_table
        for event, on, condition in guard.triggers():
            mark = digest([type(guard).__name__, table, on, condition])[:8]
            name = f"guard_{table[:36]}_{event}_{mark}"
            wanted[name] = make(name, table, event, on, condition)
        if connection.vendor == "postgresql":
            name = f"guard_{table[:36]}_truncate"
            wanted[name] = _on_postgres(name, table, "truncate", "TRUNCATE", "")
    return wanted


def _on_postgres(name: str, table: str, event: str, on: str, condition: str) -> Trigger:
    quote = connection.ops.quote_name
    kind, when, each, leave = SHAPES[on]
    refuse = f"RAISE EXCEPTION '{MESSAGE}:{table}:{event}';"
    body = f"BEGIN IF {condition} THEN {refuse} END IF; {leave} END" if condition else f"BEGIN {refuse} END"
    return Trigger(
        table,
        f"{kind} {body}",
        (
            f"CREATE OR REPLACE FUNCTION {quote(name)}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
            f"CREATE OR REPLACE TRIGGER {quote(name)} {when} {on} ON {quote(table)} "
            f"{each} EXECUTE FUNCTION {quote(name)}()",
        ),
    )


SHAPES = {
    "INSERT": (
        f"4 {ADDED}", "AFTER", f"REFERENCING NEW TABLE AS {ADDED} FOR EACH STATEMENT", "RETURN NULL;"
    ),
    "UPDATE": ("19", "BEFORE", "FOR EACH ROW", "RETURN NEW;"),
    "DELETE": ("11", "BEFORE", "FOR EACH ROW", "RETURN OLD;"),
    "TRUNCATE": ("34", "BEFORE", "FOR EACH STATEMENT", ""),
}  # fmt: skip
"""Of each event pg_trigger's tgtype and name for the new rows, when it fires, for what, and how it is left.

An insert is judged once it is done, all its rows together: a trigger for each row cost more than the row
(benchmarks/README.md), and one before the row keeps COPY from writing many at a time.
"""


def _on_sqlite(name: str, table: str, event: str, on: str, condition: str) -> Trigger:
    quote = connection.ops.quote_name
    when = f" WHEN {condition}" if condition else ""
    body = (
        f"CREATE TRIGGER {quote(name)} BEFORE {on} ON {quote(table)}{when} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}:{table}:{event}'); END"
    )
    return Trigger(table, body, (body,))


def _present() -> dict[str, Trigger]:
    """Guard triggers in the database by name; a disabled or conditional one is none."""
    if connection.vendor == "postgresql":
        sql = (
            "SELECT t.tgname, c.relname, concat_ws(' ', t.tgtype, t.tgnewtable, p.prosrc) FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema() "
            "WHERE t.tgname LIKE 'guard\\_%' AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL"
        )
    else:
        sql = (
            "SELECT name, tbl_name, sql FROM sqlite_master "
            "WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {name: Trigger(table, body) for name, table, body in cursor.fetchall()}


def _differences() -> tuple[list[str], list[str], list[str]]:
    """Names of the missing, the changed and the unknown."""
    wanted, present = _wanted(), _present()
    return (
        sorted(wanted.keys() - present.keys()),
        sorted(
            name
            for name in wanted.keys() & present.keys()
            if (wanted[name].table, wanted[name].body) != (present[name].table, present[name].body)
        ),
        sorted(present.keys() - wanted.keys()),
    )


def declared() -> str:
    """A digest of everything declared: data that stands under another one has its guards put back."""
    return digest({name: trigger.body for name, trigger in _wanted().items()})


def put_back() -> None:
    """Make the triggers be exactly the declared ones; cheap where they already are."""
    missing, changed, unknown = _differences()
    if not (missing or changed or unknown):
        return
    wanted = _wanted()
    with transaction.atomic(), connection.cursor() as cursor:
        _drop(cursor, [*changed, *unknown])
        for name in [*missing, *changed]:
            for statement in wanted[name].statements:
                cursor.execute(statement)


def take_down(*tables: str) -> None:
    """Drop the guards of the tables named, or all. For `lifted`, and the test suite's flush between tests."""
    with transaction.atomic(), connection.cursor() as cursor:
        present = _present()
        _drop(cursor, [name for name in present if not tables or present[name].table in tables])


@contextmanager
def lifted(table: str) -> Iterator[None]:
    """One transaction in which a table's guards are away: to seal it under a new key, or to
    take away what the charter says goes; nothing else."""
    with transaction.atomic():
        take_down(table)
        yield
        put_back()


def _drop(cursor: Any, names: Iterable[str]) -> None:
    quote = connection.ops.quote_name
    present = _present()
    for name in names:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER {quote(name)} ON {quote(present[name].table)}")
            cursor.execute(f"DROP FUNCTION IF EXISTS {quote(name)}()")
        else:
            cursor.execute(f"DROP TRIGGER {quote(name)}")


def verify() -> Iterator[Finding]:
    """A declared guard that is not in the database or says something else, or an unknown one that is."""
    missing, changed, unknown = _differences()
    for name in missing:
        yield Finding.of("tampered", f"guard:{name}", "guard.missing", guard=name)
    for name in changed:
        yield Finding.of("tampered", f"guard:{name}", "guard.changed", guard=name)
    for name in unknown:
        yield Finding.of("broken", f"guard:{name}", "guard.unknown", guard=name)


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what a guard refuses into a Refusal that says so."""
    try:
        yield
    except DatabaseError as error:
        if MESSAGE in str(error):
            table, _, event = str(error).partition(MESSAGE + ":")[2].split("\n")[0].partition(":")
            raise Refusal("guard.sealed", table=table, event=event) from error
        raise
