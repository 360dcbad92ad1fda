"""The books (总账): balanced, numbered without gaps, sealed, reversed but never edited."""
