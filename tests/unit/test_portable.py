"""A page as a PDF: tagged, without links, the same bytes; without a browser a reason."""

import shutil
import subprocess

import pytest

from cdrp_analysis.assessment import portable
from cdrp_analysis.auditor.pdf import pdf_parts

PAGE = """<!doctype html><html lang="en"><head><title>Paper</title></head><body>
<h1>Paper</h1><p>See <a href="other.html">the other page</a>.</p>
<table><caption>Counts</caption><tr><th scope="col">Ward</th></tr><tr><td>Abbey</td></tr></table>
</body></html>"""
BROWSER = next(filter(None, map(shutil.which, portable.BROWSERS)), None)
needs_browser = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here")


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    return path


@needs_browser
def test_the_pdf_is_tagged_and_holds_nothing_that_the_audit_minds(page, tmp_path):
    assert portable.print_pdf(page, tmp_path / "a.pdf") == ""
    content = (tmp_path / "a.pdf").read_bytes()
    assert content.startswith(b"%PDF") and b"/StructTreeRoot" in content
    parts = list(pdf_parts(content))
    assert [part for part in parts if part.kind == "notice"] == []
    said = " ".join(part.content for part in parts if isinstance(part.content, str))
    assert "Abbey" in said and "Chrome" not in said


def test_elements_are_counted_in_their_order_wherever_the_browser_began():
    given = b"/ID (node00000048) /K (node00000051) /ID (node00000048) /Limits (node00000102)"
    later = given.replace(b"48", b"06").replace(b"51", b"09").replace(b"102", b"007")
    assert portable._settled(given) == given.replace(b"48", b"01").replace(b"51", b"02").replace(
        b"102", b"003"
    )
    assert portable._settled(later).count(b"node00000001") == 2
    assert len(portable._settled(given)) == len(given)


@needs_browser
def test_the_same_page_gives_the_same_bytes(page, tmp_path):
    for name in ("a.pdf", "b.pdf"):
        portable.print_pdf(page, tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_no_byte_moves_when_date_and_browser_are_taken_out():
    given = b"/Creator (Mozilla \\(X11\\) Chrome)\n/CreationDate (D:20261129083414+00'00')"
    made = portable._settled(given)
    assert len(made) == len(given)
    assert b"Chrome" not in made and b"D:19800101000000+00'00'" in made
    assert made.startswith(b"/Creator (   ") and made.count(b")") == 2


def test_without_a_browser_it_says_so_and_leaves_no_file(page, tmp_path, monkeypatch):
    monkeypatch.setattr(portable, "BROWSERS", ("no-such-browser",))
    assert "there is no Chromium" in portable.print_pdf(page, tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_a_browser_that_fails_is_a_reason_and_no_crash(page, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise subprocess.TimeoutExpired("chromium", 1)

    monkeypatch.setattr(portable.shutil, "which", lambda _: "/usr/bin/chromium")
    monkeypatch.setattr(portable.subprocess, "run", fail)
    assert "the browser failed" in portable.print_pdf(page, tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()
