from . import club_member_pin
from . import base_partner_merge
