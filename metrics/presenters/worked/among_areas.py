"""Methods that set an area among others: rank, funnel, likeness, movement, spread, and the distance to a standard."""

import numpy as np
import pandas as pd

from metrics.compute import ranks
from metrics.compute.funnel import QUANTILES, funnel
from metrics.compute.measures import FEWEST_TO_COMPARE
from metrics.compute.peers import WEIGHTS, similar_areas, standardised
from metrics.compute.variation import spreads, variance_shares
from metrics.presenters.worked.setting import Setting, Working, count, places

FINGERTIPS = "Office for Health Improvement and Disparities, package PHEindicatormethods"
VARIABLE_WORDS = {
    "deprivation": "deprivation",
    "list_size": "registered patients",
    "rural": "rural share",
    "age_18_39": "aged 18 to 39",
    "age_65_84": "aged 65 to 84",
    "age_85_plus": "aged 85 and over",
    "white_other": "other White groups",
    "mixed": "Mixed groups",
    "asian": "Asian groups",
    "black": "Black groups",
    "other_ethnicity": "other ethnic groups",
}
STANDARD = 92


def rank(setting: Setting) -> Working | None:
    now = setting.share.comparable[[setting.month]]
    place = setting.at(ranks.ranks(now, "increase"))
    areas = int(now[setting.month].notna().sum())
    if np.isnan(place) or areas < 4:
        return None
    percentile = setting.at(ranks.percentiles(now, "increase"))
    quartile = setting.at(ranks.quartiles(now, "increase"))
    lower = round(percentile / 100 * (areas - 1))
    return Working(
        method="ranks",
        title="Rank, percentile and quartile",
        steps=[
            f"{areas} areas of its kind have {FEWEST_TO_COMPARE} pathways or more; "
            f"{count(place - 1)} of them have a higher share: rank {count(place)}",
            f"{count(lower)} have a lower share: percentile = 100 × {count(lower)} ÷ ({areas} − 1) = "
            f"{places(percentile, 1)}",
            f"quarter counted from the best = 4 + 1 − ⌈({areas} + 1 − {count(place)}) × 4 ÷ {areas}⌉ = "
            f"{count(quartile)}",
        ],
        answer=f"Rank {count(place)} of {areas}, percentile {places(percentile, 1)}, quartile {count(quartile)}.",
        source=FINGERTIPS,
    )


def in_a_funnel(setting: Setting) -> Working | None:
    counts = [frame[setting.month] for frame in (setting.share.numerator, setting.share.denominator)]
    found = funnel(*counts)
    ours = found.areas.loc[setting.code]
    if np.isnan(ours["value"]):
        return None
    p, n, middle = ours["value"] / 100, ours["denominator"], found.target / 100
    chance = 1 / (2 * np.sqrt(n))
    spread = np.sqrt(chance**2 + found.tau_squared)
    beyond = ours["beyond"]
    return Working(
        method="funnel",
        title="A place in the funnel",
        steps=[
            f"all areas together p̄ = {places(found.target, 2)}%; "
            f"this one p = {places(ours['value'], 2)}% of n = {count(n)}",
            f"spread by chance s = 1 ÷ (2√n) = {places(chance, 5)}, on the scale of arcsine √p",
            f"z = (asin√p − asin√p̄) ÷ s = ({places(np.arcsin(np.sqrt(p)), 4)} − "
            f"{places(np.arcsin(np.sqrt(middle)), 4)}) ÷ {places(chance, 5)} = {places(ours['z'], 2)}",
            f"areas spread φ = {places(found.phi, 1)} times as widely as chance alone would have it, "
            f"so τ² = {places(found.tau_squared, 6)} is added",
            f"95% limits = sin²(asin√p̄ ± {QUANTILES['95']} × √(s² + τ²)), with √(s² + τ²) = {places(spread, 4)}: "
            f"{places(ours['lower_95'], 1)}% to {places(ours['upper_95'], 1)}%",
        ],
        answer="Within the 95% limits."
        if np.isnan(beyond)
        else f"Beyond the {places(beyond, 1)}% limits, on the {ours['side']} side.",
        source="Spiegelhalter, “Handling over-dispersion of performance indicators” (2005)",
    )


def similar(setting: Setting) -> Working | None:
    nearest = similar_areas(setting.profiles, setting.code, k=1, among=setting.names)
    if nearest.empty:
        return None
    peer = nearest.iloc[0]
    scores = standardised(setting.profiles).loc[[setting.code, peer["peer"]], list(WEIGHTS)]
    lines = [
        f"{VARIABLE_WORDS[name]}: {places(weight, 2)} × ({places(scores.iloc[0][name], 2)} − "
        f"{places(scores.iloc[1][name], 2)})² = {places(peer[name], 4)}"
        for name, weight in WEIGHTS.items()
    ]
    name = setting.names[peer["peer"]]
    return Working(
        method="similar-areas",
        title=f"The most similar area: {name}",
        steps=[
            "each variable is capped, its square root taken, and set in standard deviations from the mean",
            *lines,
        ],
        answer=f"The distance is the sum, {places(peer['distance'], 4)}: no other area is nearer than {name}.",
        source="NHS England, “Similar 10” method and inputs of 2021",
    )


