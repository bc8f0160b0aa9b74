"""Make the README's pictures from a finished run of the sample: two figures and a public page."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
RUN = Path("outputs/alderhythe/2010-11")
FIGURES = {  # picture -> page, and the heading that the figure is the first below
    "hotspots": ("restricted/places.html", "where-are-the-hotspots"),
    "priorities": ("restricted/priorities.html", "which-themes-come-first"),
}
PUBLIC_PAGE = "public/ward-pack-e05990009.html"
PUBLIC_HEIGHT = 921  # ends between two bars
WIDTH = 900
MARGIN = 16
COLOURS = 128  # enough for flat shades and smooth letters, at a third of the bytes
LARGEST = 200_000  # bytes
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--hide-scrollbars",
    "--virtual-time-budget=5000",
)


def figure_of(page: str, heading: str) -> tuple[str, int, str]:
    """
    The first figure below a heading, as the page embeds it.

    Returns
    -------
    tuple
        The picture's data address, its height in pixels when it is ``WIDTH`` less the margins
        wide, and its text alternative.

    Raises
    ------
    LookupError
        If the page has no such heading, or no picture below it.
    """
    _, found, below = page.partition(f'<h2 id="{heading}"')
    tag = re.search(r'<img [^>]*class="chart"[^>]*>', below) if found else None
    if tag is None:
        raise LookupError(f"no figure below the heading {heading!r}")
    told = dict(re.findall(r'(\w+)="([^"]*)"', tag[0]))
    height = (WIDTH - 2 * MARGIN) * int(told["height"]) / int(told["width"])
    return told["src"], round(height), told["alt"]


def require_sample(run: Path) -> None:
    """Stop unless the run is of invented data: a picture of restricted figures is published."""
    manifest = run / "manifest.json"
    if not manifest.is_file():
        sys.exit(f"{run} holds no finished run: make assessment, or name the folder of one")
    if not json.loads(manifest.read_text(encoding="utf-8"))["settings"].get("truth"):
        sys.exit(f"{run} is not a run of the sample: its restricted figures are not for a README")


def photograph(page: Path, height: int, picture: Path, scratch: Path) -> None:
    """Save the top of a page as a PNG with few colours."""
    raw = scratch / picture.name
    subprocess.run(
        [shutil.which("chromium") or sys.exit("Chromium is not installed (make browser)"), *FLAGS,
         f"--user-data-dir={scratch / 'profile'}", f"--window-size={WIDTH},{height}",
         f"--screenshot={raw}", page.resolve().as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with Image.open(raw) as drawn:
        few = drawn.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
    few.save(picture, optimize=True)
    if picture.stat().st_size > LARGEST:
        sys.exit(f"{picture.name} has {picture.stat().st_size} bytes, more than {LARGEST}")


def main(run: Path) -> None:
    """Make all three, and print each text alternative for whoever looks after the README."""
    require_sample(run)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        for name, (page, heading) in FIGURES.items():
            source, height, alt = figure_of((run / page).read_text(encoding="utf-8"), heading)
            alone = scratch / f"{name}.html"
            alone.write_text(
                f'<body style="margin:{MARGIN}px;background:#fff">'
                f'<img style="display:block;width:100%" src="{source}">',
                encoding="utf-8",
            )
            photograph(alone, height + 2 * MARGIN, HERE / f"{name}.png", scratch)
            print(f"{name}: {alt}")
        photograph(run / PUBLIC_PAGE, PUBLIC_HEIGHT, HERE / "public-page.png", scratch)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else RUN)
