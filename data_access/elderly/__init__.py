"""Elders (养老): surveys of elders and their needs; activity spaces and who can get in."""
