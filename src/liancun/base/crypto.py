"""Personal data at rest (加密): AES-GCM with keys kept outside the data folder, searchable by a keyed hash.

A wrong or missing key is an error, never ciphertext shown as text. Keys: one a line in `fields.key`, the
first for new text; older ones below it still read. `rotate` writes everything anew under the first.
"""

import hashlib
import hmac
import secrets
from base64 import b64decode, urlsafe_b64encode
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from liancun.base import guards, whole_files
from liancun.kernel import Refusal

KEY_BYTES = 32
NONCE_BYTES = 12
KEY_NAME_BYTES = 6


def _decoded(text: str) -> bytes:
    """Strictly: a stray character is an error, not skipped."""
    return b64decode(text, b"-_", validate=True)


@lru_cache(maxsize=8)
def _ring(keys: tuple[str, ...]) -> tuple[tuple[str, AESGCM, bytes], ...]:
    ring: list[tuple[str, AESGCM, bytes]] = []
    for text in keys:
        try:
            key = _decoded(text + "=" * (-len(text) % 4))
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise Refusal("crypto.no_key", number=len(ring) + 1)
        name = hashlib.sha256(b"liancun field key" + key).hexdigest()[:KEY_NAME_BYTES]
        ring.append((name, AESGCM(key), hmac.digest(key, b"liancun blind index", "sha256")))
    if not ring:
        raise Refusal("crypto.no_key", number=1)
    return tuple(ring)


def encrypt(text: str, about: str) -> str:
    """Seal a text for one column ("registry_person.id_number"): it opens nowhere else."""
    name, cipher, _ = _ring(tuple(settings.FIELD_KEYS))[0]
    nonce = secrets.token_bytes(NONCE_BYTES)
    return (
        f"{name}.{urlsafe_b64encode(nonce + cipher.encrypt(nonce, text.encode(), about.encode())).decode()}"
    )


def decrypt(sealed: str, about: str) -> str:
    """Open what `encrypt` sealed. Refuses with a wrong key or a changed text."""
    name, _, body = sealed.partition(".")
    for known, cipher, _index in _ring(tuple(settings.FIELD_KEYS)):
        if known == name:
            try:
                raw = _decoded(body)
                return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode()).decode()
            except (InvalidTag, ValueError):
                raise Refusal("crypto.damaged", column=about) from None
    raise Refusal("crypto.wrong_key", column=about)


def blind_index(value: str, purpose: str) -> str:
    """A keyed hash of a normalised value, for exact search: equal values of one purpose are equal.

    It rests on the oldest key, so that turning keys leaves the index true.
    """
    if not value:
        return ""
    index_key = _ring(tuple(settings.FIELD_KEYS))[-1][2]
    normal = "".join(value.split()).upper()
    return hmac.new(index_key, f"{purpose}\0{normal}".encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """A text that the database holds sealed (加密文本). Search its blind index instead."""

    def _about(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return value if not value else decrypt(value, self._about())

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if not value or hasattr(value, "as_sql"):  # an expression seals the values inside it
            return value
        return encrypt(str(value), self._about())

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in ("isnull",):
            raise TypeError(f"{self._about()} is sealed: search its blind index")
        return super().get_lookup(lookup_name)


def rotate(batch: int = 2_000) -> int:
    """Seal every encrypted value anew under the first key; returns in how many rows (更换密钥).

    A table is done in one transaction, its guards lifted in it alone: what is never edited still changes its
    seal, not what is in it.
    """
    count = 0
    for model in apps.get_models():
        columns = [f for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)]
        if columns:
            with guards.lifted(model._meta.db_table):
                count += _rotate_table(model, columns, batch)
    return count


def _rotate_table(model: type[models.Model], columns: "list[EncryptedTextField]", batch: int) -> int:
    quote = connection.ops.quote_name
    names = ", ".join(f"{quote(str(f.column))} = %s" for f in columns)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {names} WHERE {quote(str(model._meta.pk.column))} = %s"
    rows = model._base_manager.select_for_update().order_by("pk")
    count, after = 0, None
    while page := list((rows if after is None else rows.filter(pk__gt=after))[:batch]):
        changed = [
            [*(f.get_db_prep_save(getattr(row, f.attname), connection) for f in columns), row.pk]
            for row in page
        ]
        with connection.cursor() as cursor:
            cursor.executemany(sql, changed)
        count, after = count + len(page), page[-1].pk
    return count


def turn_keys() -> int:
    """Make a new first key, keep the older ones below it, and seal everything anew (更换密钥).

    The file is replaced before anything is sealed: stopped halfway, all still opens and it may be run again.
    Older keys stay: backups were sealed under them, and the blind index rests on the oldest.
    """
    file = Path(settings.KEYS_DIR) / settings.FIELD_KEYS_FILE
    keys = (secrets.token_urlsafe(KEY_BYTES), *settings.FIELD_KEYS)
    _ring(keys)
    whole_files.write(file, "".join(f"{key}\n" for key in keys).encode("ascii"), private=True)
    settings.FIELD_KEYS = keys
    return rotate()
