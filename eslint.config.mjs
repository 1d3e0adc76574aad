// What is wrong is reported, how it is laid out is not. The packages live outside the checkout, so `./club lint` tells where.
import { createRequire } from "node:module";

const require = createRequire(`${process.env.NODE_PATH ?? import.meta.dirname}/`);
const js = require("@eslint/js");
const globals = require("globals");

const privateMembers = { selector: "PrivateIdentifier", message: "Odoo patches classes, and cannot patch private members." };

export default [
    { ignores: ["**/node_modules/", "static/lib/", "static/src/lib/"] },
    js.configs.recommended,
    {
        languageOptions: { ecmaVersion: 2023, sourceType: "module" },
        rules: {
            "curly": ["error", "all"],
            "eqeqeq": ["error", "always", { null: "ignore" }],
            "no-restricted-syntax": ["error", privateMembers],
            "no-shadow": "error",
            "no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
            "no-var": "error",
            "prefer-const": "error",
        },
    },
    {
        // The engine runs at the till and in Node and is a pure function: nothing of either place, no clock, no dice.
        files: ["static/src/engine/**/*.js"],
        languageOptions: { globals: globals["shared-node-browser"] },
        rules: {
            "no-restricted-globals": ["error", "console", "setTimeout", "fetch"],
            "no-restricted-properties": ["error", { object: "Date", property: "now" }, { object: "Math", property: "random" }],
            "no-restricted-syntax": [
                "error",
                privateMembers,
                { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: "The engine has no clock." },
            ],
        },
    },
    {
        files: ["static/src/**/*.js", "static/tests/**/*.js"],
        ignores: ["static/src/engine/**"],
        languageOptions: { globals: { ...globals.browser, luxon: "readonly", odoo: "readonly", posmodel: "readonly" } },
    },
    {
        files: ["**/*.mjs", "bench/**/*.js", "devtools/**/*.js"],
        languageOptions: { globals: globals.node },
    },
];
