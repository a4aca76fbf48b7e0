"""Files and folders written whole or not at all, what lay there before, and what they were made from."""
