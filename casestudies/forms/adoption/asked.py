"""Which records of adoption to show, if not all."""

from casestudies.forms.narrowing import Narrowing, any_of
from casestudies.models.vocabulary import Barrier, Stage
from metrics.forms import NAMES_WITH_PROVIDERS, AreaField

HELP = [("wanted", "Wanted"), ("offered", "Offered")]


class AdoptionAsked(Narrowing):
    area = AreaField(label="Area or provider", names=NAMES_WITH_PROVIDERS, max_length=200)
    technology = any_of("Technology", [])
    stage = any_of("Stage", Stage.choices)
    reason = any_of("Stopped or declined because of", Barrier.choices)
    help = any_of("Help", HELP)
