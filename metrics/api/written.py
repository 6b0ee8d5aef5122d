"""How answers are written, beside JSON: as CSV."""

import json

import pandas as pd
from rest_framework.renderers import BaseRenderer

from metrics.exports import csv_text


class CsvRenderer(BaseRenderer):
    """Rows as CSV. What an object holds becomes columns of its own; a list becomes its items or JSON."""

    media_type = "text/csv"
    format = "csv"

    def render(self, data, accepted_media_type=None, renderer_context=None) -> str:
        rows = data.get("results", [data])
        table = pd.DataFrame([_flat(row) for row in rows])
        return csv_text(table) if len(table.columns) else ""


def _flat(row: dict) -> dict:
    cells = {}
    for name, value in row.items():
        cells |= value if isinstance(value, dict) else {name: _cell(value)}
    return cells


def _cell(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(value) if all(isinstance(item, str) for item in value) else json.dumps(value)
    return value
