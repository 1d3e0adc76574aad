/** A whole number of basis points shown and typed as a percentage: `<field name="rate_bps" widget="basis_points"/>`. */

import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatPercentage } from "@web/views/fields/formatters";
import { useInputField } from "@web/views/fields/input_field_hook";
import { useNumpadDecimal } from "@web/views/fields/numpad_decimal_hook";
import { parsePercentage } from "@web/views/fields/parsers";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const WHOLE = 10000;

export class BasisPointsField extends Component {
    static template = "web.PercentageField";
    static props = { ...standardFieldProps };

    setup() {
        useInputField({
            getValue: () => this.format({ noSymbol: true }),
            refName: "numpadDecimal",
            parse: (text) => Math.round(parsePercentage(text) * WHOLE),
        });
        useNumpadDecimal();
    }

    get formattedValue() {
        return this.format();
    }

    format(options = {}) {
        const share = this.props.record.data[this.props.name] / WHOLE;
        return formatPercentage(share, { digits: [16, 2], trailingZeros: false, ...options });
    }
}

registry.category("fields").add("basis_points", {
    component: BasisPointsField,
    displayName: _t("Basis points"),
    supportedTypes: ["integer"],
});
