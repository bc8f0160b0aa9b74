"""Measurements of the measures for places, side by side with the programs that others use."""
