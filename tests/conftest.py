"""What every kind of test may share: the invented partnership, made once a session."""

from pathlib import Path

import pytest

from cdrp_analysis.sample import make_sample


@pytest.hookimpl(tryfirst=True)  # the groups must be there when they are read
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where two processes share the tests, those that read the one full run stay in one of them."""
    if not config.pluginmanager.hasplugin("xdist"):
        return
    runs = Path(__file__).parent / "notebooks"
    for item in items:
        group = "run" if item.path.is_relative_to(runs) else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def sample(tmp_path_factory) -> Path:
    """The sample that is shipped, with its default seed. Nobody changes it."""
    folder = tmp_path_factory.mktemp("made") / "sample"
    make_sample(folder)
    return folder
