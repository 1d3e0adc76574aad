// Digests of the codes that test_codes.py asks for, from standard input to standard output.

import { readFileSync } from "node:fs";
import { digestOf } from "../static/src/engine/codes.js";

const { salt, rounds, codes } = JSON.parse(readFileSync(0, "utf8"));
const digests = await Promise.all(codes.map((code) => digestOf(code, { code_salt: salt, code_rounds: rounds })));
console.log(JSON.stringify(digests));
