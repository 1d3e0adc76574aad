from . import test_club_wallet
from . import test_club_wallet_concurrency
from . import test_club_offer, test_club_offer_book, test_club_offer_lease
from . import test_pos_order
from . import test_pos_evaluate
from . import test_pos_return
from . import test_order_invoice
from . import test_session_closing
from . import test_session_closing_places
from . import test_program_setup
from . import test_pos_identify
from . import test_account_move, test_repair, test_club_member_merge, test_access, test_life_of_a_database
from . import test_club_member_actions, test_backend_tour
from . import test_screens
