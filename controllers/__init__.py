from . import club_sheets, sms, stop
