"""How far the amounts may stray: paths, summaries, and what moves them most."""
