"""The only place that reads: files to typed objects, or to a list of what is wrong with them."""
