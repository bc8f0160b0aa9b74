"""Measurements of disclosure control on drawn systems of tables; see the README beside this."""
