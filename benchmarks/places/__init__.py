"""Measurements of measures of places, on data drawn from a seed; see the README beside this."""
