"""The illustrative AMP-SBP district: coordinates written down by hand, local streets grown inside outlines."""
