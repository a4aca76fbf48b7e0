"""The Excel twin: the same amounts in live formulas, and the way back to a scenario."""
