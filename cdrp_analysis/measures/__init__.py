"""Pure measures: tidy frame in, tidy frame out."""
