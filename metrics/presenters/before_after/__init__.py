"""The published figures beside something that began: a chart with its start, before and after, and what else moved."""

from metrics.presenters.before_after.beside import Beside, figures_beside, figures_beside_each
from metrics.presenters.before_after.ground import Start
from metrics.presenters.before_after.wording import NOT_WHY

__all__ = ["NOT_WHY", "Beside", "Start", "figures_beside", "figures_beside_each"]
