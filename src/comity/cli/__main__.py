"""`python -m comity.cli`: the `comity` command, wherever its script is."""

import sys

from comity.cli.main import main

sys.exit(main())
