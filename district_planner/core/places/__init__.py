"""Places of a district: opportunities, homes, green spaces, stops and the fields they are read from."""
