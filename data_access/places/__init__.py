"""Places (地名、边界、位置): areas with names and outlines, search by name, distances, shapes, cells, borders."""
