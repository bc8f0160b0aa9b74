"""Numbers that a drawing needs to be read: the labels of its axes."""

import re
from collections.abc import Sequence
from itertools import pairwise

_LABEL = re.compile(r"([-−+]?)([\d,]+(?:\.\d+)?)(\s?%?)")
_STEPS = (1.0, 2.0, 2.5, 5.0)
_TICKS = 3  # labels in equal steps that make an axis
_MISFIT = "misfit"
_TICK = "tick"


def axis_labels(texts: Sequence[str]) -> dict[int, str]:
    """
    Which texts of a drawing, in the order they are drawn, are labels of an axis.

    Parameters
    ----------
    texts : sequence of str

    Returns
    -------
    dict of position to "tick" or "misfit"
        Three or more round numbers in equal steps make an axis. One number between two stretches
        of the same axis, which would join them were it another, is a misfit.

    Examples
    --------
    >>> axis_labels(["0", "20", "40", "61", "80", "100", "120", "Rate"])
    {0: 'tick', 1: 'tick', 2: 'tick', 4: 'tick', 5: 'tick', 6: 'tick', 3: 'misfit'}
    """
    numbers = [_number(text) for text in texts]
    runs = list(_runs(numbers))
    found = {at: _TICK for start, end, _ in runs for at in range(start, end)}
    for (_, end, step), (start, _, next_step) in pairwise(runs):
        joined = abs(step - next_step) < 1e-9 and start == end + 1
        if joined and abs(numbers[start] - numbers[end - 1] - 2 * step) < 1e-9:
            found[end] = _MISFIT
    # A wrong label that parts one or two from the others: 0, 20, 41, 60, 80, 100.
    for start, end, step in runs:
        for inner, way in ((start - 1, -1), (end, 1)):
            edge = numbers[start if way < 0 else end - 1]
            beyond = []
            at = inner + way
            while 0 <= at < len(numbers) and numbers[at] is not None and at not in found:
                if abs(numbers[at] - edge - way * step * (2 + len(beyond))) > 1e-9:
                    break
                beyond.append(at)
                at += way
            if beyond and numbers[inner] is not None and inner not in found:
                found |= {inner: _MISFIT, **dict.fromkeys(beyond, _TICK)}
    return found


def _number(text: str) -> float | None:
    found = _LABEL.fullmatch(text.strip())
    if not found:
        return None
    return float(found[2].replace(",", "")) * (-1 if found[1] in ("-", "−") else 1)


def _runs(numbers: Sequence[float | None]):
    """Stretches (first, behind the last, step) of round numbers in equal steps."""
    start = 0
    while start < len(numbers) - _TICKS + 1:
        end = start + 2
        if None in numbers[start:end]:
            start += 1
            continue
        step = numbers[start + 1] - numbers[start]
        while (
            end < len(numbers)
            and numbers[end] is not None
            and abs(numbers[end] - numbers[end - 1] - step) < 1e-9
        ):
            end += 1
        even = _is_round(abs(step)) and _multiple(numbers[start], abs(step))
        if end - start >= _TICKS and even:
            yield start, end, step
            start = end
        else:
            start += 1


def _multiple(number: float, step: float) -> bool:
    return abs(number / step - round(number / step)) < 1e-9


def _is_round(step: float) -> bool:
    if step <= 0:
        return False
    while step >= 10:
        step /= 10
    while step < 1:
        step *= 10
    return any(abs(step - one) < 1e-6 for one in _STEPS)
