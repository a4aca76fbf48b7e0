"""The agreements as data: clauses, keys, parties, and when they are in force."""
