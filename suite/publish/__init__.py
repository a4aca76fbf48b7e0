"""Reports made from notebooks, the year's package of them, and what two runs differ by."""
