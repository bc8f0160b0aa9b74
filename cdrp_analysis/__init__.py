"""Strategic assessments for English community safety partnerships."""

__version__ = "0.1.0"
