"""Bytes to text, whatever encoding somebody's spreadsheet saved them in."""

import codecs

# Written in place of a byte no encoding explains; a row that holds it is set aside.
UNREADABLE = "�"

_MARKS = (  # longest first: the UTF-32 mark begins like the UTF-16 one
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(content: bytes) -> tuple[str, str]:
    """
    Text of a raw file, and a note where the encoding was not plain UTF-8.

    UTF-8 with or without a byte-order mark; UTF-16 and UTF-32 with one; otherwise line by
    line, UTF-8 where that fits and Windows-1252 where it does not, because files pasted
    together from several systems mix the two. Never fails: bytes that fit neither become
    U+FFFD.

    Examples
    --------
    >>> decoded("Café".encode())
    ('Café', '')
    >>> decoded("Café".encode("cp1252"))
    ('Café', '1 line read as Windows-1252')
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace"), f"read as {encoding.upper()}"
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    lines, other = [], 0
    for line in content.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", errors="replace"))
            other += 1
    return "\n".join(lines), f"{other} line{'s' * (other > 1)} read as Windows-1252"
