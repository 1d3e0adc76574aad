"""Values on their way into a statement: columns of many rows at once."""

from odoo.tools import SQL


def table_of(model, columns):
    """(names as SQL, a query of these columns) of column -> values, as many rows as there are values. What is the same in all
    of them is told once: an array of thousands takes its time.
    """
    names = [SQL.identifier(name) for name in columns]
    kinds = [SQL(model._fields[name].column_type[1]) for name in columns]  # pylint: disable=sql-injection
    same = {name for name, values in columns.items() if name != next(iter(columns)) and len(set(values)) == 1}
    told = [SQL("%s::%s", values[0], kind) if name in same else SQL.identifier(name)
            for (name, values), kind in zip(columns.items(), kinds, strict=True)]
    arrays = [(SQL("%s::%s[]", values, kind), SQL.identifier(name))
              for (name, values), kind in zip(columns.items(), kinds, strict=True) if name not in same]
    return names, SQL(
        "SELECT %s FROM unnest(%s) AS told (%s)",
        SQL(", ").join(SQL("%s AS %s", value, name) for value, name in zip(told, names, strict=True)),
        SQL(", ").join(array for array, _name in arrays), SQL(", ").join(name for _array, name in arrays))
