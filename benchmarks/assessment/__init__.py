"""Benchmarks of what is said of events: is a planted effect found, and nothing where nothing is."""
