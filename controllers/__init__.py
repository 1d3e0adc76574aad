from . import club_sheets, codes, sms, stop
