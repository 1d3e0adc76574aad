// License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
// Run case files through the JavaScript engine and compare with what they expect (twin: run.py).
//
//     node tests/vectors/run.mjs [--print] [FILE...]
//
// A file is a JSON list of `{name, input, expected?}`; without FILE, all files of index.json run and their numbers of
// cases are held against it. With `--print` each case's answer goes to stdout as one line of JSON, keys sorted, the same
// bytes as the twin's. Exit 0: nothing differs; 1: a difference, an exception, or fewer cases ran than the files hold;
// 2: unreadable.

import { readFileSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../../static/src/engine/offers/run.js";

const HERE = dirname(fileURLToPath(import.meta.url));
const EXACT_UP_TO = 12;

/** Order of two texts by code point, as Python orders them (the `<` of JavaScript goes by UTF-16 unit). */
function byCodePoint(one, other) {
    const left = Array.from(one, (letter) => letter.codePointAt(0));
    const right = Array.from(other, (letter) => letter.codePointAt(0));
    for (let i = 0; i < Math.min(left.length, right.length); i++) {
        if (left[i] !== right[i]) {
            return left[i] - right[i];
        }
    }
    return left.length - right.length;
}

/** A text as Python's json.dumps writes it: ASCII only. */
function quoted(text) {
    return JSON.stringify(text).replace(
        /[\u007f-\uffff]/g,
        (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0")
    );
}

/** JSON as both runners write it: sorted keys, no spaces, ASCII only; refuses what JSON or the contract does not have. */
function canonical(value) {
    if (value === null || typeof value === "boolean") {
        return String(value);
    }
    if (typeof value === "string") {
        return quoted(value);
    }
    if (typeof value === "number" && Number.isFinite(value)) {
        return JSON.stringify(value);
    }
    if (Array.isArray(value)) {
        return "[" + value.map(canonical).join(",") + "]";
    }
    if (typeof value === "object") {
        const keys = Object.keys(value).sort(byCodePoint);
        return "{" + keys.map((key) => quoted(key) + ":" + canonical(value[key])).join(",") + "}";
    }
    throw new TypeError("not JSON: " + typeof value);
}

/** The cases of a file; throws when it is no list of cases. */
function load(path) {
    const cases = JSON.parse(readFileSync(path, "utf8").replace(/^\ufeff/, ""));
    if (!Array.isArray(cases) || !cases.every((one) => one && typeof one === "object" && "input" in one)) {
        throw new Error("not a list of {name, input, expected}");
    }
    return cases;
}

/** Path and number of cases of each file in index.json. */
function indexFiles() {
    const index = JSON.parse(readFileSync(join(HERE, "index.json"), "utf8"));
    return index.files.map((entry) => [join(HERE, entry.file), entry.cases]);
}

/** How many `together` offers the answer does not refuse. */
function eligibleTogether(data, answer) {
    const stacking = new Map((data.offers || []).map((offer) => [offer.id, offer.stacking]));
    return (answer.verdicts || []).filter(
        (verdict) => stacking.get(verdict.offer) === "together" && verdict.status !== "refused"
    ).length;
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const valueAt = (value, key) => (Object.hasOwn(value, key) ? value[key] : "<missing>");

/** One text per place where two JSON values differ. */
function differences(expected, got, path = "") {
    if (isObject(expected) && isObject(got)) {
        const keys = [...new Set([...Object.keys(expected), ...Object.keys(got)])].sort(byCodePoint);
        return keys.flatMap((key) => differences(valueAt(expected, key), valueAt(got, key), `${path}.${key}`));
    }
    if (Array.isArray(expected) && Array.isArray(got) && expected.length === got.length) {
        return expected.flatMap((one, place) => differences(one, got[place], `${path}[${place}]`));
    }
    if (canonical(expected) === canonical(got)) {
        return [];
    }
    return [`${path.replace(/^\./, "") || "answer"}: expected ${canonical(expected)}, got ${canonical(got)}`];
}

/** What differs between a case's expectation and an answer. */
function judge({ input, expected }, got) {
    if (expected === undefined || expected === null) {
        return [];
    }
    if (eligibleTogether(input, expected) > EXACT_UP_TO) {
        const { exact: _wanted, ...expectedRest } = expected;
        const { exact: _given, ...gotRest } = got;
        return differences(expectedRest, gotRest);
    }
    return differences(expected, got);
}

/** Write all of a text at once, also to a pipe that takes only a part of it. */
function writeOut(text) {
    const bytes = Buffer.from(text, "ascii");
    for (let done = 0; done < bytes.length; ) {
        try {
            done += writeSync(1, bytes, done);
        } catch (error) {
            if (error.code !== "EAGAIN") {
                throw error;
            }
        }
    }
}

/** Run one file: [cases run, cases failed]. */
function runFile(path, printing) {
    let ran = 0;
    let failed = 0;
    const printed = [];
    for (const [place, one] of load(path).entries()) {
        let line;
        let texts;
        try {
            const got = run(one.input);
            line = canonical(got);
            texts = judge(one, got);
        } catch (error) {
            line = canonical({ error: error.name });
            texts = [`${error.name}: ${error.message}`];
        }
        ran += 1;
        failed += texts.length ? 1 : 0;
        printed.push(line + "\n");
        if (texts.length) {
            console.error(`DIFFERS ${basename(path)} #${place + 1} ${one.name}`);
            texts.slice(0, 8).forEach((text) => console.error(`    ${text}`));
        }
    }
    if (printing) {
        writeOut(printed.join(""));
    }
    return [ran, failed];
}

/** Run the named files, or all of the index; return the exit code. */
function main(args) {
    const printing = args.includes("--print");
    const names = args.filter((argument) => argument !== "--print");
    let [ran, failed, held] = [0, 0, 0];
    try {
        const files = names.length ? names.map((name) => [name, load(name).length]) : indexFiles();
        for (const [path, cases] of files) {
            held += cases;
            const [fileRan, fileFailed] = runFile(path, printing);
            ran += fileRan;
            failed += fileFailed;
            if (fileRan !== cases) {
                console.error(`COUNT ${basename(path)}: ${fileRan} cases ran of ${cases}`);
            }
        }
    } catch (error) {
        console.error(`UNREADABLE ${error.message}`);
        return 2;
    }
    console.error(`node: ${ran} of ${held} cases ran, ${failed} differ`);
    return failed || ran !== held ? 1 : 0;
}

process.exitCode = main(process.argv.slice(2));
