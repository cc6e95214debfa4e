"""The child processes: decoding (one loader for thumbnail, preview and judge) and the judge.

Importing this package and its modules is cheap; what is heavy is imported in the child.
"""
