"""Indicators: one file each, found through :func:`registry.indicators`."""
