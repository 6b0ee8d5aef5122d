"""Effects a second time, plainly: loops, normal equations and fractions. Only to check `metrics.compute.effects`."""

import itertools
import math
from fractions import Fraction

Rows = list[list[Fraction]]


def solved(matrix: Rows, right: list[Fraction]) -> list[Fraction]:
    """Solve a system of equations by elimination, exactly."""
    rows = [[*row, end] for row, end in zip(matrix, right, strict=True)]
    for place in range(len(rows)):
        pivot = next(row for row in range(place, len(rows)) if rows[row][place] != 0)
        rows[place], rows[pivot] = rows[pivot], rows[place]
        rows[place] = [entry / rows[place][place] for entry in rows[place]]
        for other in range(len(rows)):
            if other != place:
                share = rows[other][place]
                rows[other] = [a - share * b for a, b in zip(rows[other], rows[place], strict=True)]
    return [row[-1] for row in rows]


def inverse(matrix: Rows) -> Rows:
    size = range(len(matrix))
    columns = [solved(matrix, [Fraction(int(row == column)) for row in size]) for column in size]
    return [[columns[column][row] for column in size] for row in size]


def times(left: Rows, right: Rows) -> Rows:
    return [
        [sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*right, strict=True)]
        for row in left
    ]


def turned(matrix: Rows) -> Rows:
    return [list(column) for column in zip(*matrix, strict=True)]


def pieces(t: int, start: int) -> list[Fraction]:
    """Return 1, t, D and (t − T0)+ of the month `t`, where things begin in the month `start`."""
    return [Fraction(1), Fraction(t), Fraction(int(t >= start)), Fraction(max(0, t - start + 1))]


def segmented(values: dict[int, float], start: int, lags: int = 3) -> list[tuple[float, float]]:
    """Return each term's estimate and Newey-West error. `values`: month (1, 2, …) → value, those known alone."""
    months = sorted(values)
    design = [pieces(t, start) for t in months]
    seen = [[Fraction(values[t])] for t in months]
    bread = inverse(times(turned(design), design))
    estimates = [row[0] for row in times(bread, times(turned(design), seen))]
    left = {
        t: seen[place][0] - sum(a * b for a, b in zip(design[place], estimates, strict=True))
        for place, t in enumerate(months)
    }
    middle = [[Fraction(0)] * 4 for _ in range(4)]
    for one, other in itertools.product(months, repeat=2):
        weight = 1 - Fraction(abs(one - other), lags + 1)
        if weight <= 0:
            continue
        for row, column in itertools.product(range(4), repeat=2):
            product = pieces(one, start)[row] * pieces(other, start)[column] * left[one] * left[other]
            middle[row][column] += weight * product
    spread = times(times(bread, middle), bread)
    correction = Fraction(len(months), len(months) - 4)
    return [(float(estimates[term]), math.sqrt(correction * spread[term][term])) for term in range(4)]


def step(values: dict[int, float], start: int, carried: Fraction) -> tuple[float, float]:
    """Return the step and its error by generalised least squares, with the inverse of all correlations written out."""
    months = sorted(values)
    design = [pieces(t, start)[:3] for t in months]
    seen = [[Fraction(values[t])] for t in months]
    weights = inverse([[carried ** abs(one - other) for other in months] for one in months])
    bread = inverse(times(times(turned(design), weights), design))
    estimates = times(bread, times(times(turned(design), weights), seen))
    left = [
        [value[0] - sum(a * b[0] for a, b in zip(row, estimates, strict=True))]
        for row, value in zip(design, seen, strict=True)
    ]
    variance = times(times(turned(left), weights), left)[0][0] / (len(months) - 3)
    return float(estimates[2][0]), math.sqrt(variance * bread[2][2])


def two_way(areas: list[list[float]], began: int, start: int) -> tuple[float, float]:
    """Return the difference in differences and its error clustered by area; the first `began` areas began.

    By taking means of areas and of months out of the one column that matters (Frisch, Waugh and Lovell)."""
    count, months = len(areas), len(areas[0])
    treated = [[float(area < began and t >= start) for t in range(months)] for area in range(count)]
    column, seen = swept(treated), swept(areas)
    total = sum(x * x for row in column for x in row)
    change = (
        sum(x * y for xs, ys in zip(column, seen, strict=True) for x, y in zip(xs, ys, strict=True)) / total
    )
    clusters = [
        sum(x * (y - change * x) for x, y in zip(xs, ys, strict=True))
        for xs, ys in zip(column, seen, strict=True)
    ]
    rows, terms = count * months, count + months
    correction = count / (count - 1) * (rows - 1) / (rows - terms)
    return change, math.sqrt(correction * sum(cluster**2 for cluster in clusters)) / total


def swept(table: list[list[float]]) -> list[list[float]]:
    mean = sum(map(sum, table)) / (len(table) * len(table[0]))
    rows = [sum(row) / len(row) for row in table]
    columns = [sum(column) / len(column) for column in zip(*table, strict=True)]
    return [
        [entry - row - column + mean for entry, column in zip(line, columns, strict=True)]
        for line, row in zip(table, rows, strict=True)
    ]


def best_of_grid(values: list[float], three: list[list[float]], fineness: int) -> tuple[float, ...]:
    """Return the weights of three controls that come nearest, of all on a grid and then on a finer one around it."""
    centre, width = (1 / 3, 1 / 3), 1.0
    for _ in range(4):
        tried = [
            (centre[0] + width * (a / fineness - 0.5) * 2, centre[1] + width * (b / fineness - 0.5) * 2)
            for a in range(fineness + 1)
            for b in range(fineness + 1)
        ]
        centre = min((pair for pair in tried if allowed(pair)), key=lambda pair: misfit(values, three, pair))
        width *= 4 / fineness
    return (*centre, 1 - sum(centre))


def allowed(pair: tuple[float, float]) -> bool:
    return min(pair) >= -1e-9 and sum(pair) <= 1 + 1e-9


def misfit(values: list[float], three: list[list[float]], pair: tuple[float, float]) -> float:
    shares = (*pair, 1 - sum(pair))
    return sum(
        (value - sum(share * control[t] for share, control in zip(shares, three, strict=True))) ** 2
        for t, value in enumerate(values)
    )
