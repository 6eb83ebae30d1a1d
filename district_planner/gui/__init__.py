"""The desktop: what a planner sees and draws. It knows QGIS and the core, and nothing of Processing."""
