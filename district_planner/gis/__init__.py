"""The border: the only place that sees both QGIS layers and DataFrames."""
