"""Benchmarks of reading raw files into the restricted store."""
