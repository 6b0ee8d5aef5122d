"""Methods that need one area's figures alone: its share and rate, their intervals, its control chart and its trend."""

import numpy as np

from metrics.compute.intervals import FEWEST_FOR_BYAR, normal_quantile
from metrics.compute.spc import xmr
from metrics.compute.trend import POINTS, THRESHOLD, recent_trend
from metrics.presenters.worked.setting import Setting, Working, count, places

GUIDE = "Office for Health Improvement and Disparities, “Technical guide: confidence intervals”"
DOTS = "NHS England, “Making Data Count”, as its package NHSRplotthedots computes it"
XMR_FACTOR = "2.66"


def share(setting: Setting) -> Working | None:
    x, n = setting.at(setting.share.numerator), setting.at(setting.share.denominator)
    if np.isnan(setting.at(setting.share.values)):
        return None
    value, lower, upper = (
        setting.at(frame) for frame in (setting.share.values, setting.share.lower, setting.share.upper)
    )
    z = normal_quantile(0.95)
    root = z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    return Working(
        method="intervals",
        title="A share and its 95% interval (Wilson)",
        steps=[
            f"x = {count(x)} pathways on the list had waited 18 weeks or less, of n = {count(n)}",
            f"share = 100 × {count(x)} ÷ {count(n)} = {places(value, 2)}%",
            f"z = {places(z, 4)}: 95% of a normal distribution lies within so many standard deviations",
            f"z × √(z² + 4x × (1 − x ÷ n)) = {places(root, 2)}",
            f"lower = 100 × (2x + z² − {places(root, 2)}) ÷ (2 × (n + z²)) = {places(lower, 2)}%",
            f"upper = 100 × (2x + z² + {places(root, 2)}) ÷ (2 × (n + z²)) = {places(upper, 2)}%",
        ],
        answer=f"{places(value, 1)}%, 95% interval {places(lower, 1)}% to {places(upper, 1)}%.",
        source=GUIDE,
    )


def comparison(setting: Setting) -> Working | None:
    lower, upper = setting.at(setting.share.lower), setting.at(setting.share.upper)
    england = setting.england.get(setting.month, np.nan)
    if np.isnan([lower, upper, england]).any():
        return None
    interval = f"{places(lower, 2)}% to {places(upper, 2)}%"
    if lower > england:
        answer = "The interval lies wholly above England, and higher is better: better than England."
    elif upper < england:
        answer = "The interval lies wholly below England, and higher is better: further behind than England."
    else:
        answer = "The interval holds England’s value: similar to England, within chance."
    return Working(
        method="intervals",
        title="Compared with England",
        steps=[f"interval: {interval}", f"England: {places(england, 2)}%"],
        answer=answer,
        source=GUIDE,
    )


def rate(setting: Setting) -> Working | None:
    x, n = setting.at(setting.rate.numerator), setting.at(setting.rate.denominator)
    value, lower, upper = (
        setting.at(frame) for frame in (setting.rate.values, setting.rate.lower, setting.rate.upper)
    )
    if np.isnan(value) or x < FEWEST_FOR_BYAR:
        return None
    z = places(normal_quantile(0.95), 4)
    return Working(
        method="intervals",
        title="A rate per 1,000 people and its 95% interval (Byar)",
        steps=[
            f"x = {count(x)} pathways completed by an admission; n = {count(n)} people",
            f"rate = 1,000 × {count(x)} ÷ {count(n)} = {places(value, 3)}",
            f"lower = 1,000 ÷ n × x × (1 − 1 ÷ (9x) − {z} ÷ (3√x))³ = {places(lower, 3)}",
            f"upper = 1,000 ÷ n × (x + 1) × (1 − 1 ÷ (9(x + 1)) + {z} ÷ (3√(x + 1)))³ = {places(upper, 3)}",
        ],
        answer=f"{places(value, 2)} per 1,000 people, 95% interval {places(lower, 2)} to {places(upper, 2)}.",
        source=GUIDE,
    )


def control_chart(setting: Setting) -> Working | None:
    values = setting.shares
    if len(values) < 3:
        return None
    chart = xmr(values, improvement="increase")
    now = chart.iloc[-1]
    half_width = now["upper_limit"] - now["mean"]
    return Working(
        method="control-charts",
        title="A control chart’s limits",
        steps=[
            f"{len(values)} months, mean = {places(now['mean'], 3)}%",
            f"mean difference between months that follow one another = "
            f"{places(chart['moving_range'].mean(), 3)} percentage points; "
            f"without differences of 3.267 times that or more = {places(half_width / float(XMR_FACTOR), 3)}",
            f"limits = {places(now['mean'], 3)} ± {XMR_FACTOR} × {places(half_width / float(XMR_FACTOR), 3)} "
            f"= {places(now['lower_limit'], 2)}% and {places(now['upper_limit'], 2)}%",
            f"newest month: {places(now['value'], 2)}%",
        ],
        answer=_control_in_words(now),
        source=DOTS,
    )


def _control_in_words(now) -> str:
    limits = " The limits are on trial: there are fewer than 13 months." if now["is_trial"] else ""
    rule = {
        "": "No rule is met: no significant change (common cause).",
        "outside": "It lies beyond a limit: special cause.",
        "trend": "It is one of 7 or more months rising or falling in turn: special cause.",
        "two_of_three": "It is one of 2 in 3 months close to a limit: special cause.",
        "shift": "It is one of 7 or more months on one side of the mean: special cause.",
    }[now["rule"]]
    return f"{rule}{limits} Breaks of the series and rebase dates, which pages use, are left out here."


def trend(setting: Setting) -> Working | None:
    ours = [
        frame.loc[[setting.code]]
        for frame in (setting.share.values, setting.share.lower, setting.share.upper)
    ]
    found = recent_trend(*ours).loc[setting.code]
    if np.isnan(found["slope"]):
        return None
    last = ", ".join(f"{places(value, 2)}%" for value in ours[0].iloc[0].iloc[-POINTS:])
    words = {
        "increasing": "It is above, and the slope keeps its sign whichever month is left out: getting better.",
        "decreasing": "It is above, and the slope keeps its sign whichever month is left out: getting worse.",
        "no_change": "It is below, or the slope’s sign hangs on one month: no significant trend.",
    }[str(found["trend"])]
    return Working(
        method="recent-trend",
        title="The recent trend",
        steps=[
            f"the last {POINTS} months: {last}",
            "each counts by 1 ÷ variance, with variance = ((upper − lower limit) ÷ 3.92)²",
            f"slope of the line through them = {places(found['slope'], 3)} percentage points a month",
            f"χ² = (slope ÷ its standard error)² = {places(found['chi_squared'], 2)}, "
            f"to be set against {places(THRESHOLD, 2)}",
        ],
        answer=words,
        source="Office for Health Improvement and Disparities, Fingertips, “Recent trends”",
    )


ONE_AREA = (share, comparison, rate, control_chart, trend)
