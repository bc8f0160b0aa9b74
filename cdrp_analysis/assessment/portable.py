"""A page as a tagged PDF, printed by Chromium where there is one."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE = 120  # seconds
_OPTIONS = (
    "--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--export-tagged-pdf",
)  # fmt: skip
_LINK = re.compile(r"<a\b[^>]*>|</a>", re.I)
_DATED = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}([^)]*)\)")
_NODE = re.compile(rb"node\d{8}")
_BROWSER = re.compile(rb"/Creator \((?:\\.|[^\\)])*\)")


def print_pdf(page: Path, target: Path) -> str:
    """
    Print a page that stands by itself into a PDF; the same page gives the same bytes.

    Links are left out, as a paper has none and the other pages are not in it. The date of
    printing is set to a fixed one, the browser's name is taken out, and elements are counted anew.

    Parameters
    ----------
    page, target : path
        The HTML and the PDF.

    Returns
    -------
    str
        Why there is no PDF, as a sentence; blank if it was made.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        return "No PDF was made: there is no Chromium on the machine that made this edition."
    with tempfile.TemporaryDirectory() as scratch:
        copy, printed = Path(scratch) / "page.html", Path(scratch) / "page.pdf"
        copy.write_text(_LINK.sub("", page.read_text(encoding="utf-8")), encoding="utf-8")
        command = [
            browser, *_OPTIONS, f"--user-data-dir={scratch}/profile",
            *(["--no-sandbox"] if os.geteuid() == 0 else []),  # it refuses a sandbox to root
            f"--print-to-pdf={printed}", copy.as_uri(),
        ]  # fmt: skip
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE)
            content = printed.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            return f"No PDF was made: the browser failed ({type(error).__name__})."
    target.write_bytes(_settled(content))
    return ""


def _settled(content: bytes) -> bytes:
    """
    The same PDF without what differs from print to print; no byte moves, as offsets count.

    That is the date, the browser's name, and the numbers by which the elements of the page are
    named, which depend on how fast it loaded: they are counted from 1 in the same order.
    """
    content = _DATED.sub(rb"/\1 (D:19800101000000\2)", content)
    content = _BROWSER.sub(
        lambda found: b"/Creator (" + b" " * (len(found[0]) - 11) + b")", content
    )
    named = {
        name: b"node%08d" % at for at, name in enumerate(sorted(set(_NODE.findall(content))), 1)
    }
    return _NODE.sub(lambda found: named[found[0]], content)
