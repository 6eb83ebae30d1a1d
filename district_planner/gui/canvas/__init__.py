"""What is painted over the map while a planner draws: the line, its joins, the chip, and whom it brings closer."""
