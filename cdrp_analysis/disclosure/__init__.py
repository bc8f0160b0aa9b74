"""Disclosure control: rules, joint protection of all tables of a release, maps."""
