"""What the checks say of a run: odd, assumed, soon due or not complete."""
