"""Evaluation: metrics, protocols and the figures of the judges."""
