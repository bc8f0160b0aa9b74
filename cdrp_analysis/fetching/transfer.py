"""One polite client: one request at a time, patient with a busy server, resuming what broke off."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from cdrp_analysis.errors import FetchError
from cdrp_analysis.fetching.addresses import Manners
from cdrp_analysis.fetching.bars import Bars

Answer = TypeVar("Answer")
_CHUNK = 64 * 1024  # so much is lost, at most, of an answer that breaks off
_BUSY = (429, 500, 502, 503, 504)
_BROKEN = (
    requests.exceptions.ConnectionError,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.Timeout,
)


class Transfer:
    """
    Requests to publishers' servers.

    A busy server (429, 5xx) is asked again after the time it names, else after a wait that
    doubles; so is one whose answer breaks off, from the byte where it broke off.

    Parameters
    ----------
    manners : Manners
    bars : Bars
        Told of every file and every wait.
    """

    def __init__(self, manners: Manners, bars: Bars):
        self._manners, self._bars = manners, bars
        self._session = requests.Session()
        self._session.headers["User-Agent"] = manners.agent
        retry = Retry(
            total=manners.attempts - 1,
            status_forcelist=_BUSY,
            allowed_methods=["GET"],
            backoff_factor=manners.first_wait_seconds / 2,
            backoff_max=manners.longest_wait_seconds,
            retry_after_max=int(manners.longest_wait_seconds),
        )
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))
        self._last = float("-inf")

    def __enter__(self) -> "Transfer":
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def text(self, address: str) -> str:
        """A page of text."""
        return self._patiently(address, lambda: self._get(address).text)

    def json(self, address: str, query: dict[str, str]) -> dict:
        """An answer in JSON; FetchError where it is none."""
        answer = self._patiently(address, lambda: self._get(address, query).text)
        try:
            found = json.loads(answer)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise _no_file(address, "the answer is no JSON")
        return found

    def file(self, address: str, part: Path, *, name: str) -> None:
        """
        Fetch a file into ``part``, going on where an earlier attempt broke off.

        Beside it ``.about`` keeps the publisher's mark of the version (ETag or day); a file that
        has changed since is fetched from the start.
        """
        self._patiently(address, lambda: self._rest(address, part, name))
        _about(part).unlink(missing_ok=True)

    def _rest(self, address: str, part: Path, name: str) -> None:
        had = part.stat().st_size if part.exists() else 0
        mark = _about(part).read_text(encoding="utf-8") if _about(part).exists() else ""
        ranged = {"Range": f"bytes={had}-", "If-Range": mark} if had and mark else {}
        answer = self._get(address, headers={"Accept-Encoding": "identity"} | ranged, stream=True)
        with answer:
            if answer.status_code == 416:  # nothing is left, or the file has become shorter
                whole = answer.headers.get("Content-Range", "").rpartition("/")[2]
                if whole == str(had):
                    return
                part.unlink()
                raise requests.exceptions.ConnectionError("the file has changed")
            goes_on = answer.status_code == 206
            length = answer.headers.get("Content-Length")
            had = had if goes_on else 0
            total = had + int(length) if length else None
            new = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
            _about(part).write_text("" if new.startswith("W/") else new, encoding="utf-8")
            with part.open("ab" if goes_on else "wb") as file, \
                    self._bars.file(name, total, had) as came:  # fmt: skip
                for chunk in answer.iter_content(_CHUNK):
                    file.write(chunk)
                    came(len(chunk))

    def _get(self, address: str, query: dict[str, str] | None = None, **more) -> requests.Response:
        pause = self._last + self._manners.pause_seconds - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        try:
            answer = self._session.get(
                address, params=query, timeout=self._manners.timeout_seconds, **more
            )
        except requests.exceptions.RetryError:
            raise _no_file(
                address, f"the server was busy at {self._manners.attempts} attempts", "wait a while"
            ) from None
        finally:
            self._last = time.monotonic()
        if answer.status_code >= 400 and answer.status_code != 416:
            raise _no_file(address, f"the server says {answer.status_code} {answer.reason}")
        return answer

    def _patiently(self, address: str, ask: Callable[[], Answer]) -> Answer:
        for attempt in range(1, self._manners.attempts + 1):
            try:
                return ask()
            except _BROKEN as error:
                why = _plainly(error)
                if attempt == self._manners.attempts:
                    raise _no_file(
                        address,
                        f"{why}, at each of {attempt} attempts",
                        "check the connection and run the command again: it goes on where it was",
                    ) from None
                wait = self._manners.first_wait_seconds * 2 ** (attempt - 1)
                wait = min(wait, self._manners.longest_wait_seconds)
                self._bars.waiting(wait, why)
                time.sleep(wait)
            except requests.exceptions.RequestException as error:
                raise _no_file(address, type(error).__name__) from None
        raise AssertionError("unreachable")


def _about(part: Path) -> Path:
    return part.with_name(part.name + ".about")


def _plainly(error: Exception) -> str:
    if isinstance(error, requests.exceptions.Timeout):
        return "the server did not answer in time"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the answer broke off"
    return "the connection failed"


def _no_file(address: str, why: str, do: str = "") -> FetchError:
    return FetchError(
        f"it could not be fetched: {why}.",
        where=address,
        do=do
        or "open the address in a browser; if the publisher moved it, copy "
        "cdrp_analysis/fetching/addresses.toml, mend the address, and give it with --addresses",
    )
