"""Times between places and what follows from them: decay, times tables, exact re-scoring."""
