"""The Panguan year (盘关一年): a seeded simulator that writes ordinary import workbooks.

It knows inputs (`constants`), never results: what anyone is owed, and whether a published figure is met,
comes out of the software alone. No room imports it; the command line's `demo` does.
"""
