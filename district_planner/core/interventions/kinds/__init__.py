"""One file per kind of intervention; each declares ``KIND`` and is found by the catalogue."""
