"""What the pages of the dock are made of."""
