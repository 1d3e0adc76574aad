from . import test_club_wallet
from . import test_club_wallet_concurrency
