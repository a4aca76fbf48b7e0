"""What each report says, block by block."""
