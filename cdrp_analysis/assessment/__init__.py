"""Plan, run, render, release: the only floor that drives the others."""
