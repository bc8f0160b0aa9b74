"""The auditor: reads a release as an attacker would; knows nothing of how it was protected."""
