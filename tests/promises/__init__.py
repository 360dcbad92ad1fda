"""What outsiders build on (承诺): the API, the command line, `--json`, workbooks and web addresses.

Each promise stands in a text file beside this one, a line a thing, as the program itself tells it. A change
of one shows as a line in the diff; names of the API and of `--json` do not change, the others with a line
in CHANGELOG.md.
"""
