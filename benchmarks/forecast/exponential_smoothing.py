"""AutoETS of the package statsforecast on the same series, by an interpreter of its own."""

import json
import os
import subprocess

import numpy as np

INTERPRETER = "STATSFORECAST_PYTHON"  # environment variable: path of a Python that has it
_DRIVER = """
import json, sys, time
import numpy as np
from statsforecast.models import AutoETS
asked = json.load(sys.stdin)
series = [np.array(row, float) for row in asked["counts"]]
AutoETS(season_length=12).forecast(y=series[0], h=12, level=[80, 95])  # compiles
started = time.process_time()
out = []
for row in series:
    made = AutoETS(season_length=12).forecast(y=row, h=12, level=[80, 95])
    out.append([np.asarray(made[name]).tolist()
                for name in ("mean", "lo-80", "hi-80", "lo-95", "hi-95")])
print(json.dumps({"seconds": time.process_time() - started, "forecasts": out}))
"""


def interpreter() -> str | None:
    """The interpreter named in the environment, if it is there."""
    path = os.environ.get(INTERPRETER, "")
    return path if os.path.exists(path) else None


def auto_ets(counts: np.ndarray) -> tuple[np.ndarray, float]:
    """
    Twelve months ahead of every series, and the CPU seconds that took once it was compiled.

    Parameters
    ----------
    counts : array, S by T

    Returns
    -------
    array, S by 5 by 12, and float
        Mean, 80% and 95% limits (lower, upper), lower limits held at zero.
    """
    done = subprocess.run(
        [interpreter(), "-c", _DRIVER],
        input=json.dumps({"counts": counts.tolist()}),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout.splitlines()[-1])
    return np.maximum(np.array(answer["forecasts"]), 0.0), answer["seconds"]
