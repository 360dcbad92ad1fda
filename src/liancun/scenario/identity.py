"""Numbers that look right and belong to nobody (证件号、手机号、账号).

Identity numbers pass the checksum and the tables of area codes, but carry the sequence codes 996 to 999.
Those four were set aside for people already a hundred years old when numbers were first given (born before
1900); the demo has no one born before 1926, so by this convention none of its numbers was ever issued. Area
codes follow the county's names: 520202 to 1998, 520222 to 2016, 520281 from 2017. Mobile numbers start 1540,
a range taken as opened to no carrier; account numbers start 629999, taken as a bank code that no bank has.
"""

from datetime import date

MALE_SEQUENCES = ("999", "997")
FEMALE_SEQUENCES = ("998", "996")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def area_code(born: date) -> str:
    """The county's code in the year of birth."""
    if born.year < 1999:
        return "520202"
    return "520222" if born.year < 2017 else "520281"


def id_number(born: date, sequence: str) -> str:
    """Eighteen characters with a true check character (GB 11643)."""
    body = f"{area_code(born)}{born:%Y%m%d}{sequence}"
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
    return body + "10X98765432"[total % 11]


def mobile_number(serial: int) -> str:
    """Eleven digits, 1540 and a serial number."""
    assert 0 <= serial < 10_000_000
    return f"1540{serial:07d}"


def account_number(serial: int) -> str:
    """Nineteen digits that pass the Luhn check."""
    body = f"629999{serial:012d}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * 2 if place % 2 == 0 else int(digit)
        total += doubled - 9 if doubled > 9 else doubled
    return body + str(-total % 10)
