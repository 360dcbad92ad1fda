"""How fast, beside what (快慢): `python -m benchmarks`; see README.md."""
