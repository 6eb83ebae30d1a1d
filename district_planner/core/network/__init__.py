"""The street network: lines become a graph, places join it, searches run on it, drawn lines are laid over it."""
