"""How anything is shown: words and numbers in Swedish, blocks, tables, charts, HTML and PDF."""
