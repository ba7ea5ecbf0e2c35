"""A copy of everything that a deployment keeps: taken while it serves, verified, and brought back.

The secrets are left out, unless they are asked for into a file of their own: with `wrapping.key` beside it, a stolen
copy could be read.
"""

from autheid.assemble.backup.manifest import MANIFEST, Manifest
from autheid.assemble.backup.restore import restore
from autheid.assemble.backup.secrets import Secrets, read_secrets
from autheid.assemble.backup.take import back_up
from autheid.assemble.backup.verify import Verified, verify

__all__ = ["MANIFEST", "Manifest", "Secrets", "Verified", "back_up", "read_secrets", "restore", "verify"]
