"""Drawing and changing interventions with the mouse on the map, scored while they hang on the cursor."""
