# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The kinds of benefit, one file each; `registry.py` lists them."""
