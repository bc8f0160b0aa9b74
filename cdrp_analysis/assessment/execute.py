"""Run one notebook through papermill, whole or with the cells of one edition."""

import atexit
import importlib
import os
import re
import shutil
import tempfile
import time
from dataclasses import asdict
from functools import partial
from pathlib import Path

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from cdrp_analysis.assessment import fork_client, kernels, public_kernel
from cdrp_analysis.assessment.plan import (
    PARAMETERS_TAG,
    PUBLIC_TAG,
    Parameters,
    checked_parameters,
)
from cdrp_analysis.errors import NotebookError
from cdrp_analysis.side_by_side import end_with_parent

# Parameters that are paths. Blank, they mean the same to a person who runs the notebook again:
# the assessment that JupyterLab was opened on, and the tables of its finished run.
_OF_THIS_MACHINE = re.compile(r"^(assessment|tables) = .*$", re.MULTILINE)


def prepare_worker() -> None:
    """Once per worker process: kernels and their sockets in a short-named folder of its own."""
    # Socket paths may have about a hundred characters, so they cannot lie below the outputs.
    folder = Path(tempfile.mkdtemp(prefix="cdrp-"))
    leave = partial(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(leave)
    end_with_parent(leave)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    # Connection files are made in the temporary folder, and a public kernel may open the folder
    # of its own: were that /tmp, it could read everything there.
    tempfile.tempdir = str(runtime)
    (folder / "matplotlib").mkdir()
    os.environ |= kernels.SETTINGS | {
        "JUPYTER_PATH": str(kernels.install(folder, warm=True)),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTER_PLATFORM_DIRS": "1",
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
    }


def execute(
    notebook: Path, parameters: Parameters, *, scratch: Path, environment: dict[str, str]
) -> nbformat.NotebookNode:
    """
    The executed notebook, without times, paths and other traces of the run.

    Parameters
    ----------
    notebook : path
        A notebook with one parameters cell.
    parameters : Parameters
        ``edition`` decides the kernel: all but the restricted see ``parameters.tables`` alone.
    scratch : path
        A folder of this task alone; removed afterwards.
    environment : dict
        Added to the kernel's environment. With the right to a warm kernel
        (:meth:`cdrp_analysis.assessment.warm.Servers.admit`) it is forked, else it starts by
        itself; the outputs are the same.

    Raises
    ------
    NotebookError
        With the cell, the error and what to do.
    """
    values = checked_parameters(notebook, asdict(parameters))
    confined = parameters.edition != "restricted"
    kind = kernels.PUBLIC if confined else kernels.RESTRICTED
    warm = fork_client.TICKET in environment
    scratch.mkdir(parents=True, exist_ok=True)
    given = nbformat.read(notebook, as_version=4)
    whole = given.cells
    if confined:
        given.cells = [cell for cell in whole if belongs(cell, parameters.edition)]
    source = scratch / "in.ipynb"
    nbformat.write(given, source)
    own = {**environment, "TMPDIR": str(scratch)}
    if confined:
        own |= {
            "MPLCONFIGDIR": str(scratch / "matplotlib"),
            public_kernel.TABLES: parameters.tables,
            public_kernel.SCRATCH: str(scratch),
            "IPYTHONDIR": str(scratch / "ipython"),
        }
        if not warm:
            _copy_fonts(scratch / "matplotlib")
    before = dict(os.environ)
    os.environ.update(own)
    try:
        node = papermill.execute_notebook(
            source,
            None,  # a file would be written anew before and after every cell
            parameters=values,
            kernel_name=kernels.WARM[kind] if warm else kind,
            progress_bar=False,
            cwd=scratch,
            # Messages between notebook and kernel hold restricted rows: no open port for them.
            config=Config({"KernelManager": {"transport": "ipc"}}),
        )
    except PapermillExecutionError as error:
        # Counted as a person sees it who opens the notebook: all cells, and not papermill's own
        # cell of parameters, which stands before every cell that can fail.
        place = whole.index(given.cells[error.cell_index - 1]) + 1
        raise NotebookError(
            f"cell {place} stopped with {_summary(error)}.",
            where=" ".join(
                (notebook.name, parameters.edition, parameters.ward, parameters.place)
            ).strip(),
            do="open the notebook with cdrp lab and run it to that cell",
        ) from None
    except RuntimeError as error:
        raise NotebookError(
            f"its kernel could not be used: {error}.",
            where=" ".join(
                (notebook.name, parameters.edition, parameters.ward, parameters.place)
            ).strip(),
            do="check that there is memory and disk to spare, then run it again",
        ) from None
    finally:
        os.environ.clear()
        os.environ.update(before)
    shutil.rmtree(scratch, ignore_errors=True)
    return _without_traces(node)


def execute_timed(
    notebook: Path, parameters: Parameters, *, scratch: Path, environment: dict[str, str]
) -> tuple[nbformat.NotebookNode, float]:
    """
    As :func:`execute`, and the seconds it took.

    Workers are handed this function, and import what this module does: it is kept free of the
    stack, which only kernels need.
    """
    began = time.monotonic()
    node = execute(notebook, parameters, scratch=scratch, environment=environment)
    return node, time.monotonic() - began


def _copy_fonts(folder: Path) -> None:
    """The list of fonts, where a confined kernel may read and lock it; finding them takes long."""
    importlib.import_module("matplotlib.font_manager")
    shutil.copytree(os.environ["MPLCONFIGDIR"], folder)


def belongs(cell: nbformat.NotebookNode, edition: str) -> bool:
    """A cell is restricted unless it says otherwise; what is public the committee sees as well."""
    tags = cell.metadata.get("tags", [])
    return PUBLIC_TAG in tags or PARAMETERS_TAG in tags or edition in tags


def _summary(error: PapermillExecutionError) -> str:
    if error.ename.endswith("Error") and error.evalue.startswith(error.ename):
        return error.evalue.removesuffix(".")
    return f"{error.ename}: {error.evalue}".removesuffix(".")


def _without_traces(node: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Drop what differs between two runs of the same input, and every path of this machine."""
    node.metadata = nbformat.from_dict(
        {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        }
    )
    for place, cell in enumerate(node.cells):
        cell["id"] = f"cell-{place:03d}"
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags:
            cell.source = _OF_THIS_MACHINE.sub(r'\1 = ""', cell.source)
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
    return node
