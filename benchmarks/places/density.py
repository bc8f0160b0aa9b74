"""One million points, 300 m around each, at 50 m over London: ours, spatstat's and KDEpy's."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from benchmarks.places import ground
from cdrp_analysis.measures.edge_mass import mass_inside
from cdrp_analysis.measures.kernel import density_raster

BANDWIDTH_M, CELL_M = 300.0, 50.0
KDEPY = "KDEPY_PYTHON"  # environment variable: path of a Python that has KDEpy
_SAMPLED = 500
_ROUNDS = 3

# Both peers read points, do the work three times and report the least CPU-seconds; the surface
# comes back as they made it, cell centres row by row from the south.
_SPATSTAT = """
suppressMessages(library(spatstat))
spatstat.options(checkpolygons = FALSE)
asked <- commandArgs(TRUE); setwd(asked[1]); correct <- asked[2] == "TRUE"
size <- as.integer(scan("size", quiet = TRUE))
pairs <- function(name, n) matrix(readBin(name, "double", 2 * n), ncol = 2, byrow = TRUE)
where <- pairs("points", size[1]); outline <- pairs("outline", size[2])
x <- readBin("x", "double", size[3]); y <- readBin("y", "double", size[4])
# Which pixels lie inside is worked out beforehand: it takes it longer than the density.
window <- as.mask(owin(poly = list(x = outline[, 1], y = outline[, 2])), xy = list(x = x, y = y))
pattern <- ppp(where[, 1], where[, 2], window = window, check = FALSE)
least <- Inf
for (round in 1:ROUNDS) {
  before <- proc.time()
  surface <- density(pattern, sigma = BANDWIDTH / sqrt(8), kernel = "quartic", edge = correct)
  least <- min(least, sum((proc.time() - before)[c("user.self", "sys.self")]))
}
writeBin(as.vector(t(as.matrix(surface))), "surface")
cat(least, as.character(packageVersion("spatstat.explore")), "\\n")
"""
_KDEPY = """
import sys, time, numpy as np, KDEpy
folder = sys.argv[1]
where = np.fromfile(folder + "/points").reshape(-1, 2)
x, y = np.fromfile(folder + "/x"), np.fromfile(folder + "/y")
lattice = np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1).reshape(-1, 2)
least = np.inf
for _ in range(ROUNDS):
    start = time.process_time()
    # Its bandwidth is a standard deviation: that of its kernel of radius 1 is 1/sqrt(7).
    made = KDEpy.FFTKDE(kernel="biweight", bw=BANDWIDTH / np.sqrt(7)).fit(where).evaluate(lattice)
    least = min(least, time.process_time() - start)
(made.reshape(len(x), len(y)).T * len(where)).tofile(folder + "/surface")
print(least, KDEpy.__version__)
"""


def main(number: int) -> None:
    name, city = ground.outline()
    city = max(shapely.get_parts(city), key=shapely.area)
    city = shapely.Polygon(city.exterior)
    where = ground.points(city, number)
    frame = pd.DataFrame(where, columns=["easting", "northing"])
    options = {"cell_m": CELL_M, "bandwidth_m": BANDWIDTH_M}
    density_raster(frame[:9000], city, **options)  # compiled, or read from the cache
    made, seconds = {}, {}
    for correction in ("none", "place"):
        seconds[correction] = np.inf
        for _ in range(_ROUNDS):
            start = time.process_time()
            made[correction] = density_raster(frame, city, **options, correction=correction)
            seconds[correction] = min(seconds[correction], time.process_time() - start)
    at = made["none"][["easting", "northing"]].to_numpy()
    picked = np.random.default_rng(ground.SEED).choice(len(at), _SAMPLED, replace=False)
    direct = direct_sums(where, at[picked])
    share = mass_inside(at[picked], city, bandwidth_m=BANDWIDTH_M)
    truth = {"none": direct, "place": direct / share}
    print(f"{number:,} points, {len(at):,} cells of {CELL_M:g} m inside {name}, quartic kernel of "
          f"{BANDWIDTH_M:g} m")  # fmt: skip
    print(f"{'':<34} edges  CPU-s  times ours  error at {_SAMPLED:,} cells: median   largest")
    for correction in ("none", "place"):
        own = made[correction]["density"].to_numpy()[picked]
        _line("exact, this package", correction, seconds[correction], 1, own, truth[correction])
        for peer in (spatstat, kdepy):
            found = peer(where, city, at, correction == "place")
            if isinstance(found, str):
                print(f"{peer.__name__}: {found}")
                continue
            label, took, surface = found
            _line(label, correction, took, took / seconds[correction], surface[picked],
                  truth[correction])  # fmt: skip
    print("edges: none, or divided by the kernel's share inside · error: against the sum over all\n"
          "points, relative to it (median) and to the highest density (largest) · CPU-s: least of\n"
          f"{_ROUNDS}, from coordinates to surface")  # fmt: skip


def direct_sums(where: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Offences per km² at places, by the formula over every point: nothing of the package."""
    sums = np.empty(len(at))
    for i, place in enumerate(at):
        squared = ((where - place) ** 2).sum(axis=1) / BANDWIDTH_M**2
        sums[i] = ((1 - squared[squared < 1]) ** 2).sum()
    return sums * 3e6 / (np.pi * BANDWIDTH_M**2)


