from . import club_ledger_guard, club_labels
from . import club_program, club_program_company, club_branch, club_tier, club_brand
from . import club_member
from . import club_wallet, club_wallet_balance
from . import club_ledger_check, club_ledger_replay
from . import club_wallet_entry, club_wallet_lot, club_wallet_allocation, club_wallet_posting, club_wallet_hold
from . import club_purchase, club_purchase_write, club_award_line, club_verdict, club_alert
from . import club_append_only, club_offer_selector, club_offer_part, club_offer, club_offer_condition, club_offer_benefit
from . import club_offer_revision, club_offer_book_content, club_offer_book, club_offer_use, club_program_offers
from . import club_offer_control, club_offer_pilot, club_program_stop, club_offer_problem, club_offer_kind
from . import club_offer_lease, club_offer_lease_grant, club_offer_lease_member, club_offer_lease_take
from . import pos_payment_method, pos_config, product_template, product_product
from . import pos_session, pos_session_collect, pos_session_discount, pos_order_invoice
from . import club_program_company_checklist, club_program_company_setup, club_program_setup
from . import club_cohort_movement, club_estimate, club_program_cohorts, club_program_company_books
from . import club_agreed_rate, club_program_company_between
from . import club_liability, club_books_check
from . import pos_order, pos_order_settle, pos_order_evaluate, pos_order_return, pos_order_line, pos_payment
from . import club_identification, pos_config_till, pos_session_reserve, pos_session_identify
from . import pos_session_join
from . import club_job, club_sms_gateway, club_sms_gateway_generic, club_message, club_message_send
from . import club_code_batch, club_code, club_code_use, club_offer_condition_code, pos_order_code, pos_session_code
from . import club_program_confirm, club_one_time_code, sms_sms, pos_session_confirm
from . import club_alert_work, club_purchase_why
from . import club_member_actions, club_wallet_actions, club_wallet_entry_actions, club_purchase_actions, club_program_explain
from . import club_program_tell, club_program_amounts, club_offer_template
from . import res_partner, account_move_line, account_move_entries
from . import res_company, account_journal, account_move, account_move_record, club_purchase_undo
from . import club_member_merge
from . import club_repair_run, club_repair_steps
from . import ir_actions_report, report_sale_details, report_code_sheet, club_code_export
from . import club_program_wallet, club_program_company_operate
from . import club_wallet_operate, club_wallet_payment, club_adjustment_reason, club_wallet_adjustment
from . import account_payment, account_move_wallet, club_program_company_settle, club_transfer_fee
from . import club_member_card, club_suppression, club_member_leave, club_member_export
from . import club_wallet_code
from . import club_program_company_deduct, club_purchase_deduct
from . import club_program_watch, club_member_phone, club_unusual_movement, club_unusual_find, club_wallet_lapse
from . import club_program_tiers, club_tier_history, club_member_tier, club_member_tier_move, club_purchase_tier
from . import club_tier_review, club_tier_notice, club_tier_check
from . import club_segment, club_segment_member, club_segment_size, club_segment_rule, club_segment_night
from . import club_member_habit, club_rfm_cell, club_member_alive
from . import club_member_find, club_member_referral, club_member_join, club_member_duplicate, club_member_print
from . import club_consent, club_fact_check
from . import club_purchase_line, club_offer_effect
from . import club_rehearsal, club_rehearsal_offer, club_rehearsal_change, club_rehearsal_member, club_rehearsal_use
from . import club_rehearsal_page, club_retention, club_suggestion
from . import club_member_recount, club_member_bulk, club_history_line, club_redemption
from . import club_import, club_import_column, club_import_row, club_import_made, club_import_members, club_import_run
from . import club_report, club_export
from . import club_message_optout, club_message_member, club_message_program, club_message_template
from . import club_message_prepare, club_message_events, club_campaign, club_message_mail
from . import club_step, club_step_due, club_step_grant, club_step_message
from . import club_told, club_member_profile, club_purchase_activity, club_report_groups
from . import club_report_sums, club_report_day, club_report_cut, club_report_members, club_report_decile
from . import club_report_cohort, club_report_touched, club_report_night, club_report_mark
from . import club_program_months, club_goal, club_report_month
from . import club_report_wallet, club_member_counted, club_purchase_sold
from . import club_dashboard, club_dashboard_records, club_dashboard_club, club_dashboard_members, club_dashboard_sales
