"""How personal data is shown to those who need not see it whole (脱敏)."""


def mask_name(name: str) -> str:
    """张三 -> 张*, 李小明 -> 李*明: the family name, and the last character of longer names."""
    if len(name) < 2:
        return name + "*"
    return name[0] + "*" if len(name) == 2 else name[0] + "*" * (len(name) - 2) + name[-1]


def mask_id(number: str) -> str:
    """The first six and the last four of an ID number."""
    return f"{number[:6]}********{number[-4:]}" if number else ""


def mask_phone(number: str) -> str:
    """The first three and the last four of a phone number."""
    return f"{number[:3]}****{number[-4:]}" if number else ""


def mask_account(number: str) -> str:
    """The last four of a bank account."""
    return f"尾号{number[-4:]}" if number else ""
