"""What the database itself refuses (数据库守卫): declared once in a room, put back after every migrate.

SQLite drops a table's triggers when it alters the table, so they are never part of a migration.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.db import DatabaseError, connection, transaction

from liancun.base.discovery import doors
from liancun.base.findings import Finding
from liancun.kernel import Refusal
from liancun.kernel.digest import digest

MESSAGE = "liancun.guard"


@dataclass(frozen=True)
class AppendOnly:
    """Rows of a model are never changed or deleted (只增不改); `may_change` names columns that may be."""

    model: str
    may_change: tuple[str, ...] = ()

    def triggers(self) -> Iterator[tuple[str, str, str]]:
        """(name, event, condition) of each trigger."""
        model = apps.get_model(self.model)
        fixed = [f.column for f in model._meta.concrete_fields if f.attname not in self.may_change]
        changed = " OR ".join(_differs(column) for column in fixed)
        yield "change", "UPDATE", changed if self.may_change else ""
        yield "delete", "DELETE", ""


@dataclass(frozen=True)
class SealedBy:
    """Rows that belong to a sealed parent take no insert, change or delete (封存).

    `parent` is the foreign key of `model`, `sealed` the parent's column that is not null once sealed.
    """

    model: str
    parent: str
    sealed: str

    def triggers(self) -> Iterator[tuple[str, str, str]]:
        """(name, event, condition) of each trigger."""
        field = apps.get_model(self.model)._meta.get_field(self.parent)
        above = field.related_model._meta  # type: ignore[union-attr]
        quote = connection.ops.quote_name
        column = quote(field.column)  # type: ignore[union-attr]
        sealed = quote(above.get_field(self.sealed).column)
        for name, event, row in (
            ("add", "INSERT", "NEW"),
            ("change", "UPDATE", "OLD"),
            ("delete", "DELETE", "OLD"),
        ):
            yield (
                name,
                event,
                f"EXISTS (SELECT 1 FROM {quote(above.db_table)} p"
                f" WHERE p.{quote(above.pk.column)} = {row}.{column} AND p.{sealed} IS NOT NULL)",
            )


Guard = AppendOnly | SealedBy


def _differs(column: str) -> str:
    name = connection.ops.quote_name(column)
    operator = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    return f"(NEW.{name} {operator} OLD.{name})"


def all_guards() -> tuple[Guard, ...]:
    """Every guard that a room declares."""
    return tuple(guard for _room, door in doors("guards") for guard in door.GUARDS)


def _wanted() -> dict[str, list[str]]:
    """Trigger name -> the statements that make it. The name carries the content, so a change shows."""
    wanted: dict[str, list[str]] = {}
    quote = connection.ops.quote_name
    truncated: set[str] = set()
    for guard in all_guards():
        table = apps.get_model(guard.model)._meta.db_table
        for event, on, condition in guard.triggers():
            mark = digest([type(guard).__name__, table, on, condition])[:8]
            name = f"guard_{table[:36]}_{event}_{mark}"
            if connection.vendor == "postgresql":
                when = f" WHEN ({condition})" if condition and "SELECT" not in condition else ""
                check = f"IF {condition} THEN" if "SELECT" in condition else "IF TRUE THEN"
                wanted[name] = [
                    f"CREATE OR REPLACE FUNCTION {quote(name)}() RETURNS trigger LANGUAGE plpgsql AS $$ "
                    f"BEGIN {check} RAISE EXCEPTION '{MESSAGE}:{table}:{event}'; END IF; "
                    f"RETURN {'OLD' if on == 'DELETE' else 'NEW'}; END $$",
                    f"CREATE OR REPLACE TRIGGER {quote(name)} BEFORE {on} ON {quote(table)} FOR EACH ROW"
                    f"{when} EXECUTE FUNCTION {quote(name)}()",
                ]
                if table not in truncated:
                    truncated.add(table)
                    whole = f"guard_{table[:36]}_truncate"
                    wanted[whole] = [
                        f"CREATE OR REPLACE FUNCTION {quote(whole)}() RETURNS trigger LANGUAGE plpgsql AS "
                        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}:{table}:truncate'; END $$",
                        f"CREATE OR REPLACE TRIGGER {quote(whole)} BEFORE TRUNCATE ON {quote(table)} "
                        f"FOR EACH STATEMENT EXECUTE FUNCTION {quote(whole)}()",
                    ]
            else:
                when = f" WHEN {condition}" if condition else ""
                wanted[name] = [
                    f"CREATE TRIGGER {quote(name)} BEFORE {on} ON {quote(table)}{when} "
                    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}:{table}:{event}'); END"
                ]
    return wanted


def _present() -> dict[str, str]:
    """Guard triggers in the database: name -> table."""
    if connection.vendor == "postgresql":
        sql = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema() "
            "WHERE t.tgname LIKE 'guard\\_%%' AND t.tgenabled <> 'D'"
        )
    else:
        sql = (
            "SELECT name, tbl_name FROM sqlite_master "
            "WHERE type = 'trigger' AND name LIKE 'guard\\_%%' ESCAPE '\\'"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%%", "%"))
        return dict(cursor.fetchall())


def put_back() -> None:
    """Make the triggers be exactly the declared ones; cheap where they already are."""
    wanted, present = _wanted(), _present()
    if wanted.keys() == present.keys():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        _drop(cursor, {name: table for name, table in present.items() if name not in wanted})
        for name, statements in wanted.items():
            if name not in present:
                for statement in statements:
                    cursor.execute(statement)


def take_down() -> None:
    """Drop all guards. For the test suite's flush between tests alone."""
    with transaction.atomic(), connection.cursor() as cursor:
        _drop(cursor, _present())


def _drop(cursor, names: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    quote = connection.ops.quote_name
    for name, table in names.items():
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER {quote(name)} ON {quote(table)}")
            cursor.execute(f"DROP FUNCTION IF EXISTS {quote(name)}()")
        else:
            cursor.execute(f"DROP TRIGGER {quote(name)}")


def verify() -> Iterator[Finding]:
    """A declared guard that is not in the database, or an unknown one that is."""
    wanted, present = _wanted(), _present()
    for name in sorted(wanted.keys() - present.keys()):
        yield Finding.of("tampered", f"guard:{name}", "guard.missing", guard=name)
    for name in sorted(present.keys() - wanted.keys()):
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
