"""Digests of codes: the same from the server and from the till."""

import json
import shutil
import subprocess
from pathlib import Path

from engine import codes

SALT = "000102030405060708090a0b0c0d0e0f"
SPELLINGS = ["NOWRUZ", " nowruz ", "grün", "نوروز", "", "A" * 64, "\u00a0X"]


def test_the_till_computes_the_same_digests():
    node = shutil.which("node")
    assert node, "Node is needed: ./club test brings it"
    twin = Path(__file__).with_name("codes_twin.mjs")
    told = json.dumps({"salt": SALT, "rounds": codes.ROUNDS, "codes": SPELLINGS})
    answer = subprocess.run([node, str(twin)], input=told, capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout) == [codes.digest(SALT, code) for code in SPELLINGS]


def test_a_digest_is_pbkdf2_and_no_code():
    # By openssl kdf -keylen 16 -kdfopt digest:SHA256 -kdfopt pass:NOWRUZ -kdfopt hexsalt:... -kdfopt iter:20000 PBKDF2
    assert codes.digest(SALT, "nowruz ") == "4F2BE74063CA1A2E138F2915ADDAE28C"


def test_codes_are_alike_as_offers_compare_them():
    same, other = codes.digest(SALT, " nowruz"), codes.digest(SALT, "nowruz1")
    assert same == codes.digest(SALT, "NOWRUZ") != other
    assert codes.digest("ff" * 16, "NOWRUZ") != same
