"""What pages share: filter bar, maps, charts, downloads, theme, words. Contains no queries."""
