from . import club_member_pin
