"""Charts: one file each, found through the registry, shown in a window with the table behind them."""
