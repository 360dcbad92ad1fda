"""Values nobody means and somebody types (刁难的值)."""

VALUES = {
    "slash": "/",
    "dots": "..",
    "dot": ".",
    "zero": "0",
    "minus zero": "-0",
    "empty": "",
    "blanks": " \u3000 ",
    "zero width": "甲\u200b乙",
    "control": "甲\x07乙",
    "nul": "甲\x00乙",
    "emoji": "甲😀",
    "rare": "𬱖",
    "1e5": "1e5",
    "2^63": str(2**63),
    "long": "长" * 10_000,
    "html": "<script>alert(1)</script>",
    "full width": "\uff11\uff12",
    "surrogate": "甲\ud800乙",
}
