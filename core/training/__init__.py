"""How judges are trained: photo edits, simulated raters, stages, the loop."""
