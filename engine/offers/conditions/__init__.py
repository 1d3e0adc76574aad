# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The kinds of condition, one file each; `registry.py` lists them."""
