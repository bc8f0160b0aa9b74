"""Measurements of places and times on drawn points; see the README beside this."""
