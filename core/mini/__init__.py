"""The mini judge: measured attributes, judged through a small frozen language model."""
