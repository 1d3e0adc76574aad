"""“Ask for a PIN” has become one of several ways to confirm a payment."""


def migrate(cr, version):
    cr.execute("ALTER TABLE club_program ADD COLUMN IF NOT EXISTS confirm_by varchar")
    cr.execute("UPDATE club_program SET confirm_by = CASE WHEN require_pin THEN 'pin' ELSE 'none' END WHERE confirm_by IS NULL")
