from . import test_club_wallet
