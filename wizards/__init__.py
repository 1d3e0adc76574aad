from . import base_partner_merge, club_member_pin, club_wallet_statement
from . import club_books_post, club_liability_report
from . import club_tier_give
