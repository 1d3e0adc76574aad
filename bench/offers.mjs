// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Measure one world in Node: node bench/offers.mjs WORLD.json RUNS; prints {cold_ms, warm_ms} as JSON.

import { readFileSync } from "node:fs";
import { measure } from "./offers_measure.mjs";

const [file, runs] = process.argv.slice(2);
console.log(JSON.stringify(measure(JSON.parse(readFileSync(file, "utf8")), Number(runs))));
