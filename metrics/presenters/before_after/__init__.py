"""The published figures beside something that began: a chart with its start, before and after, and what else moved."""

from metrics.presenters.before_after.beside import Beside, figures_beside

__all__ = ["Beside", "figures_beside"]
