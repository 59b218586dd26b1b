"""How likely a point lies inside a zone: seeded realisations of the line's error and the depth.

Every realisation moves the line sideways by an error that is uniform within its bound and
correlated along the line (a Gaussian copula with Matérn 3/2 correlation: neighbouring stretches
err alike, distant ones do not, and the moved line has no jumps), and takes one depth from the
stated range. The share of realisations in which a point lies inside is its chance.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.zones.figure import Figure

Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]

REALISATIONS = 300
"""A chance of one half is then known to 3 in 100, one of 95 in 100 to 1.3."""
CORRELATED_M = 10_000.0
"""How far along a line its error stays alike (to one half). Towns that face each other across the
front of north-western Syria stand some 5 km apart: an error at one reaches its neighbours."""
_MOST_SAMPLES = 2_000
_BLOCK = 64
_SEED = 20180917


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Points along lines and rims (M), the way that each may be off (unit), and by how much."""

    at: Reals
    sideways: Reals
    error_m: Reals
    free: Flags
    """Single points: they may be off in any direction."""

    def moves(self, rng: np.random.Generator, count: int) -> Reals:
        """Return displacements of every sample in every realisation, (count, M, 2), in metres."""
        gaps = np.hypot(*(self.at[:, None, :] - self.at[None, :, :]).transpose(2, 0, 1))
        scaled = math.sqrt(3) * gaps / CORRELATED_M
        alike = (1 + scaled) * np.exp(-scaled) + 1e-9 * np.eye(len(self.at))
        normal = rng.standard_normal((count, len(self.at))) @ np.linalg.cholesky(alike).T
        uniform = _normal_to_uniform(normal)
        along = (2 * uniform - 1)[..., None] * self.sideways
        angle = 2 * math.pi * rng.random((count, len(self.at)))
        disc = np.sqrt(uniform)[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        return np.where(self.free[:, None], disc, along) * self.error_m[:, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moved:
    """Samples with their displacements in every realisation, and a way to the nearest."""

    samples: Samples
    moves: Reals
    tree: shapely.STRtree

    @classmethod
    def of(cls, samples: Samples, rng: np.random.Generator, count: int) -> _Moved:
        """Draw the displacements."""
        tree = shapely.STRtree(shapely.points(samples.at))
        return cls(samples=samples, moves=samples.moves(rng, count), tree=tree)

    def nearest(self, points: Reals) -> Indices:
        """Return the nearest sample of each point."""
        found: Indices = self.tree.nearest(shapely.points(points))
        return found


def chances(figure: Figure, points: Reals, count: int = REALISATIONS) -> Reals:
    """Return the chance of each point (N, 2), in metres of the figure's frame; land apart."""
    rng = np.random.default_rng(_SEED)
    pieces = _Moved.of(sampled(figure.pieces, figure.errors_m, figure.depth_m), rng, count)
    edges = pieces
    if figure.edges and figure.edges != figure.pieces:
        edges = _Moved.of(sampled(figure.edges, figure.edge_errors_m, None), rng, count)
    reach_m = None if figure.depth_m is None else rng.uniform(*figure.depth_m, count)
    area = shapely.union_all([p for p in figure.pieces if p.area > 0])
    inside = np.zeros(len(points))
    for block in _blocks(points, pieces):
        here = points[block]
        hit = np.ones((count, len(here)), dtype=bool)
        if reach_m is not None:
            hit = _near(here, pieces, reach_m)
            if not area.is_empty:
                hit |= _beside(here, area, pieces)
        if figure.sides.drawn is not None:
            hit &= _beside(here, figure.sides.drawn, edges)
        inside[block] = hit.mean(axis=0)
    return inside


def sampled(
    pieces: tuple[BaseGeometry, ...],
    errors_m: tuple[float, ...],
    depth_m: tuple[float, float] | None,
) -> Samples:
    """Return points along the pieces, each with the error of the piece that it lies on."""
    spots = [p for p in shapely.get_parts(list(pieces)) if p.geom_type == "Point"]
    rims = [p.boundary if p.area > 0 else p for p in pieces if p.length > 0]
    lines = [p for p in shapely.get_parts(rims) if p.length > 0]
    joined = shapely.get_parts(shapely.line_merge(shapely.MultiLineString(lines)))
    step_m = _step_m(sum(p.length for p in joined), depth_m)
    along = [_along(line, step_m) for line in joined]
    at = np.concatenate([shapely.get_coordinates(spots), *(a for a, _ in along)])
    ways = np.concatenate([np.zeros((len(spots), 2)), *(w for _, w in along)])
    owner = shapely.STRtree(list(pieces)).nearest(shapely.points(at))
    return Samples(
        at=at,
        sideways=ways,
        error_m=np.asarray(errors_m, dtype=float)[owner],
        free=np.arange(len(at)) < len(spots),
    )


def _step_m(length_m: float, depth_m: tuple[float, float] | None) -> float:
    """Return how far apart samples lie: at a quarter of the depth they miss 0.8 % of it."""
    wanted_m = CORRELATED_M / 8
    if depth_m is not None and depth_m[0] > 0:
        wanted_m = min(wanted_m, depth_m[0] / 4)
    return max(wanted_m, length_m / _MOST_SAMPLES)


def _along(line: BaseGeometry, step_m: float) -> tuple[Reals, Reals]:
    """Return samples of a line and the directions to the left of it."""
    count = max(2, math.ceil(line.length / step_m) + 1)
    at = np.linspace(0, line.length, count)
    ahead, behind = (
        shapely.get_coordinates(shapely.line_interpolate_point(line, np.clip(s, 0, line.length)))
        for s in (at + step_m / 2, at - step_m / 2)
    )
    chord = ahead - behind
    left = np.column_stack([-chord[:, 1], chord[:, 0]])
    size = np.maximum(np.hypot(left[:, 0], left[:, 1]), 1e-9)
    return shapely.get_coordinates(shapely.line_interpolate_point(line, at)), left / size[:, None]


def _normal_to_uniform(values: Reals) -> Reals:
    erf = np.vectorize(math.erf, otypes=[np.float64])
    return np.asarray(0.5 + 0.5 * erf(values / math.sqrt(2)))


def _blocks(points: Reals, pieces: _Moved) -> Iterator[Indices]:
    """Yield indices of points that lie together, so that few samples matter to each group."""
    order = np.argsort(pieces.nearest(points), kind="stable")
    for start in range(0, len(order), _BLOCK):
        yield order[start : start + _BLOCK]


def _near(points: Reals, pieces: _Moved, reach_m: Reals) -> Flags:
    """Tell in which realisations (rows) each point lies within reach of the moved samples."""
    samples, nearest = pieces.samples, pieces.nearest(points)
    away_m = np.hypot(*(points - samples.at[nearest]).T)
    surely = away_m + samples.error_m[nearest] <= reach_m.min()
    near = np.ones((len(reach_m), len(points)), dtype=bool)
    if not surely.all():
        near[:, ~surely] = _reached(points[~surely], pieces, reach_m)
    return near


def _reached(points: Reals, pieces: _Moved, reach_m: Reals) -> Flags:
    samples = pieces.samples
    centre = points.mean(axis=0)
    here = (points - centre).astype(np.float32)
    radius_m = np.hypot(here[:, 0], here[:, 1]).max()
    away_m = np.hypot(*(samples.at - centre).T) - samples.error_m
    close = np.flatnonzero(away_m <= radius_m + reach_m.max())
    if not close.size:
        return np.zeros((len(reach_m), len(points)), dtype=bool)
    moved = (samples.at[close] - centre + pieces.moves[:, close]).astype(np.float32)
    squared = (moved**2).sum(axis=-1)[:, None, :] - 2 * (here @ moved.transpose(0, 2, 1))
    least: NDArray[np.float32] = squared.min(axis=-1) + (here**2).sum(axis=-1)
    return least <= (reach_m**2)[:, None]


def _beside(points: Reals, ground: BaseGeometry, edges: _Moved) -> Flags:
    """Tell in which realisations each point lies in ground whose edge is moved."""
    shapely.prepare(ground)
    within = shapely.contains_xy(ground, points[:, 0], points[:, 1])
    samples, nearest = edges.samples, edges.nearest(points)
    error_m, sideways = samples.error_m[nearest], samples.sideways[nearest]
    away = points - samples.at[nearest]
    signed_m = (away * sideways).sum(axis=-1)
    moved_m = signed_m - (edges.moves[:, nearest] * sideways).sum(axis=-1)
    crossed = (np.sign(moved_m) != np.sign(signed_m)) & (np.abs(signed_m) <= error_m)
    close = np.hypot(away[:, 0], away[:, 1]) <= 2 * error_m
    flipped: Flags = within ^ (crossed & close)
    return flipped
