"""Measurements of the workbench that take too long, or need too much, to be tests."""
