"""Amounts in kronor: indexed, split, settled, invoiced, explained, compared and checked."""
