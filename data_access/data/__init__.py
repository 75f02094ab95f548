"""Data quality (数据质量): what was loaded, and what is missing, impossible, repeated or unplaced in the cases."""
