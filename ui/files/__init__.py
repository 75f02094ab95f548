"""What people take away: tables as bytes, formulas of workbooks, and the menu of downloads."""
