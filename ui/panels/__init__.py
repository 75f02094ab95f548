"""The blocks that pages are made of: headings, figures, charts, tables, maps, alerts, and what is missing."""
