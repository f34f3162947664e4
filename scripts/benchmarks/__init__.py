"""What ``scripts/bench.py`` measures: a module per command, with ``add_arguments`` and ``measure``."""
