"""django-hordak's bulk_create of the same two-line entries, in the environment of requirements-bench.lock.

All in one transaction, so that its deferred check sees every entry balanced. Prints one JSON document for
`python -m benchmarks`; DATABASE_URL names the server, on which it makes a database of its own.
"""

import argparse
import json
import os
import sys
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit


def main() -> int:
    """Entries a second of each turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--repeat", type=int, default=5)
    given = parser.parse_args()
    set_up()
    from importlib.metadata import version

    rates = [given.entries / turn(given.entries) for _turn in range(given.repeat)]
    print(json.dumps({"hordak": rates, "version": version("django-hordak")}))
    return 0


def set_up() -> None:
    """Django and hordak's tables in a new database of the server."""
    import django
    import psycopg
    from django.conf import settings
    from django.core.management import call_command

    address = os.environ["DATABASE_URL"]
    parts, name = urlsplit(address), "hordak_bench"
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")  # type: ignore[arg-type]
        server.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "HOST": query.get("host") or parts.hostname or "",
        "USER": query.get("user") or parts.username or "",
        "PASSWORD": parts.password or "",
        "PORT": str(parts.port or ""),
    }
    apps = ["contenttypes", "auth"]
    settings.configure(
        DATABASES={"default": database},
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in apps), "mptt", "djmoney", "hordak"],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
        SECRET_KEY="bench",
    )
    django.setup()
    call_command("migrate", verbosity=0)


def turn(count: int) -> float:
    """Seconds of one committed batch into empty tables."""
    from django.db import connection, transaction
    from hordak.models import Account, Leg, Transaction  # type: ignore[import-not-found]
    from moneyed import Money  # type: ignore[import-not-found]

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE hordak_leg, hordak_transaction, hordak_account CASCADE")
    kinds: Any = Account.TYPES if hasattr(Account, "TYPES") else None
    asset, income = (kinds.asset, kinds.income) if kinds else ("AS", "IN")
    bank = Account.objects.create(name="bank", type=asset, code="1", currencies=["CNY"])
    sales = Account.objects.create(name="sales", type=income, code="5", currencies=["CNY"])
    begun = time.perf_counter()
    with transaction.atomic():
        made = Transaction.objects.bulk_create([Transaction(description="sale") for _each in range(count)])
        legs = []
        for number, entry in enumerate(made):
            money = Money(100 + number, "CNY") / 100
            legs.append(Leg(transaction=entry, account=bank, debit=money))
            legs.append(Leg(transaction=entry, account=sales, credit=money))
        Leg.objects.bulk_create(legs)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
