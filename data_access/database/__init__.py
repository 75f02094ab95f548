"""The case database: which one, opening, reading, what is loaded, what is wrong, and replacing its contents.

An embedded database is a folder, by default `data/`: the small file `CURRENT` names the DuckDB file
that readers open. A load writes a new file beside it and then replaces `CURRENT`, so readers on the
old file are never disturbed and a broken load changes nothing. On PostgreSQL the same is one
transaction. What differs between the two databases lives in this package and nowhere else.
"""
