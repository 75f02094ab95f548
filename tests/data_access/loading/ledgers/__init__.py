"""Ten ledgers as offices keep them, made in code from rows whose right values are known."""
