"""The Processing toolbox: the provider, what its algorithms share, and the algorithms."""
