"""What it costs to start the kernel of a notebook: by itself, and forked from a server."""

import os
import resource
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from cdrp_analysis import settings
from cdrp_analysis.assessment import kernels, warm
from cdrp_analysis.assessment.evidence import PREPARED
from cdrp_analysis.assessment.execute import execute, prepare_worker
from cdrp_analysis.assessment.layout import KEPT_PERIOD, Layout, kept_settings, notebooks
from cdrp_analysis.assessment.plan import PARAMETERS_TAG, PUBLIC_TAG, Parameters

_ROUNDS = 5
_TICKS = os.sysconf("SC_CLK_TCK")
_CLOCK = "import time as _time\nprint(_time.process_time())"


@dataclass(frozen=True)
class Case:
    """One notebook with what it reads."""

    name: str
    notebook: Path
    parameters: Parameters
    environment: dict[str, str]

    @property
    def kind(self) -> str:
        """The kernel that its edition uses."""
        confined = self.parameters.edition != "restricted"
        return kernels.PUBLIC if confined else kernels.RESTRICTED


def main(run: Path) -> None:
    """Print the table for a finished run of the sample."""
    prepare_worker()
    with tempfile.TemporaryDirectory() as folder, warm.Servers() as servers:
        cases = list(_cases(run.resolve(), Path(folder)))
        began = _cpu(servers)
        for case in cases:
            _execute(case, Path(folder), servers.admit(case.kind))  # imports and caches
        print(f"both servers, papermill and a first round: {_cpu(servers) - began:.1f} CPU-s\n")
        print(f"{'':<26}{'own work':>9}{'cold':>7}{'forked':>8}{'start cold':>12}{'forked':>8}"
              f"{'ratio':>7}")  # fmt: skip
        for case in cases:
            _report(case, Path(folder), servers)


def _report(case: Case, folder: Path, servers: warm.Servers) -> None:
    """Median CPU-seconds of the whole process tree, the two kinds of kernel in turn."""
    cold, forked, own = [], [], []
    for _ in range(_ROUNDS):
        cold.append(_measured(case, folder, servers, dict)[0])
        spent, work = _measured(case, folder, servers, lambda: servers.admit(case.kind))
        forked.append(spent)
        own.append(work)
    work, slow, fast = (statistics.median(values) for values in (own, cold, forked))
    print(f"{case.name:<26}{work:>9.2f}{slow:>7.2f}{fast:>8.2f}{slow - work:>12.2f}"
          f"{fast - work:>8.2f}{(slow - work) / (fast - work):>7.0f}")  # fmt: skip


def _measured(
    case: Case, folder: Path, servers: warm.Servers, rights: Callable[[], dict[str, str]]
) -> tuple[float, float]:
    """CPU-seconds of everything that ran for one notebook, and those between its first cell and
    its last by the kernel's own clock."""
    before = _cpu(servers)
    node = _execute(case, folder, rights())
    spent = _cpu(servers) - before
    clocks = [
        float(output.text)
        for cell in node.cells
        if cell.cell_type == "code" and cell.source == _CLOCK
        for output in cell.outputs
    ]
    return spent, clocks[-1] - clocks[0]


def _execute(case: Case, folder: Path, rights: dict[str, str]) -> nbformat.NotebookNode:
    return execute(
        case.notebook,
        case.parameters,
        scratch=folder / "scratch",
        environment=case.environment | rights,
    )


def _cpu(servers: warm.Servers) -> float:
    """CPU-seconds of this process and its children, servers and kernels that ended included."""
    mine = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    total = sum(usage.ru_utime + usage.ru_stime for usage in mine)
    for pid in servers.pids():
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += sum(int(field) for field in fields[11:15]) / _TICKS
    return total


def _cases(run: Path, folder: Path) -> list[Case]:
    """An empty notebook and the ward pack of the first ward, in both kinds of kernel."""
    file = kept_settings(run)
    period = (run / "restricted" / KEPT_PERIOD).read_text(encoding="utf-8")
    places = Layout(run.parents[1], settings.load(file, period=period or None))
    ward = min(path.stem for path in run.glob("restricted/ward-pack-*.html"))
    ward = ward.removeprefix("ward-pack-").upper()
    tables = folder / "tables"
    shutil.copytree(run / "restricted/tables", tables)
    restricted = {"assessment": str(file), "period": period, "tables": str(tables)}
    public = {"tables": str(run / "draft-public/data")}
    prepared = {PREPARED: str(places.prepared)}
    pack = nbformat.read(notebooks() / "ward-pack.ipynb", as_version=4)
    empty = nbformat.from_dict(pack)
    empty.cells = [c for c in pack.cells if PARAMETERS_TAG in c.metadata.get("tags", [])]
    files = {name: _clocked(node, folder / f"{name}.ipynb")
             for name, node in (("empty", empty), ("ward pack", pack))}  # fmt: skip
    return [
        case
        for name, path in files.items()
        for case in (
            Case(f"{name}, restricted", path,
                 Parameters(edition="restricted", ward=ward, **restricted), prepared),
            Case(f"{name}, public", path,
                 Parameters(edition="public", ward=ward, **public), {}),
        )
    ]  # fmt: skip


def _clocked(node: nbformat.NotebookNode, path: Path) -> Path:
    """The notebook with the kernel's clock read by its first cell and its last."""
    clock = (nbformat.v4.new_code_cell(_CLOCK, metadata={"tags": [PUBLIC_TAG]}) for _ in range(2))
    node.cells = [next(clock), *node.cells, next(clock)]
    nbformat.write(node, path)
    return path


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "outputs/alderhythe/2010-11"))