def spatstat(where: np.ndarray, city: shapely.Polygon, at: np.ndarray, corrected: bool):
    """Label, CPU-seconds and densities at places, or why there are none."""
    if not shutil.which("Rscript"):
        return "left out: no Rscript (Debian: r-base-core, r-cran-spatstat)"
    script = _SPATSTAT.replace("ROUNDS", str(_ROUNDS)).replace("BANDWIDTH", str(BANDWIDTH_M))
    return _peer("spatstat", where, city, at, ["Rscript", "-e", script], str(corrected).upper())


def kdepy(where: np.ndarray, city: shapely.Polygon, at: np.ndarray, corrected: bool):
    """As :func:`spatstat`; KDEpy corrects nothing at edges."""
    python = os.environ.get(KDEPY, "")
    if corrected:
        return "does not correct at edges"
    if not os.path.exists(python):
        return f"left out: {KDEPY} names no Python that has it"
    script = _KDEPY.replace("ROUNDS", str(_ROUNDS)).replace("BANDWIDTH", str(BANDWIDTH_M))
    return _peer("KDEpy", where, city, at, [python, "-c", script])


def _peer(
    name: str,
    where: np.ndarray,
    city: shapely.Polygon,
    at: np.ndarray,
    command: list[str],
    *arguments: str,
):
    # The lattice reaches one bandwidth beyond the city: KDEpy wants every point well within.
    low = np.floor(np.array(city.bounds[:2]) / CELL_M) * CELL_M - BANDWIDTH_M
    high = np.ceil(np.array(city.bounds[2:]) / CELL_M) * CELL_M + BANDWIDTH_M
    x, y = (np.arange(low[axis] + CELL_M / 2, high[axis], CELL_M) for axis in (0, 1))
    outline = shapely.get_coordinates(shapely.orient_polygons(city))[:-1]
    with tempfile.TemporaryDirectory() as folder:
        for part, values in {"points": where, "outline": outline, "x": x, "y": y}.items():
            np.ascontiguousarray(values, dtype=float).tofile(Path(folder) / part)
        sizes = (len(where), len(outline), len(x), len(y))
        (Path(folder) / "size").write_text(" ".join(map(str, sizes)))
        run = subprocess.run(
            [*command, folder, *arguments], capture_output=True, text=True, check=False
        )
        if run.returncode:
            return f"stopped ({run.stderr.strip().splitlines()[-1:]})"
        took, version = run.stdout.split()
        surface = np.fromfile(Path(folder) / "surface").reshape(len(y), len(x))
    column, row = ((at - low) // CELL_M).astype(int).T
    return f"{name} {version}", float(took), surface[row, column] * 1e6


def _line(
    label: str, correction: str, took: float, ratio: float, found: np.ndarray, truth: np.ndarray
) -> None:
    known = np.isfinite(found) & (truth > 0)
    apart = np.abs(found - truth)[known]
    print(f"{label:<34} {correction:<5} {took:6.2f} {ratio:11.1f} {'':<21}"
          f"{np.median(apart / truth[known]):9.1e} {apart.max() / truth.max():9.1e}")  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
