"""What every kind of test may share: the invented partnership, made once a session."""

from pathlib import Path

import pytest

from cdrp_analysis.sample import make_sample


@pytest.fixture(scope="session")
def sample(tmp_path_factory) -> Path:
    """The sample that is shipped, with its default seed. Nobody changes it."""
    folder = tmp_path_factory.mktemp("made") / "sample"
    make_sample(folder)
    return folder
