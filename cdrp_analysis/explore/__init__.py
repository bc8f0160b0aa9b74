"""
Work by hand in JupyterLab: everything of an assessment by name, and panels to try settings.

>>> from cdrp_analysis import explore
>>> area = explore.open_assessment("my-area.toml")  # doctest: +SKIP
>>> explore.priorities(area)  # doctest: +SKIP
"""

from cdrp_analysis.explore.panels import Panel, hotspots, priorities, trends
from cdrp_analysis.explore.workspace import Workspace, open_assessment

__all__ = ["Panel", "Workspace", "hotspots", "open_assessment", "priorities", "trends"]
