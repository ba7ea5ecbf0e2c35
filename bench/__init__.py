"""Measures what a cycle costs, beside named yardsticks taken in the same run. Prints; asserts nothing."""

import os

# The stock gRPC client reports every connection that goes away; read when it is first imported.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")
