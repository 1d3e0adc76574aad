from . import base_partner_merge, club_member_pin, club_wallet_statement
from . import club_books_post, club_books_settle, club_liability_report
from . import club_tier_give
from . import club_consent_note
from . import club_code_add, club_code_give
from . import club_purchase_why
from . import club_step_give
from . import club_wallet_dialog
from . import club_wallet_pay, club_wallet_adjust, club_wallet_transfer, club_wallet_exchange, club_wallet_opening
from . import club_invoice_pay, club_member_leave, club_member_merge, club_member_export
from . import club_segment_change, club_segment_import
from . import club_offer_trial
from . import club_message_write
from . import club_month_report
