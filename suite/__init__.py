"""What shows, publishes, fetches and talks: everything around the small model (`model`)."""
