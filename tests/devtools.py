"""Chromium driven step by step through its DevTools protocol: what a person does in a page."""

import base64
import json
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import websocket

from tests.browser import CHROMIUM, FLAGS

_OWN_CLOCK = "--virtual-time-budget"  # a page that talks to a server needs the real time


class Page:
    """One page of a running Chromium."""

    def __init__(self, address: str):
        self._socket = websocket.create_connection(address, timeout=30, suppress_origin=True)
        self._sent = 0
        self.call("Page.enable")
        self.call("Runtime.enable")

    def call(self, method: str, **parameters) -> dict:
        """One command of the protocol and its result."""
        self._sent += 1
        self._socket.send(json.dumps({"id": self._sent, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._sent:  # what lies between are events
                assert "error" not in answer, f"{method}: {answer.get('error')}"
                return answer["result"]

    def ask(self, expression: str):
        """The value of a JavaScript expression in the page."""
        done = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def wait(self, expression: str, *, what: str, seconds: float = 60):
        """The value of the expression as soon as it is true."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if value := self.ask(expression):
                return value
            time.sleep(0.1)
        raise AssertionError(f"after {seconds:g} s still not so: {what}")

    def middle(self, element: str) -> tuple[float, float]:
        """Middle of the element that a JavaScript expression gives, brought into view."""
        x, y = self.ask(
            f"(() => {{ const e = {element}; e.scrollIntoView({{block: 'center'}});"
            " const b = e.getBoundingClientRect();"
            " return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        return x, y

    def click(self, element: str) -> None:
        """Press the mouse on an element."""
        self.drag(element, 0)

    def drag(self, element: str, right: float, *, steps: int = 5) -> None:
        """Take hold of an element and let it go so many pixels further to the right."""
        x, y = self.middle(element)
        held = {"button": "left", "buttons": 1, "clickCount": 1}
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        self.call("Input.dispatchMouseEvent", type="mousePressed", x=x, y=y, **held)
        for step in range(1, steps + 1 if right else 1):
            at = x + right * step / steps
            self.call("Input.dispatchMouseEvent", type="mouseMoved", x=at, y=y, **held)
        self.call("Input.dispatchMouseEvent", type="mouseReleased", x=x + right, y=y, **held)

    def picture(self, path: Path, element: str = "") -> Path:
        """The window as a PNG, or the part of it that an element takes."""
        parts = {}
        if element:
            parts["clip"] = self.ask(
                f"(() => {{ const b = {element}.getBoundingClientRect();"
                " return {x: b.x, y: b.y, width: b.width, height: b.height, scale: 1}; })()"
            )
        shot = self.call("Page.captureScreenshot", **parts)
        path.write_bytes(base64.b64decode(shot["data"]))
        return path


@contextmanager
def opened(address: str, scratch: Path, *flags: str) -> Iterator[Page]:
    """A Chromium of its own that shows one address, closed at the end."""
    scratch.mkdir(parents=True, exist_ok=True)
    shared = [flag for flag in FLAGS if not flag.startswith(_OWN_CLOCK)]
    process = subprocess.Popen(
        [CHROMIUM, *shared, f"--user-data-dir={scratch}", "--remote-debugging-port=0", *flags,
         address],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        page = Page(_page_of(process, scratch / "DevToolsActivePort"))
        yield page
        page.call("Browser.close")  # so that it finishes its logs
        process.wait(timeout=20)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _page_of(process: subprocess.Popen, told: Path, *, seconds: float = 30) -> str:
    """Address of the page's DevTools, once Chromium has said at which port it listens."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, f"Chromium ended at once ({process.returncode})"
        if told.exists() and (lines := told.read_text().split()):
            with urllib.request.urlopen(f"http://127.0.0.1:{lines[0]}/json") as answer:
                pages = [page for page in json.load(answer) if page["type"] == "page"]
            if pages:
                return pages[0]["webSocketDebuggerUrl"]
        time.sleep(0.1)
    raise AssertionError(f"Chromium opened no page within {seconds:g} s")
