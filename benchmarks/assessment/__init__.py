"""Benchmarks of a run: what the machinery costs beside the work itself."""
