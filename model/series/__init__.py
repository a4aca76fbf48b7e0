"""The two series that amounts rest on, population and index: their rows, vintages and projections."""
