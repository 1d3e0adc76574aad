# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The till is in one of some branches (twin: static/src/engine/offers/conditions/branch.js)."""

from .base import ContextInList


class Branch(ContextInList):
    """See `ContextInList`."""

    kind = "branch"
    fact = "branch"
