"""The sample of a partnership that holds the force's rows and counts alone."""

import re
import shutil
from pathlib import Path

HELD = {"offences", "borough_counts"}


def lean_sample(sample: Path, folder: Path, *, years: int) -> Path:
    """
    Copy the sample without a single partner's feed; return its assessment file.

    Parameters
    ----------
    sample : path
        The whole sample; left as it is.
    folder : path
        Where to; made.
    years : int
        Of offences that trends look at.
    """
    shutil.copytree(sample, folder, ignore=shutil.ignore_patterns("partners"))
    (folder / "truth.json").unlink()
    file = folder / "assessment.toml"
    blocks = re.split(r"(?m)^(?=\[\[?[a-z])", file.read_text(encoding="utf-8"))
    kept = [
        block
        for block in blocks
        if not block.startswith("[[feeds]]") or re.search(r'key = "(\w+)"', block)[1] in HELD
    ]
    text = re.sub(r"trend_years = \d+", f"trend_years = {years}", "".join(kept))
    text = text.replace('truth = "truth.json"\n', "")
    text = text.replace("[document]\n", '[document]\nlacking = ["consultation", "plan"]\n')
    file.write_text(text, encoding="utf-8")
    return file
