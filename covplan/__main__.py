"""``python -m covplan``: the same as ``covplan``."""

import sys

from covplan.cli import main

sys.exit(main())
