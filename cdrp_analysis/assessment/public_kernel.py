"""Start a Jupyter kernel that can open the protected tables and nothing of the restricted run."""

import os
import platform
import sys
from pathlib import Path

from cdrp_analysis.assessment.confinement import confine, runtime_folders

TABLES = "CDRP_PUBLIC_DATA"
SCRATCH = "CDRP_PUBLIC_SCRATCH"


def main() -> None:
    """Confine this process, then hand over to the ordinary kernel."""
    from ipykernel.kernelapp import IPKernelApp

    tables, scratch = Path(os.environ[TABLES]), Path(os.environ[SCRATCH])
    platform.processor()  # asks another program once; the answer is kept
    connection = Path(sys.argv[sys.argv.index("-f") + 1]).parent
    if connection.stat().st_mode & 0o077:
        sys.exit("the connection file of a public kernel must lie in a folder private to it")
    confine([*runtime_folders(), tables], [scratch, connection])
    IPKernelApp.launch_instance()


if __name__ == "__main__":
    main()
