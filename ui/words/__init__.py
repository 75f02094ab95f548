"""Texts, numbers, periods and tables as people read them."""
