// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// What the JavaScript twin makes of the payments of test_lots_twin.py, from standard input to standard output.

import { readFileSync } from "node:fs";
import { splitOverPurses } from "../static/src/engine/ledger/lots.js";

const payments = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(payments.map((payment) => splitOverPurses(...payment)).map(({ split, missing }) => [split, missing])));
