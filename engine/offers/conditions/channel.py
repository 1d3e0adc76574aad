# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The purchase comes by one of some channels (twin: static/src/engine/offers/conditions/channel.js)."""

from .base import ContextInList


class Channel(ContextInList):
    """See `ContextInList`."""

    kind = "channel"
    fact = "channel"
