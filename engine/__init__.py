# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The club's rules as plain Python: no Odoo import, no clock, no random, no input or output."""
