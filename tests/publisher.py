"""A publisher's server on this machine, with its layouts, its errors and its truncations."""

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.rawfiles import STREET_HEADER, street_row, text

SQUARE = [[[0.0, 51.0], [0.1, 51.0], [0.1, 51.1], [0.0, 51.1], [0.0, 51.0]]]


def archive() -> bytes:
    """A zip in the layout of data.police.uk, large enough to break off in the middle."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as members:
        for force in ("testshire", "btp"):
            rows = text(STREET_HEADER, *[street_row()] * 2000)
            members.writestr(
                zipfile.ZipInfo(f"2018-01/2018-01-{force}-street.csv", (2018, 3, 1, 0, 0, 0)), rows
            )
    return packed.getvalue()


class Publisher:
    """
    What the server has, what it was asked, and which faults its next answers have.

    ``files``: bytes by path. ``layers``: rows by path. ``faults``: of each path a list of
    ``503``, ``404``, ``"cut"`` (the answer breaks off in the middle), ``"wait"`` (429 with
    Retry-After 0), taken one by one.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.layers: dict[str, list[dict]] = {}
        self.faults: dict[str, list[int | str]] = {}
        self.asked: list[tuple[str, str]] = []
        self.served = 0
        self.page = 2  # rows the map server gives at most, whatever is asked for
        self.root = ""

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(asked == path for asked, _ in self.asked)


@contextmanager
def serving() -> Iterator[Publisher]:
    """A publisher on a free port of this machine."""
    publisher = Publisher()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            publisher.asked.append((parts.path, self.headers.get("Range", "")))
            faults = publisher.faults.get(parts.path, [])
            fault = faults.pop(0) if faults else None
            if fault == "wait":
                self.answer(429, b"busy", {"Retry-After": "0"})
            elif isinstance(fault, int):
                self.answer(fault, b"fault")
            elif parts.path in publisher.layers:
                query = {key: value[0] for key, value in parse_qs(parts.query).items()}
                self.answer(200, layer(publisher, parts.path, query), fault=fault)
            elif parts.path in publisher.files:
                self.file(publisher.files[parts.path], fault)
            else:
                self.answer(404, b"<html>not here</html>")

        def file(self, content: bytes, fault: int | str | None) -> None:
            mark = f'"{hashlib.md5(content).hexdigest()}"'
            wanted = self.headers.get("Range", "").removeprefix("bytes=").rstrip("-")
            if wanted and self.headers.get("If-Range") == mark:
                start = int(wanted)
                if start >= len(content):
                    self.answer(416, b"", {"Content-Range": f"bytes */{len(content)}"})
                    return
                span = f"bytes {start}-{len(content) - 1}/{len(content)}"
                self.answer(206, content[start:], {"Content-Range": span, "ETag": mark}, fault)
            else:
                self.answer(200, content, {"ETag": mark}, fault)

        def answer(
            self, code: int, content: bytes, headers: dict | None = None, fault: object = None
        ) -> None:
            self.send_response(code)
            for key, value in {"Content-Length": str(len(content)), **(headers or {})}.items():
                self.send_header(key, value)
            self.end_headers()
            if fault == "cut":
                content = content[: len(content) // 2]
                self.close_connection = True
            self.wfile.write(content)
            publisher.served += len(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    publisher.root = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield publisher
    finally:
        server.shutdown()
        server.server_close()


def layer(publisher: Publisher, path: str, query: dict[str, str]) -> bytes:
    """The map server's answer: a count, or a page of features."""
    rows = publisher.layers[path]
    if query.get("returnCountOnly"):
        return json.dumps({"count": len(rows)}).encode()
    if "boom" in query["where"]:
        return json.dumps({"error": {"code": 400, "message": "Invalid query"}}).encode()
    rows = sorted(rows, key=lambda row: row[query["orderByFields"]] or "")
    start = int(query["resultOffset"])
    page = rows[start : start + min(int(query["resultRecordCount"]), publisher.page)]
    if query["f"] == "json":
        return json.dumps({"features": [{"attributes": row} for row in page]}).encode()
    shape = {"type": "Polygon", "coordinates": SQUARE}
    features = [{"type": "Feature", "properties": row, "geometry": shape} for row in page]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()
