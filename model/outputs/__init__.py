"""The only place that writes: views of the allocation frame as text, tables, figures, reports and files."""
