"""Data quality (数据质量): what is loaded, and what in the cases is missing, impossible, repeated or unplaced."""
