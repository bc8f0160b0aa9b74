"""Start a Jupyter kernel that can open the protected tables and nothing of the restricted run."""

import os
import platform
import sys
from pathlib import Path

from cdrp_analysis.assessment.confinement import BOTH, confine, forget_settings, runtime_folders

TABLES = "CDRP_PUBLIC_DATA"
SCRATCH = "CDRP_PUBLIC_SCRATCH"
ACCEPT = "CDRP_ACCEPT_INTERPRETER_BARRIER"


def main() -> None:
    """
    Confine this process, then hand over to the ordinary kernel.

    The interpreter's barrier alone does not hold for libraries that open files themselves, so
    without the operating system's the kernel starts only for somebody who has accepted that.
    """
    from ipykernel.kernelapp import IPKernelApp

    tables, scratch = Path(os.environ[TABLES]), Path(os.environ[SCRATCH])
    platform.processor()  # asks another program once; the answer is kept
    connection = Path(sys.argv[sys.argv.index("-f") + 1]).parent
    if connection.stat().st_mode & 0o077:
        sys.exit("the connection file of a public kernel must lie in a folder private to it")
    stands = confine([*runtime_folders(), tables], [scratch, connection])
    if stands != BOTH and os.environ.get(ACCEPT) != "yes":
        sys.exit(
            "a public notebook cannot be confined here: this system has no Landlock (Linux 5.13 "
            "or newer), and libraries such as Arrow open files without asking Python. Make the "
            f"public edition on Linux, or set {ACCEPT}=yes if you wrote every notebook yourself."
        )
    forget_settings(keep=(TABLES, SCRATCH))
    IPKernelApp.launch_instance()


if __name__ == "__main__":
    main()
