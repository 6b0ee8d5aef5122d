"""The England of the demonstration: who pays for whom, who treats them, and what stays so from month to month."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from metrics.compute.extract import NOT_ENGLAND

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
Size = Literal["small", "full"]
SIZES: tuple[Size, ...] = ("small", "full")
SMALL_BOARDS = ("QWO", "QOQ", "QNQ", "QXU", "QRL")

# Treatment functions as the files name them. Rounded from England in 2025: per mille of the waiting list, of admitted
# and of non-admitted pathways; share of the list with a decision to admit; how long waits are beside the average.
FUNCTIONS = pd.DataFrame.from_records(
    [
        ("C_100", "General Surgery Service", 54, 88, 44, 0.28, 1.00),
        ("C_101", "Urology Service", 54, 63, 46, 0.19, 1.01),
        ("C_110", "Trauma and Orthopaedic Service", 115, 152, 84, 0.32, 1.09),
        ("C_120", "Ear Nose and Throat Service", 86, 43, 70, 0.13, 1.48),
        ("C_130", "Ophthalmology Service", 80, 194, 91, 0.23, 0.69),
        ("C_140", "Oral Surgery Service", 45, 45, 31, 0.17, 1.47),
        ("C_150", "Neurosurgical Service", 8, 8, 6, 0.17, 0.99),
        ("C_160", "Plastic Surgery Service", 14, 40, 9, 0.42, 1.21),
        ("C_170", "Cardiothoracic Surgery Service", 1, 5, 1, 0.36, 0.76),
        ("C_300", "General Internal Medicine Service", 5, 3, 6, 0.06, 0.68),
        ("C_301", "Gastroenterology Service", 51, 58, 42, 0.11, 0.87),
        ("C_320", "Cardiology Service", 54, 31, 49, 0.08, 0.95),
        ("C_330", "Dermatology Service", 56, 36, 79, 0.07, 0.91),
        ("C_340", "Respiratory Medicine Service", 28, 8, 34, 0.02, 0.83),
        ("C_400", "Neurology Service", 30, 3, 26, 0.01, 1.23),
        ("C_410", "Rheumatology Service", 17, 5, 22, 0.03, 0.75),
        ("C_430", "Elderly Medicine Service", 3, 2, 7, 0.03, 0.44),
        ("C_502", "Gynaecology Service", 79, 50, 72, 0.14, 1.17),
        ("X02", "Other - Medical Services", 87, 52, 113, 0.07, 0.80),
        ("X03", "Other - Mental Health Services", 0.3, 0.04, 0.6, 0.01, 0.54),
        ("X04", "Other - Paediatric Services", 45, 32, 47, 0.14, 0.91),
        ("X05", "Other - Surgical Services", 65, 72, 84, 0.17, 0.92),
        ("X06", "Other - Other Services", 22, 13, 38, 0.06, 0.59),
    ],
    columns=["code", "name", "listed", "admitted", "non_admitted", "decided", "wait"],
)
# Which functions a kind of provider offers, and how often people go there for them beside a hospital (1).
SPECIALISED = {"C_150": 0.3, "C_170": 0.2, "C_160": 0.6}
OFFERS: dict[str, dict[str, float]] = {
    "hospital": {code: SPECIALISED.get(code, 1.0) for code in FUNCTIONS["code"]},
    "neighbour": {code: SPECIALISED.get(code, 1.0) for code in FUNCTIONS["code"]},
    "centre": dict.fromkeys(["C_110", "C_301", "C_320", "C_330", "C_502", "X02", "X05"], 1.0)
    | {"C_150": 12.0, "C_170": 15.0, "C_160": 4.0, "C_400": 3.0, "X04": 3.0},
    "independent": dict.fromkeys(["C_100", "C_101", "C_120", "C_130", "C_301", "C_502", "X05"], 1.0)
    | {"C_110": 2.5},
    "eye clinic": {"C_130": 3.0},
}
WEIGHT = {"hospital": 1.0, "neighbour": 0.25, "centre": 0.08, "independent": 0.14, "eye clinic": 0.1}
HUB_FUNCTIONS = ("C_140", "C_150", "C_170", "X02", "X04", "X05")

# NHS England's own commissioners, which belong to no board, each with the region whose centre it pays.
HUBS = (
    ("13Q", "NATIONAL COMMISSIONING HUB 1", "Y56"),
    ("13R", "LONDON COMMISSIONING HUB", "Y56"),
    ("14A", "MIDLANDS COMMISSIONING HUB", "Y60"),
    ("14E", "EAST OF ENGLAND COMMISSIONING HUB", "Y61"),
    ("14F", "SOUTH WEST COMMISSIONING HUB", "Y58"),
    ("14G", "SOUTH EAST COMMISSIONING HUB", "Y59"),
    ("27T", "NORTH WEST COMMISSIONING HUB", "Y62"),
    ("85J", "NORTH EAST AND YORKSHIRE COMMISSIONING HUB", "Y63"),
    ("Y62", "", "Y62"),
    ("Y63", "", "Y63"),
)
# Nobody has published how many of Frimley's people went where on 1 April 2026: these shares are invented.
SPLIT = {"D4U1Y": (("U2G6B", 0.52), ("92A", 0.33), ("D9Y0V", 0.15))}
SPLIT_ON = date(2026, 4, 1)
# Where the files call a sub-ICB location otherwise than its own name in capitals.
NAMED_OTHERWISE = {"05W": "NHS STOKE ON TRENT (SUB ICB LOCATION)", "11N": "NHS KERNOW (SUB ICB LOCATION)"}


@dataclass(frozen=True)
class England:
    """What lasts. Frames: `places` (a commissioner's people, by whom they are paid for before and after April 2026),
    `providers`, and `cells`, a row for provider × place × treatment function (positions in the other frames) with
    monthly flows, the list and the wait at the start of 2025.
    """

    places: pd.DataFrame
    providers: pd.DataFrame
    cells: pd.DataFrame


@lru_cache(maxsize=4)
def england(seed: int, size: Size) -> England:
    """Build the England of a seed; the same areas are the same in both sizes."""
    chance = np.random.default_rng(seed)
    places = _with_character(_places(), chance)
    providers = _providers(places)
    cells = _cells(places, providers, chance)
    if size == "small":
        cells = cells[_is_small(places)[cells["place"]]].reset_index(drop=True)
    return England(places, providers, cells)


def _is_small(places: pd.DataFrame) -> np.ndarray:
    """Tell which places are in the small England: five boards, and who else pays in their regions."""
    inside = places["icb"].isin(SMALL_BOARDS)
    return (inside | ((places["icb"] == "") & places["region"].isin(places["region"][inside]))).to_numpy()


def table(name: str) -> pd.DataFrame:
    """Return a reference table as text; an empty cell is an empty text."""
    return pd.read_csv(REFERENCE / f"{name}.csv", dtype=str, keep_default_na=False)


def board_names() -> dict[str, str]:
    """Return the names of boards as the files have them, by code."""
    areas = table("areas")
    boards = areas[areas["kind"] == "icb"]
    return dict(zip(boards["code"], boards["name"].str.upper(), strict=True))


def commissioner_names() -> dict[str, str]:
    """Return the names of commissioners as the files have them, by code."""
    areas = table("areas")
    locations = areas[areas["kind"] == "sicbl"]
    names = "NHS " + _bare(locations["name"]).str.upper() + " (SUB ICB LOCATION)"
    hubs = {code: name for code, name, _ in HUBS}
    return dict(zip(locations["code"], names, strict=True)) | NAMED_OTHERWISE | hubs | {NOT_ENGLAND: "#N/A"}


def board_of_each(month: date) -> dict[str, str]:
    """Return the board of each sub-ICB location in a month, by code."""
    memberships = table("memberships")
    day = month.isoformat()
    valid = (memberships["start"] <= day) & ((memberships["end"] == "") | (memberships["end"] >= day))
    return dict(zip(memberships["child"][valid], memberships["parent"][valid], strict=True))


def _bare(names: pd.Series) -> pd.Series:
    return names.str.removesuffix(" sub-ICB location")


def _places() -> pd.DataFrame:
    """Return a row a place: `before`, `after` (who pays), `name, people, icb, region, x, y` (km), `home`.

    A place with `home` has hospitals of its own. Of NHS England's commissioners and NONC `icb` is empty.
    """
    areas = table("areas")
    locations = areas[(areas["kind"] == "sicbl") & (areas["opened"] == "")].set_index("code")
    boards = board_of_each(date(2024, 1, 1))
    located = pd.DataFrame(
        {
            "before": locations.index,
            "name": _bare(locations["name"]),
            "people": _people().reindex(locations.index).to_numpy(),
            "icb": [boards[code] for code in locations.index],
            "region": [boards[boards[code]] for code in locations.index],
            "x": locations["longitude"].astype(float) * 68.0,
            "y": locations["latitude"].astype(float) * 111.0,
        }
    )
    parts = located.assign(parts=[SPLIT.get(code, ((code, 1.0),)) for code in located["before"]]).explode(
        "parts"
    )
    parts["after"], parts["share"] = parts["parts"].str[0], parts["parts"].str[1].astype(float)
    parts["home"] = ~parts["before"].duplicated()
    parts["people"] = parts["people"] * parts["share"]
    return pd.concat([parts.drop(columns=["parts", "share"]), _elsewhere(parts)], ignore_index=True)


def _people() -> pd.Series:
    populations = table("populations")
    residents = populations[(populations["source"] == "ons") & (populations["date"] == "2023-06-30")]
    return residents.set_index("area")["people"].astype(float)


def _elsewhere(located: pd.DataFrame) -> pd.DataFrame:
    """Return the places that are none: NHS England's commissioners, and people from outside England."""
    people = located.groupby("region")["people"].sum()
    hubs = [(code, name, region, 0.06 * people[region]) for code, name, region in HUBS]
    outside = [(NOT_ENGLAND, "", region, 0.02 * people[region]) for region in people.index]
    rows = pd.DataFrame.from_records([*hubs, *outside], columns=["before", "name", "region", "people"])
    return rows.assign(after=rows["before"], icb="", home=False, x=0.0, y=0.0)


def _with_character(places: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    """Add how each place differs for good, in part like its board, and how it moves."""
    number = len(places)
    boards = places["icb"].astype("category").cat.codes.to_numpy()
    activity = chance.normal(0, 0.07, number) + chance.normal(0, 0.06, number)[boards]
    jump = chance.uniform(0.12, 0.22, number) * chance.choice([-1, 1], number, p=[0.6, 0.4])
    return places.assign(
        admits=np.exp(activity + chance.normal(0, 0.16, number)),
        sees=np.exp(activity + chance.normal(0, 0.14, number)),
        wait=np.exp(chance.normal(0, 0.16, number) + chance.normal(0, 0.12, number)[boards]),
        removes=0.105 * np.exp(chance.normal(0, 0.25, number)),
        wait_trend=chance.normal(-0.035, 0.05, number),
        flow_trend=chance.normal(0.015, 0.02, number),
        phase=chance.integers(0, 300, number),
        wait_jump=jump,
        flow_jump=-0.6 * jump,
    )


def _providers(places: pd.DataFrame) -> pd.DataFrame:
    """Return a row a provider: `code, name, kind, place` (where it stands), `reach`: the region it serves, or none."""
    homes = places[places["home"]]
    rows = [
        (f"DX{number:03}", f"Demonstration Hospital {home.name}", "hospital", home.Index, "")
        for number, home in zip(count(1), homes.itertuples(), strict=False)
    ]
    for first, word, people in ((201, "Infirmary", 450_000), (301, "University Hospital", 1_000_000)):
        rows += [
            (f"DX{number:03}", f"Demonstration {word} {home.name}", "hospital", home.Index, "")
            for number, home in zip(count(first), homes[homes["people"] > people].itertuples(), strict=False)
        ]
    seats = homes.sort_values("people").groupby("region").tail(1).sort_values("region")
    regions = table("areas").set_index("code")["short_name"]
    for first, word, kind in (
        (701, "Regional Centre", "centre"),
        (801, "Independent Hospital", "independent"),
        (901, "Eye Clinic", "eye clinic"),
    ):
        rows += [
            (f"DX{number:03}", f"Demonstration {word} {regions[seat.region]}", kind, seat.Index, seat.region)
            for number, seat in zip(count(first), seats.itertuples(), strict=False)
        ]
    return pd.DataFrame.from_records(rows, columns=["code", "name", "kind", "place", "reach"])


def _links(places: pd.DataFrame, providers: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    """Return who goes where: `place, provider` (positions), `kind` and `weight`."""
    rows = []
    for place, here in places.iterrows():
        if here["icb"]:
            rows += [(place, provider, "hospital") for provider in _hospitals_of(here, places, providers)]
            rows += [(place, provider, "neighbour") for provider in _nearest(place, places, providers)]
        serving = providers.index[providers["reach"] == here["region"]]
        rows += [
            (place, provider, providers["kind"][provider])
            for provider in serving
            if here["icb"] or providers["kind"][provider] == "centre"
        ]
    links = pd.DataFrame.from_records(rows, columns=["place", "provider", "kind"])
    return links.assign(weight=links["kind"].map(WEIGHT) * np.exp(chance.normal(0, 0.3, len(links))))


def _hospitals_of(place: pd.Series, places: pd.DataFrame, providers: pd.DataFrame) -> list[int]:
    local = providers["kind"] == "hospital"
    payers = places["before"].to_numpy()[providers["place"]]
    return list(providers.index[local & (payers == place["before"])])


def _nearest(position: int, places: pd.DataFrame, providers: pd.DataFrame) -> list[int]:
    """Return the nearest hospital of another place, of the same board if it has one."""
    here = places.loc[position]
    others = places[
        places["home"] & (places["before"] != here["before"]) & (places["region"] == here["region"])
    ]
    near = others[others["icb"] == here["icb"]] if (others["icb"] == here["icb"]).any() else others
    nearest = np.hypot(near["x"] - here["x"], near["y"] - here["y"]).idxmin()
    return [int(providers.index[providers["place"] == nearest][0])]


def _cells(places: pd.DataFrame, providers: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    """Return provider × place × treatment function with what is usual there, scaled to England's level."""
    shares = _shares(places, _links(places, providers, chance), chance)
    cells = shares.reset_index(drop=True)
    place, function = places.loc[cells["place"]].reset_index(drop=True), FUNCTIONS.loc[cells["function"]]
    function = function.reset_index(drop=True)
    demand = cells["share"] * place["people"] * np.exp(_by_place_and_function(cells, chance, 0.20))
    wait = place["wait"] * np.exp(_by_place_and_function(cells, chance, 0.10))
    wait *= np.exp(chance.normal(0, 0.05, len(providers)))[cells["provider"]]
    in_england = place["before"] != NOT_ENGLAND
    return cells.assign(
        admitted=_to_level(demand * function["admitted"] * place["admits"], 300_000, in_england),
        non_admitted=_to_level(demand * function["non_admitted"] * place["sees"], 1_165_000, in_england),
        listed=_to_level(demand * function["listed"] * place["sees"] * wait, 7_400_000, in_england),
        wait=wait * function["wait"],
        decided=function["decided"],
        offset=chance.random(len(cells)),
    )


def _to_level(amounts: pd.Series, level: float, counted: pd.Series) -> pd.Series:
    return amounts * level / amounts[counted].sum()


def _shares(places: pd.DataFrame, links: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    """Return `place, provider, function` and the `share` of the place's pathways of the function that go there."""
    offers = pd.DataFrame(OFFERS).reindex(FUNCTIONS["code"]).fillna(0.0)
    weights = links["weight"].to_numpy()[:, None] * offers[links["kind"]].to_numpy().T
    closed = chance.random(weights.shape) < 0.4
    weights[closed & (links["kind"] == "neighbour").to_numpy()[:, None]] = 0
    paid_by_hub = (places["icb"] == "").to_numpy()[links["place"]]
    weights[np.ix_(paid_by_hub, ~FUNCTIONS["code"].isin(HUB_FUNCTIONS))] = 0
    link, function = np.nonzero(weights)
    shares = links.loc[link, ["place", "provider"]].assign(function=function, share=weights[link, function])
    shares["share"] /= shares.groupby(["place", "function"])["share"].transform("sum")
    return shares


def _by_place_and_function(cells: pd.DataFrame, chance: np.random.Generator, spread: float) -> np.ndarray:
    """Return a lasting deviation for each place and function, the same for all its providers."""
    values = chance.normal(0, spread, (int(cells["place"].max()) + 1, len(FUNCTIONS)))
    return values[cells["place"], cells["function"]]
