# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The offers engine: `compile_book` once, then `evaluate` on every change of a basket; `run` does both."""

from .run import compile_book, evaluate, run

__all__ = ["compile_book", "evaluate", "run"]
