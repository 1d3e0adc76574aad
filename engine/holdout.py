"""Who does not get an offer, so that its effect can be told: a share of the members, the same ones for ever.

Membership is a pure function of the offer and the member. It outlives revisions, differs between offers, and a larger
percentage only adds members.
"""

from hashlib import sha256

BUCKETS = 2 ** 32
MOST_PERCENT = 50


def bucket(offer_id, member_id):
    """Where a member stands among those of an offer, from 0 to BUCKETS - 1: the first four bytes of a SHA-256."""
    return int.from_bytes(sha256(f"{offer_id}:{member_id}".encode()).digest()[:4], "big")


def is_held_out(offer_id, member_id, percent):
    """Whether the member is in the offer's control group of `percent` of all members."""
    return bucket(offer_id, member_id) * 100 < percent * BUCKETS
