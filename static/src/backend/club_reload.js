/** Shows a record anew every few seconds while a job works on it: `<widget name="club_reload"/>` on its form. */

import { Component, onMounted, onWillUnmount, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const EVERY = 3000;

export class ClubReload extends Component {
    static template = xml`<span class="d-none"/>`;
    static props = { ...standardWidgetProps };

    setup() {
        let timer;
        onMounted(() => (timer = setInterval(() => this.reload(), EVERY)));
        onWillUnmount(() => clearInterval(timer));
    }

    async reload() {
        const record = this.props.record;
        if (record.resId && record.data.state === "running" && !(await record.isDirty())) {
            await record.load();
        }
    }
}

registry.category("view_widgets").add("club_reload", { component: ClubReload });
