"""Install covplan into .venv and run it: without arguments the embedded scenario, otherwise as covplan's own.

python scripts/run.py                                  covplan run data/daklak/scenario.toml
python scripts/run.py assess data/daklak/scenario.toml  the same as: covplan assess data/daklak/scenario.toml

Files and results are relative to the project's folder, wherever this is called from.
"""

import sys

from environment import call, install, use_utf8


def main():
    """Exit code of covplan."""
    use_utf8()
    arguments = sys.argv[1:] or ["run", "data/daklak/scenario.toml"]
    return call([install(), "-m", "covplan", *arguments])


if __name__ == "__main__":
    sys.exit(main())
