"""New figures from outside: the statistics office, decided values, the books."""