def movement(setting: Setting) -> Working | None:
    monthly = ranks.ranks(setting.share.comparable, "increase")
    gained = ranks.rank_gain(monthly, confidence=ranks.SURE_OF_MOVEMENT).loc[setting.code]
    if np.isnan(gained["gain"]):
        return None
    ours = monthly.loc[setting.code].dropna()
    early, late = ours.iloc[: ranks.HALF_A_YEAR], ours.iloc[-ranks.HALF_A_YEAR :]
    return Working(
        method="movement",
        title="Places gained or lost",
        steps=[
            f"ranks of the first six months: {_listed(early)}; mean {places(gained['first'], 2)}",
            f"ranks of the last six months: {_listed(late)}; mean {places(gained['last'], 2)}",
            f"gain = {places(gained['first'], 2)} − {places(gained['last'], 2)} = {places(gained['gain'], 2)}",
            "1,000 times, six months are drawn again from each half, with a fixed seed: "
            f"{places(100 * ranks.SURE_OF_MOVEMENT, 1)}% of the gains lie between {places(gained['lower'], 2)} "
            f"and {places(gained['upper'], 2)}",
        ],
        answer={
            "improved": "The interval lies above 0: improved.",
            "fell": "The interval lies below 0: fell.",
            "no_real_change": "The interval holds 0: no real change.",
        }[str(gained["movement"])],
        source="a percentile bootstrap of monthly ranks",
    )


def _listed(monthly: pd.Series) -> str:
    return ", ".join(count(value) for value in monthly)


def consistency(setting: Setting) -> Working | None:
    values = setting.share.comparable
    percentiles, quartiles = ranks.percentiles(values, "increase"), ranks.quartiles(values, "increase")
    found = ranks.consistency(percentiles, quartiles).loc[setting.code]
    if not found["months"] > 1 or np.isnan(found["top_quartile_share"]):
        return None
    months = int(found["months"])
    return Working(
        method="consistency",
        title="Consistency",
        steps=[
            f"percentiles of {months} months: "
            + ", ".join(places(value, 0) for value in percentiles.loc[setting.code].dropna()),
            f"mean {places(found['mean_percentile'], 1)}, standard deviation {places(found['percentile_sd'], 1)}",
        ],
        answer=f"In the top quartile in {places(100 * found['top_quartile_share'], 0)}% of its months.",
        source="the monthly percentiles of rank",
    )


def spread_of_a_board(setting: Setting) -> Working | None:
    if setting.boards is None:
        return None
    board = setting.boards.loc[setting.boards["child"] == setting.code, "parent"]
    now = setting.share.comparable[[setting.month]]
    found = spreads(now, setting.boards).droplevel(0)
    if board.empty or board.iloc[0] not in found.index:
        return None
    row = found.loc[board.iloc[0]]
    return Working(
        method="variation-within",
        title="How far apart the parts of its board are",
        steps=[
            f"{count(row['parts'])} sub-ICB locations: {places(row['low'], 2)}% in {setting.names[row['low_area']]}, "
            f"{places(row['high'], 2)}% in {setting.names[row['high_area']]}",
            f"gap = {places(row['high'], 2)} − {places(row['low'], 2)} = {places(row['gap'], 2)} percentage points",
            f"ratio = {places(row['high'], 2)} ÷ {places(row['low'], 2)} = {places(row['ratio'], 2)}",
            f"coefficient of variation = standard deviation ÷ mean = {places(row['coefficient'], 3)}",
        ],
        answer=f"{places(row['gap'], 1)} percentage points apart.",
        source="simple differences and quotients of the published figures",
    )


def variance(setting: Setting) -> Working | None:
    if setting.boards is None:
        return None
    boards = setting.boards.drop_duplicates("child")
    found = variance_shares(setting.share.comparable[[setting.month]], boards).iloc[0]
    if np.isnan(found["between"]):
        return None
    total = found["variance"] * found["areas"]
    return Working(
        method="variance-shares",
        title="How much of the variation lies between boards",
        steps=[
            f"{count(found['areas'])} locations in {count(found['parents'])} boards; "
            f"squared distances from their mean add up to {places(total, 1)}",
            f"squared distances from the mean of their own board add up to {places(found['within'] * total, 1)}",
            f"between boards = 1 − {places(found['within'] * total, 1)} ÷ {places(total, 1)} = "
            f"{places(100 * found['between'], 1)}%",
            f"if locations were shuffled among the boards: ({count(found['parents'])} − 1) ÷ "
            f"({count(found['areas'])} − 1) = {places(100 * found['between_by_chance'], 1)}%, on average",
        ],
        answer=f"{places(100 * found['between'], 1)}% lies between boards, where chance would give "
        f"{places(100 * found['between_by_chance'], 1)}%.",
        source="one-way analysis of variance",
    )


def distance_to_the_standard(setting: Setting) -> Working | None:
    x, n = setting.at(setting.share.numerator), setting.at(setting.share.denominator)
    value = setting.at(setting.share.values)
    if np.isnan(value):
        return None
    needed = STANDARD / 100 * n
    missing = max(0, needed - x)
    return Working(
        method="opportunity",
        title="The distance to the standard",
        steps=[
            f"{STANDARD}% of n = {count(n)} pathways is {places(needed, 1)}",
            f"x = {count(x)} have waited 18 weeks or less: {places(needed, 1)} − {count(x)} = {places(needed - x, 1)}",
        ],
        answer=f"{count(np.ceil(missing))} more pathways of this list would have to be within 18 weeks."
        if missing
        else "The standard is met.",
        source="the published counts; arithmetic, not a forecast",
    )


AMONG_AREAS = (
    rank,
    in_a_funnel,
    similar,
    movement,
    consistency,
    spread_of_a_board,
    variance,
    distance_to_the_standard,
)
