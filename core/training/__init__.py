"""How the weights of judges are made: simulated raters, photo edits, stages."""
