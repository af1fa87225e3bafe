"""Start nnsim from a checkout: python main.py --help says how."""

import sys

from nnsim.cli import main

sys.exit(main())
