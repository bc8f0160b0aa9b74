"""Secrets planted in a leaky bundle, and canaries of the restricted inputs, looked for in releases.

    python -m benchmarks.disclosure.secrets [PUBLIC STORE]

The first table needs no arguments. PUBLIC is the public folder of a finished run of the sample
partnership and STORE its restricted store: every canary word of the store is looked for in it.
"""

import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from cdrp_analysis.auditor.decoders import decode
from cdrp_analysis.auditor.known import secrets_from_store
from tests.leaky import VALUES, Planted, bundle, plant, read

_CANARY = re.compile(r"\bzq[a-z]{10}\b")
_NEEDED = 500  # canaries, for "none of 500" to be said
_KNOWN = (VALUES.word, VALUES.pseudonym, VALUES.crime_id, VALUES.sentence, VALUES.file)


def _raw(data: bytes) -> bool:
    """Search of the bytes as they are, as grep does: any known value in any capitals."""
    return any(value.lower().encode() in data.lower() for value in _KNOWN)


def _plain(data: bytes) -> bool:
    """The same after taking the markup out of a text, as a browser's search does."""
    text = re.sub(r"<[^>]*>", "", data.decode("utf-8", "ignore"))
    return _raw(text.encode())


def _personal(data: bytes) -> bool:
    """Patterns of long hexadecimal numbers, coordinates and machine paths in the bytes."""
    return bool(re.search(rb"[0-9a-f]{32}|-?\d\.\d{5,}\D+5\d\.\d{5,}|/home/", data, re.I))


SIMPLE: dict[str, Callable[[bytes], bool]] = {
    "raw search": _raw,
    "search of text": _plain,
    "patterns": _personal,
}


def leaky_bundle() -> tuple[bool, int]:
    """Print what is planted and found by kind of file; whether all is, and clean findings."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as made:
        clean, leaky = Path(made) / "clean", Path(made) / "leaky"
        bundle(clean)
        bundle(leaky)
        planted = plant(leaky)
        findings = read(leaky, VALUES.known())
        told = findings.groupby("file")["kind"].agg(set).to_dict()
        found = {"auditor": {p.file for p in planted if p.kinds & told.get(p.file, set())}}
        for name, search in SIMPLE.items():
            found[name] = {p.file for p in planted if search((leaky / p.file).read_bytes())}
        false = len(read(clean, VALUES.known()))
    _table(planted, found)
    print(f"findings in the same bundle without the plants: {false}")
    print(f"{time.perf_counter() - start:.1f} seconds\n")
    return len(found["auditor"]) == len(planted), false


def _table(planted: list[Planted], found: dict[str, set[str]]) -> None:
    groups: dict[str, list[Planted]] = {}
    for one in planted:
        groups.setdefault(one.name.partition(":")[0], []).append(one)
    print(f"{'file':28s}{'planted':>9s}" + "".join(f"{name:>16s}" for name in found))
    for group, members in [*groups.items(), ("all", planted)]:
        counts = [sum(one.file in files for one in members) for files in found.values()]
        print(f"{group:28s}{len(members):9d}" + "".join(f"{count:16d}" for count in counts))


def canaries(public: Path, store: Path) -> tuple[int, int]:
    """Canary words of a store: how many there are, and how many a release repeats anywhere."""
    start = time.perf_counter()
    outlines = [file.read_text(encoding="utf-8") for file in sorted(public.rglob("*.geojson"))]
    texts = secrets_from_store(store, boundaries=outlines).texts
    words = {word for text in texts for word in _CANARY.findall(text.lower())}
    files = sorted(file for file in public.rglob("*") if file.is_file())
    leaked = _repeated(words, files)
    size = sum(file.stat().st_size for file in files)
    print(f"canaries of the restricted inputs: {len(leaked)} of {len(words)} found")
    print(f"{len(files)} files, {size / 1e6:.1f} MB, {time.perf_counter() - start:.1f} seconds")
    return len(words), len(leaked)


def _repeated(words: set[str], files: Iterable[Path]) -> set[str]:
    """Words that stand anywhere in any decoded text, whole or glued to other letters."""
    seen: set[str] = set()
    start = re.compile(r"zq(?=([a-z]{10}))")
    for file in files:
        for piece in decode(file.name, file.read_bytes()):
            seen |= {f"zq{rest}" for rest in start.findall(piece.text.lower())}
    return words & seen


def main(arguments: list[str]) -> int:
    """Print both tables; 0 if all that is planted is found and nothing of the inputs is."""
    every, false = leaky_bundle()
    passed = every and not false
    if arguments:
        planted, leaked = canaries(*map(Path, arguments))
        if planted < _NEEDED:
            print(f"too few canaries for a statement: {planted}, {_NEEDED} needed")
        passed = passed and planted >= _NEEDED and not leaked
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
