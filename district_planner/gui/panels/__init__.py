"""One file per page of the dock; each declares ``PANEL`` and is found by the registry."""
