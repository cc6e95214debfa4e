"""Training: edits of known sign, simulated raters, and the stages that learn from them."""
