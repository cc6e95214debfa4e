"""The mini judge: measured attributes and a frozen small language model."""
