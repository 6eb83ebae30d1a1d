"""How fast the product is, measured against its peers in one run (docs/benchmarks.md)."""
