"""Which answers of the figures to show, if not all."""

from casestudies.forms.narrowing import Narrowing, any_of
from metrics.compute.effects.choosing import VERDICTS
from metrics.compute.measures import MEASURES
from metrics.forms import AreaField
from metrics.presenters.effects import brief
from metrics.presenters.words import capital


class EffectsAsked(Narrowing):
    area = AreaField(label="Area", max_length=200)
    technology = any_of("Technology", [])
    measure = any_of("Measure", [(one.slug, one.title) for one in MEASURES.values()])
    verdict = any_of("What the figures say", [(one, capital(brief(one))) for one in VERDICTS])
