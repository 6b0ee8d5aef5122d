"""What a month's RTT file says, as arrays: the shape that reading hands to computing."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

ADMITTED = "Part_1A"
NON_ADMITTED = "Part_1B"
INCOMPLETE = "Part_2"
DECISION_TO_ADMIT = "Part_2A"
NEW_PERIODS = "Part_3"
PARTS = (ADMITTED, NON_ADMITTED, INCOMPLETE, DECISION_TO_ADMIT, NEW_PERIODS)

NOT_ENGLAND = "NONC"
ALL_FUNCTIONS = "C_999"
TREATMENT_FUNCTIONS = {
    "C_999": "All treatment functions",
    "C_100": "General surgery",
    "C_101": "Urology",
    "C_110": "Trauma and orthopaedics",
    "C_120": "Ear, nose and throat",
    "C_130": "Ophthalmology",
    "C_140": "Oral surgery",
    "C_150": "Neurosurgery",
    "C_160": "Plastic surgery",
    "C_170": "Cardiothoracic surgery",
    "C_300": "General internal medicine",
    "C_301": "Gastroenterology",
    "C_320": "Cardiology",
    "C_330": "Dermatology",
    "C_340": "Respiratory medicine",
    "C_400": "Neurology",
    "C_410": "Rheumatology",
    "C_430": "Elderly medicine",
    "C_502": "Gynaecology",
    "X02": "Other medical services",
    "X03": "Other mental health services",
    "X04": "Other paediatric services",
    "X05": "Other surgical services",
    "X06": "Other services",
}
SINGLE_FUNCTIONS = {code: name for code, name in TREATMENT_FUNCTIONS.items() if code != ALL_FUNCTIONS}


@dataclass(frozen=True, slots=True)
class Extract:
    """One month of pathways.

    `rows`: a row for provider × commissioner × part × treatment function, with the categorical columns
    `provider, commissioner, part, treatment_function` (codes) and int64 columns `total` ("Total All") and
    `unknown_start` (clock start not known; 0 in stocks).
    `bands`: int32, shape (len(rows), 105) or, before April 2021, (len(rows), 53): column n counts waits of more than
    n and up to n + 1 weeks, the last is open. Row i belongs to `rows.iloc[i]`; all zero in Part_3.
    `organisations`: columns `code, name, parent, parent_name, role`; role is `provider` or `commissioner`.
    """

    month: date
    rows: pd.DataFrame
    bands: np.ndarray
    organisations: pd.DataFrame
