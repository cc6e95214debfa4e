"""How well a judge predicts what each person thinks of photos, on data sets of human ratings."""
