"""What texts have in common: near-duplicates among rows, and items of benchmarks in texts. Knows no stage."""

from ultralink_assets.similarity.contamination import BenchmarkItem, Held, Index
from ultralink_assets.similarity.near_duplicates import SIMILARITY, Twin, find
from ultralink_assets.similarity.signatures import band_keys, jaccard, shingles, signatures
from ultralink_assets.similarity.texts import TURNS, Texts

__all__ = [
    "SIMILARITY",
    "TURNS",
    "BenchmarkItem",
    "Held",
    "Index",
    "Texts",
    "Twin",
    "band_keys",
    "find",
    "jaccard",
    "shingles",
    "signatures",
]
