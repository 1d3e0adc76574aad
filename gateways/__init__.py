"""SMS providers. Each is one file behind `base.Provider`; what Odoo stores of a gateway goes in as an `base.Account`."""

from . import generic, kavenegar, smsir

PROVIDERS = {module.Provider.key: module.Provider for module in (generic, kavenegar, smsir)}
