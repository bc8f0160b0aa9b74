"""Run one notebook through papermill, whole or with its public cells only."""

import os
import shutil
from dataclasses import asdict
from pathlib import Path

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError

from cdrp_analysis.assessment import kernels
from cdrp_analysis.assessment.plan import (
    PARAMETERS_TAG,
    PUBLIC_TAG,
    Parameters,
    checked_parameters,
)
from cdrp_analysis.errors import NotebookError


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
        ``edition`` decides the kernel: a public one is confined to ``parameters.tables``.
    scratch : path
        A folder of this task alone; removed afterwards.
    environment : dict
        Added to the kernel's environment.

    Raises
    ------
    NotebookError
        With the cell, the error and what to do.
    """
    values = checked_parameters(notebook, asdict(parameters))
    public = parameters.edition == "public"
    scratch.mkdir(parents=True, exist_ok=True)
    given = nbformat.read(notebook, as_version=4)
    if public:
        given.cells = [cell for cell in given.cells if _is_public(cell)]
    source, target = scratch / "in.ipynb", scratch / "out.ipynb"
    nbformat.write(given, source)
    kernels.install(scratch / "jupyter")
    own = {
        **environment,
        "JUPYTER_PATH": str(scratch / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
        "JUPYTER_PLATFORM_DIRS": "1",
        "IPYTHONDIR": str(scratch / "ipython"),
        "TMPDIR": str(scratch),
        # The font list is the same for every kernel; built once, read by all.
        "MPLCONFIGDIR": str(_shared_cache(scratch, public)),
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    if public:
        own |= {"CDRP_PUBLIC_DATA": parameters.tables, "CDRP_PUBLIC_SCRATCH": str(scratch)}
    (scratch / "runtime").mkdir(exist_ok=True)
    before = dict(os.environ)
    os.environ.update(own)
    try:
        papermill.execute_notebook(
            source,
            target,
            parameters=values,
            kernel_name=kernels.PUBLIC if public else kernels.RESTRICTED,
            progress_bar=False,
            cwd=scratch,
        )
    except PapermillExecutionError as error:
        raise NotebookError(
            f"cell {error.cell_index + 1} stopped with {_summary(error)}.",
            where=f"{notebook.name} ({parameters.edition}{', ' + parameters.ward if parameters.ward else ''})",
            do="open the notebook with cdrp lab and run it to that cell",
        ) from None
    finally:
        os.environ.clear()
        os.environ.update(before)
    node = _without_traces(nbformat.read(target, as_version=4))
    shutil.rmtree(scratch, ignore_errors=True)
    return node


def _is_public(cell: nbformat.NotebookNode) -> bool:
    """A cell is restricted unless it says otherwise."""
    tags = cell.metadata.get("tags", [])
    return PUBLIC_TAG in tags or PARAMETERS_TAG in tags


def _shared_cache(scratch: Path, public: bool) -> Path:
    """Restricted kernels share one cache; a public kernel, which is confined, has its own."""
    cache = (scratch if public else scratch.parent) / "matplotlib"
    cache.mkdir(parents=True, exist_ok=True)
    return cache


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
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
    return node
