"""District and scenario in, results out: the one engine behind dock, toolbox and Python."""
