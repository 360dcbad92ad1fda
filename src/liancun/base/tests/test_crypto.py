"""Personal data at rest: sealed by key and column, searchable without being opened (加密)."""

from base64 import urlsafe_b64encode
from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from liancun.base import clock, crypto, guards
from liancun.base.crypto import blind_index, decrypt, encrypt, rotate
from liancun.kernel import Refusal

ABOUT = "registry_person.id_number"


def key(letter):
    return urlsafe_b64encode(letter.encode() * 32).decode().rstrip("=")


OLD, NEW, OTHER = (key(letter) for letter in "abc")


@pytest.fixture
def keys(settings):
    def use(*given):
        settings.FIELD_KEYS = given

    use(OLD)
    return use


def refused(code, call):
    with pytest.raises(Refusal) as no:
        call()
    assert no.value.code == code
    assert "52028" not in str(no.value)


@given(st.text())
def test_what_is_sealed_opens_again_and_never_looks_the_same(text):
    sealed = encrypt(text, ABOUT)
    assert decrypt(sealed, ABOUT) == text
    assert sealed != encrypt(text, ABOUT)
    assert len(text) < 4 or text not in sealed


def test_a_wrong_key_is_an_error_never_ciphertext(keys):
    sealed = encrypt("520281199001010015", ABOUT)
    keys(OTHER)
    refused("crypto.wrong_key", lambda: decrypt(sealed, ABOUT))
    keys(OTHER, OLD)
    assert decrypt(sealed, ABOUT) == "520281199001010015"
    refused("crypto.wrong_key", lambda: decrypt("520281199001010015", ABOUT))


def test_a_changed_text_and_another_column_are_errors(keys):
    sealed = encrypt("520281199001010015", ABOUT)
    refused("crypto.damaged", lambda: decrypt(sealed, "registry_person.phone"))
    middle = len(sealed) // 2
    other = "A" if sealed[middle] != "A" else "B"
    changed = sealed[:middle] + other + sealed[middle + 1 :]
    for spoilt in (changed, sealed[:-5], sealed[:13], sealed + "=", sealed + "é", sealed + "A"):
        refused("crypto.damaged", lambda spoilt=spoilt: decrypt(spoilt, ABOUT))


@pytest.mark.parametrize("given", [(), ("",), ("short",), ("é" * 43,), (OLD, "x" * 43 + "==!")])
def test_a_key_file_that_holds_no_key(keys, given):
    keys(*given)
    refused("crypto.no_key", lambda: encrypt("x", ABOUT))


def test_the_index_finds_equal_values_and_outlives_a_turn_of_keys(keys):
    first = blind_index("52028119900101001x", "id")
    assert first == blind_index(" 520281 19900101 001X ", "id")
    assert first != blind_index("520281199001010028", "id")
    assert first != blind_index("52028119900101001X", "phone")
    assert blind_index("", "id") == ""
    keys(NEW, OLD)
    assert first == blind_index("52028119900101001X", "id")
    keys(NEW)
    assert first != blind_index("52028119900101001X", "id")


# --- in the database --------------------------------------------------------------------------


def stamp():
    when = {"recorded_at": clock.now(), "on": date(2025, 3, 1)}
    return {"org_code": "town", "mark": 1, "recorded_by": "li", **when}


def person(code, **given):
    model = apps.get_model("registry.Person")
    return model.objects.create(code=code, name="王", sex="m", born_on=date(1990, 1, 1), **given, **stamp())


def account(party, number):
    model = apps.get_model("registry.PayeeAccount")
    given = {"bank": "信用社", "account_index": number[:5], "start": date(2025, 1, 1)}
    return model.objects.create(party=party, account=number, **given, **stamp())


def raw(table, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY id")
        return [value for (value,) in cursor.fetchall()]


@pytest.mark.django_db
def test_the_database_holds_it_sealed_however_it_is_written(keys):
    person("P1", id_number="520281199001010015", phone="")
    rows = type(person("P2")).objects.order_by("code")
    assert raw("registry_person", "phone") == ["", ""]
    _one, two = rows
    two.id_number = "520281199001010023"
    rows.bulk_update([two], ["id_number"])
    rows.filter(code="P1").update(phone="13800000001")
    sealed = raw("registry_person", "id_number") + raw("registry_person", "phone")[:1]
    assert not any("52028" in each or "138" in each for each in sealed)
    assert list(rows.values_list("id_number", "phone")) == [
        ("520281199001010015", "13800000001"),
        ("520281199001010023", ""),
    ]
    for lookup in ("id_number", "id_number__contains", "id_number__in"):
        with pytest.raises(TypeError):
            list(rows.filter(**{lookup: ["520281199001010015"]}))
    keys(OTHER)
    refused("crypto.wrong_key", lambda: list(rows.all()))


@pytest.mark.django_db
def test_keys_are_turned_under_standing_guards(keys):
    guards.put_back()
    for number in range(5):
        person(f"P{number}", id_number=f"52028119900101{number:04d}", phone="" if number else "13800000001")
    account("P1", "6228480000000000")
    before = raw("registry_person", "id_number")
    keys(NEW, OLD)
    assert rotate(batch=2) == 6
    assert list(guards.verify()) == []
    after = raw("registry_person", "id_number")
    assert not set(before) & set(after)
    keys(NEW)
    people = apps.get_model("registry.Person").objects.order_by("code")
    assert [each.id_number[-4:] for each in people] == ["0000", "0001", "0002", "0003", "0004"]
    assert [each.phone for each in people] == ["13800000001", "", "", "", ""]
    assert apps.get_model("registry.PayeeAccount").objects.get().account == "6228480000000000"
    keys(OTHER, NEW)
    assert rotate() == 6 and crypto.rotate() == 6


@pytest.mark.django_db
def test_a_new_key_is_put_first_and_the_older_ones_stay(keys, settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    file = tmp_path / settings.FIELD_KEYS_FILE
    file.write_text(f"{OLD}\n")
    person("P1", id_number="520281199001010015")
    index = blind_index("520281199001010015", "id")
    assert crypto.turn_keys() == 1
    first, *older = file.read_text().split()
    assert older == [OLD] and first != OLD and tuple(settings.FIELD_KEYS) == (first, OLD)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [file.name]
    assert raw("registry_person", "id_number")[0].startswith(crypto._ring((first,))[0][0])
    assert blind_index("520281199001010015", "id") == index
    assert crypto.turn_keys() == 1
    assert file.read_text().split()[1:] == [first, OLD]
    assert apps.get_model("registry.Person").objects.get().id_number == "520281199001010015"


@pytest.mark.django_db
def test_without_the_old_key_nothing_is_turned(keys):
    person("P1", id_number="520281199001010015")
    before = raw("registry_person", "id_number")
    keys(OTHER)
    refused("crypto.wrong_key", rotate)
    assert raw("registry_person", "id_number") == before
