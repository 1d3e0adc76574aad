"""SMS providers. Each is one file behind `base.Provider`; what Odoo stores of a gateway goes in as an `base.Account`."""

from . import farazsms, generic, ghasedak, ippanel, kavenegar, melipayamak, smsir

MODULES = (generic, kavenegar, smsir, melipayamak, ghasedak, ippanel, farazsms)
PROVIDERS = {module.Provider.key: module.Provider for module in MODULES}
