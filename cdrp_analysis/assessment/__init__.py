"""Plan, run, render, release: the only floor that drives the others."""

import sys

# jsonschema, which reads every notebook, compiles grammars of international addresses when it is
# imported, for over a second. No notebook has such an address to check; without the grammars
# jsonschema leaves it unchecked, as it does where they are not installed.
sys.modules.setdefault("rfc3987_syntax", None)
