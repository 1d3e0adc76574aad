from . import codes, sms
