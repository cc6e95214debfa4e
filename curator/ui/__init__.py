"""The window: the only place with Qt, but for `curator.app`."""
