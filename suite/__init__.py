"""What shows, publishes, fetches and talks: everything around the small model (`model`)."""

import sys

# jsonschema, which nbformat checks notebooks with, would build a grammar of web addresses when imported: a second
# of every command, for nothing that a report holds. It does without when the grammar's library is not there.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
