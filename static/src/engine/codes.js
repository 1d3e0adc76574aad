// Codes as the offer book holds them: digests, since codes never travel to tills in clear (twin: engine/codes.py).

import { plainCode } from "./offers/conditions/code.js";

const BITS = 128;

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
const bytesOf = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));

/**
 * The digest of a code, computed by the browser, so without a connection.
 *
 * @returns {Promise<string|null>} null where the page is not served securely and the browser computes no digests
 */
export async function digestOf(code, { code_salt, code_rounds }) {
    const subtle = globalThis.crypto?.subtle;
    if (!subtle) {
        return null;
    }
    const key = await subtle.importKey("raw", new TextEncoder().encode(plainCode(code)), "PBKDF2", false, ["deriveBits"]);
    const way = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(code_salt), iterations: code_rounds };
    return hex(new Uint8Array(await subtle.deriveBits(way, key, BITS)));
}
