// A club card, its QR code or an offer's code, read by the scanner on the product screen.
//
// They are recognised before Odoo's nomenclature parses what was read: card numbers start with any digits, also with those that
// mean a lot, a weight or a discount there.

import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { useBarcodeReader } from "@point_of_sale/app/hooks/barcode_reader_hook";
import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";
import { BarcodeReader } from "@point_of_sale/app/services/barcode_reader_service";
import { isCard } from "../snapshot";

const BARCODE = /^\d{8}(\d{4,6})?$/; // an article's number (EAN, UPC, GTIN) that no product of this till has

patch(BarcodeReader.prototype, {
    async _scan(code) {
        for (const { club } of this.exclusiveCbMap || !code ? [] : [...this.cbMaps]) {
            if (club && (await club(code))) {
                return;
            }
        }
        return super._scan(...arguments);
    },
});

patch(ProductScreen.prototype, {
    setup() {
        super.setup(...arguments);
        useBarcodeReader({ club: this.clubScan });
    },

    /** Whether the club took what was scanned. A product of this till that has the same number comes first. */
    async clubScan(code) {
        const club = this.pos.club;
        const order = this.currentOrder;
        if (!club?.active || this.pos.models["product.product"].getBy("barcode", code)) {
            return false;
        }
        if (isCard(code)) {
            const answer = await club.members.identify(code);
            if (answer.found.length === 1) {
                club.putMember(order, answer.found[0], code);
            } else if (answer.card) {
                club.putCard(order, answer.card);
            } else if (answer.code === "lost_card") {
                this.pos.dialog.add(AlertDialog, { title: _t("Lost card"), body: answer.message });
            }
            return answer.found.length === 1 || Boolean(answer.card) || answer.code === "lost_card";
        }
        return !BARCODE.test(code) && club.digests.size > 0 && (await this.clubScanCode(order, code));
    },

    /** Whether this is a code of an offer; one that is not good any more is told. */
    async clubScanCode(order, text) {
        const { code, message } = await this.pos.club.addCode(order, text);
        if (code?.startsWith("code_")) {
            this.pos.dialog.add(AlertDialog, { title: _t("Code"), body: message });
            return true;
        }
        return !message;
    },
});
