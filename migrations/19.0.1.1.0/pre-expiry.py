"""Days until credit lapses have become one of several rules: where there were days, they go on."""


def migrate(cr, version):
    for purse in ("bonus", "points"):
        cr.execute(f"ALTER TABLE club_program ADD COLUMN IF NOT EXISTS {purse}_expiry varchar")
        cr.execute(f"UPDATE club_program SET {purse}_expiry = CASE WHEN {purse}_valid_days > 0 THEN 'days' ELSE 'never' END"
                   f" WHERE {purse}_expiry IS NULL")
