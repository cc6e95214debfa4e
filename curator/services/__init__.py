"""The work, as plain functions and generators; knows no Qt and prints nothing."""
