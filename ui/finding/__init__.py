"""One box that finds anything: places, cases, indicators, pages and help, from every page."""
