"""Readers of every publisher's layout: raw files in, contract frames out."""
