"""Every page of the site: example addresses by the name of their route.

A new page needs its line here: `test_every_page_is_looked_at` fails until it has one.
"""

# What anybody reads; more than one address where a page looks different. Months as `tests.published` has them.
VISITORS = {
    "home": ["/"],
    "areas": ["/areas/", "/areas/?q=york", "/areas/?q=Wakefeild"],
    # A board, its part, England, a region, a provider, one closed, one without population, one without figures.
    "area": [
        "/areas/QWO/",
        "/areas/03R/",
        "/areas/ENGLAND/",
        "/areas/Y63/",
        "/areas/DX039/",
        "/areas/QNQ/",
        "/areas/QRL/",
        "/areas/U2G6B/",
    ],
    "area-measure": [
        "/areas/QWO/measures/within-18-weeks/",
        "/areas/03R/measures/admitted-per-1000/?function=C_110&month=2025-05",
        "/areas/DX039/measures/within-18-weeks/",
        "/areas/03R/measures/waiting-list/?baseline=12&screen=no",
    ],
    "area-measure-limits": [
        "/areas/03R/measures/within-18-weeks/limits/",
        "/areas/QWO/measures/waiting-list/limits/?function=C_110",
    ],
    "peers": ["/areas/03R/peers/", "/areas/QWO/peers/?w_rural=0", "/areas/DX039/peers/"],
    "better-peers": [
        "/areas/03R/better-peers/",
        "/areas/QWO/better-peers/?measure=median-wait&from=2025-04&to=2025-05",
        "/areas/03R/better-peers/?measure=admitted-per-1000&function=C_110&peers=15F,X2C4Y",
    ],
    "opportunity": ["/areas/03R/opportunity/", "/areas/QWO/opportunity/?measure=admitted-per-1000"],
    "measures": ["/measures/"],
    "measure": [
        "/measures/within-18-weeks/",
        "/measures/waiting-list/?level=region",
        "/measures/within-18-weeks/?level=sicbl&function=C_150",
        "/measures/over-52-weeks/?level=sicbl&area=03R&limits=unadjusted",
        "/measures/median-wait/?level=sicbl",
        "/measures/admitted-per-1000/?level=provider",
    ],
    "reports": ["/reports/"],
    "report-variation": [
        "/reports/variation/",
        "/reports/variation/?measure=median-wait&level=icb&function=C_110&from=2025-05&to=2025-05",
    ],
    # A board, a function in it that few are treated in, a board of one part, a provider.
    "area-variation": [
        "/areas/QWO/variation/",
        "/areas/QWO/variation/?function=C_150&month=2025-04",
        "/areas/QKS/variation/",
        "/areas/DX039/variation/",
    ],
    "measure-variation": [
        "/measures/within-18-weeks/variation/",
        "/measures/waiting-list/variation/",
        "/measures/median-wait/variation/?level=icb&function=C_110&from=2025-05&to=2025-05&boundaries=now",
    ],
    "movement": [
        "/measures/within-18-weeks/movement/",
        "/measures/within-18-weeks/movement/?level=sicbl&from=2025-04&area=03R",
        "/measures/waiting-list/movement/?level=region",
    ],
    "report-challenges": ["/reports/challenges/"],
    "report-pockets": ["/reports/pockets/"],
    "data": ["/data/"],
    "data-month": ["/data/2025-05/"],
    "methods": ["/methods/"],
    "methods-worked": ["/methods/worked/", "/methods/worked/?area=QWO"],
    "about": ["/about/"],
    "accessibility": ["/accessibility/"],
    "gallery": ["/gallery/"],
    "api-docs": ["/api/v1/docs/"],
    "sign-in": ["/accounts/sign-in/"],
}
# Where a page says that there is nothing yet.
WITHOUT_FIGURES = [
    "/areas/03R/peers/",
    "/areas/03R/better-peers/",
    "/areas/03R/opportunity/",
    "/",
    "/areas/",
    "/areas/QWO/",
    "/areas/QNQ/",
    "/areas/03R/measures/within-18-weeks/",
    "/areas/03R/measures/within-18-weeks/limits/",
    "/measures/",
    "/measures/within-18-weeks/",
    "/measures/within-18-weeks/movement/",
    "/reports/",
    "/reports/variation/",
    "/reports/challenges/",
    "/reports/pockets/",
    "/areas/QWO/variation/",
    "/measures/within-18-weeks/variation/",
    "/data/",
]
# What administrators see; `{…}` stands for a row that the test makes.
ADMINISTRATORS = {
    "refreshes": ["/data/refreshes/"],
    "refresh": ["/data/refreshes/{refused}/", "/data/refreshes/{running}/", "/data/refreshes/{failed}/"],
    "data-version": ["/data/2025-05/versions/1/", "/data/2025-05/versions/2/"],
    "data-month": ["/data/2025-05/"],
    "data": ["/data/"],
    "area-measure-limits": ["/areas/03R/measures/within-18-weeks/limits/"],
}
# What is asked for wrongly, and the status of the page that says so.
MISTAKES = {
    "/nowhere/": 404,
    "/areas/XXX/": 404,
    "/areas/QWO/?month=2025-5": 404,
    "/areas/QWO/measures/no-measure/": 404,
    "/areas/QWO/measures/median-wait/?function=none": 404,
    "/areas/QWO/measures/median-wait/?baseline=3&screen=perhaps": 404,
    "/data/1066-10/": 404,
    "/areas/QWO/variation/?month=1066-10": 404,
    "/measures/within-18-weeks/variation/?level=moon&from=2025-05&to=2025-04": 400,
    "/areas/03R/better-peers/?measure=none&peers=ZZZ": 400,
    "/areas/03R/peers/?w_rural=-1&peers=02P": 400,
    "/areas/03R/opportunity/?month=1066-10": 400,
    "/methods/worked/?area=XXX": 404,
    "/measures/within-18-weeks/?level=moon&month=1066-10": 400,
    "/measures/within-18-weeks/movement/?from=1066-10&area=XXX": 400,
    "/measures/within-18-weeks/?limits=some&area=XXX": 400,
    "/reports/variation/?measure=waiting-list&level=moon&from=1066-10&function=none": 400,
}
# Routes that are no page of their own, and what they are instead.
NO_PAGES = dict.fromkeys(
    [
        "measure-csv",
        "measure-funnel-csv",
        "measure-svg",
        "measure-png",
        "movement-csv",
        "movement-svg",
        "movement-png",
        "movement-period-csv",
        "movement-like-for-like-csv",
        "area-measure-csv",
        "area-measure-svg",
        "area-measure-png",
        "area-dots-csv",
        "area-dots-svg",
        "area-dots-png",
        "report-variation-csv",
        "report-challenges-csv",
        "report-pockets-csv",
        "report-variation-svg",
        "report-variation-png",
        "better-peers-csv",
        "better-peers-svg",
        "better-peers-png",
        "area-variation-csv",
        "area-variation-lines-csv",
        "area-variation-svg",
        "area-variation-png",
        "measure-variation-months-csv",
        "measure-variation-boards-csv",
        "measure-variation-svg",
        "measure-variation-png",
        "data-month-csv",
        "board-pack",
        "report-variation-pdf",
        "report-variation-xlsx",
    ],
    "a file",
) | {
    "area-names": "what search boxes offer",
    "loading-status": "a part of every page",
    "refresh-state": "a part of the page of a refresh",
    "refreshes-state": "a part of the page of all refreshes",
    "sign-out": "a button",
    "api-areas": "JSON",
    "api-area": "JSON",
    "api-measures": "JSON",
    "api-measure": "JSON",
    "api-figures": "JSON",
    "api-schema": "YAML",
}


def addresses(pages: dict[str, list[str]]) -> list[str]:
    return [address for several in pages.values() for address in several]
