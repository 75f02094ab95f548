"""The pages, a folder a subject: `page.py`, and beside it what this page alone uses."""
