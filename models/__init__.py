from . import club_ledger_guard
from . import club_program, club_program_company, club_branch, club_tier, club_brand
from . import club_member
from . import club_wallet, club_wallet_balance
from . import club_ledger_check
from . import club_wallet_entry, club_wallet_lot, club_wallet_allocation, club_wallet_posting, club_wallet_hold
from . import club_purchase, club_purchase_write, club_award_line, club_verdict, club_alert
from . import club_append_only, club_offer_selector, club_offer_part, club_offer, club_offer_condition, club_offer_benefit
from . import club_offer_revision, club_offer_book_content, club_offer_book, club_offer_use, club_program_offers
from . import pos_payment_method, pos_config, product_template
from . import club_program_company_checklist, club_program_company_setup, club_program_setup
