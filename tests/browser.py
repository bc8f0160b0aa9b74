"""Chromium for tests: what a page asks for, what axe says of it, what its scripts drew."""

import html
import json
import re
import shutil
import subprocess
from importlib import resources
from pathlib import Path

CHROMIUM = shutil.which("chromium")
WHY_NOT = "Chromium is not installed (make browser)"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=15000",
    "--window-size=1200,2000",
)
AXE = resources.files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
# Axe names every node it looked at by a selector of its own, which takes minutes on a page with
# long tables; of what it finds right, nobody reads which nodes they were.
RUN_AXE = """
window.addEventListener("load", function () {
  document.querySelectorAll("details").forEach(function (d) { d.open = true; });
  axe.run(document, { iframes: false, resultTypes: ["violations"] }).then(function (result) {
    var found = result.violations.map(function (v) {
      return { id: v.id, nodes: v.nodes.map(function (n) { return n.html.slice(0, 200); }) };
    });
    var out = document.createElement("pre");
    out.id = "told";
    out.textContent = JSON.stringify({ found: found, passes: result.passes.length });
    document.body.appendChild(out);
  });
});
"""


def dumped(page: Path, scratch: Path, *flags: str) -> str:
    """The page's document after its scripts have run."""
    done = subprocess.run(
        [CHROMIUM, *FLAGS, f"--user-data-dir={scratch}", *flags, "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]
    return done.stdout


def told(page: Path, scratch: Path, script: str, *flags: str) -> dict:
    """What a script added to a copy of the page wrote into its element ``told``."""
    copy = scratch.with_suffix(".copy.html")
    text = page.read_text(encoding="utf-8")
    copy.write_text(text.replace("</html>", f"<script>{script}</script></html>"), encoding="utf-8")
    found = re.search(r'<pre id="told">(.*?)</pre>', dumped(copy, scratch, *flags), re.DOTALL)
    assert found, "the added script did not finish"
    return json.loads(html.unescape(found[1]))


def requests(page: Path, scratch: Path) -> list[str]:
    """Every address asked for on behalf of the page while Chromium showed it."""
    log = scratch.with_suffix(".netlog.json")
    dumped(page, scratch, f"--log-net-log={log}")
    return asked_for(log)


def asked_for(log: Path) -> list[str]:
    """
    Every address in Chromium's own log of its network that was asked for on behalf of a page.

    What Chromium asks for on its own behalf (the time, its updates) has no page as initiator.
    """
    logged = [event.get("params", {}) for event in json.loads(log.read_text())["events"]]
    urls = {str(params["url"]) for params in logged if "url" in params}
    own = {params["url"] for params in logged if params.get("initiator") == "not an origin"}
    return sorted(url for url in urls - own if not url.startswith(("file:", "data:", "about:")))
