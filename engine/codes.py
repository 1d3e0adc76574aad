"""Codes of offers as offer books hold them: digests, since codes never travel to tills in clear.

The twin is static/src/engine/codes.js, so that a till can compare a code without a connection.
"""

from functools import lru_cache
from hashlib import pbkdf2_hmac

from .offers.conditions.code import plain_code

ROUNDS = 20_000


@lru_cache(10_000)
def digest(salt, code):
    """PBKDF2-HMAC-SHA256 of a code, without spaces at both ends and in ASCII capitals, as 32 hexadecimal digits: some
    milliseconds' work. `salt`: hexadecimal digits, of the programme.
    """
    return pbkdf2_hmac("sha256", plain_code(code).encode(), bytes.fromhex(salt), ROUNDS, dklen=16).hex().upper()
