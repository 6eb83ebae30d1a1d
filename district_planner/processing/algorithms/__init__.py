"""One file per algorithm; the provider finds every class that derives from ``DistrictAlgorithm``."""
