"""Small cities of every kind that the schema allows, all pages opened on each; `python -m tests.cities`."""
