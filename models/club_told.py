"""Fields that no column keeps and by which records can all the same be grouped and found: SQL tells them.

A model names them in `_told_sql`; what a record shows, what a group is and what a search finds is the same expression.
"""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


def array(values, kind):
    """SQL of an array of these values. Not one parameter: Odoo's pivots ask which expressions are the same, and a list has no
    hash.
    """
    return SQL("ARRAY[%s]::%s[]", SQL(", ").join(values), SQL(kind))


class ClubTold(models.AbstractModel):
    _name = "club.told.mixin"
    _description = "Fields that are told by SQL"

    @api.model
    def _told_sql(self, alias, name):
        """SQL of a field's value for a row of this model's table, named `alias`; None: a column keeps it."""
        return None

    def _field_to_sql(self, alias, field_expr, query=None):
        told = self._told_sql(SQL.identifier(alias), field_expr)
        if told is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        self.flush_model()  # a query would write first what it names, and does not know what is told here
        return told

    def _compute_told(self, names):
        self.env.flush_all()
        columns = [self._told_sql(SQL.identifier(self._table), name) for name in names]
        rows = self.env.execute_query(SQL(
            "SELECT id, %s FROM %s WHERE id = ANY(%s)", SQL(", ").join(columns), SQL.identifier(self._table),
            self._origin.ids))
        told = {number: values for number, *values in rows}
        for record in self:
            for place, name in enumerate(names):
                record[name] = told[record._origin.id][place] if record._origin.id in told else False

    @api.model
    def _search_told(self, name, operator, value):
        if operator != "in":
            return NotImplemented
        values, empty = [one for one in value if one is not False], False in value

        def matches(model, alias, _query):
            told = model._told_sql(SQL.identifier(alias), name)
            found = SQL("%s = ANY(%s)", told, values) if values else SQL("FALSE")
            return SQL("(%s OR %s IS NULL)", found, told) if empty else SQL("(%s IS NOT NULL AND %s)", told, found)

        return Domain.custom(to_sql=matches)
