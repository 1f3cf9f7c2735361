"""Who may see what. One place, and it fails closed.

roles.py: what each role may do; identity.py: who has signed in, and which member that is; viewing.py: which figures a member
sees; reach.py: which clients they may read and write about in the book.
"""

from kam_core.access.identity import LOCAL, Identity, Member
from kam_core.access.reach import EVERYTHING, Reach
from kam_core.access.roles import ROLE_HELP, ROLE_NAMES, ROLES, Capability, may
from kam_core.access.viewing import Ownership, own_of, shown_to, viewer_of

__all__ = [
    "EVERYTHING", "LOCAL", "ROLES", "ROLE_HELP", "ROLE_NAMES", "Capability", "Identity", "Member", "Ownership", "Reach", "may",
    "own_of", "shown_to", "viewer_of",
]
