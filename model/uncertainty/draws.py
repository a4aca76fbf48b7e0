"""Random paths of index and population: seeded, in blocks, and the same whatever draws them.

A block's numbers depend on the seed and the block's own number alone. Only additions, multiplications and
roundings are made of them, in a fixed order, so that the bits do not differ between processors.
"""

import numpy as np

from model.exact import RATE_SCALE
from model.kernel import FloatArray

BLOCK = 4096
"""Paths in a block. It is part of what a result is: another size draws other paths."""


def normals(seed: int, block: int, out: FloatArray) -> FloatArray:
    """Fill an array with the standard normal numbers of a block, and return it."""
    children = np.random.SeedSequence(seed, spawn_key=(block,))
    return np.random.Generator(np.random.SFC64(children)).standard_normal(out=out)


def deviations(spread: float, persistence: float, z: FloatArray) -> FloatArray:
    """Return how far index changes stray: persistence × the deviation of the year before + spread × z.

    The persistence is 0 to 1; the result is in the units of the spread. The standard normal numbers, shape
    (year, scenario), are used up.
    """
    z *= spread
    for year in range(1, len(z)):
        z[year] += persistence * z[year - 1]
    return z


def rate_paths(centre: FloatArray, strays: FloatArray, out: FloatArray | None = None) -> FloatArray:
    """Return index changes that stray from a centre; a change stops just above −100 %.

    All in units of 1 / `model.exact.RATE_SCALE`, the result whole: the centre of shape (year, 1), what strays from
    it (`deviations`) and the result, which `out` may hold, (year, scenario).
    """
    paths = np.add(strays, centre, out=out)
    return np.maximum(np.rint(paths, out=paths), 1 - RATE_SCALE, out=paths)


def people_factors(spread: FloatArray, z: FloatArray) -> FloatArray:
    """Return by how much each municipality's population strays: the product over the years of (1 + spread × z).

    The spread of a year's change is a share, 0.01 for one per cent, shape (municipality,). The standard normal
    numbers, shape (municipality, year, scenario), are used up. A factor is never below 0, and 0 from then on.
    """
    z *= spread[:, None, None]
    z += 1.0
    np.maximum(z, 0.0, out=z)
    for year in range(1, z.shape[1]):
        z[:, year] *= z[:, year - 1]
    return z
