"""The page on which a visitor asks what if."""
