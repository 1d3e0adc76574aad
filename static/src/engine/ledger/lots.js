// How the purses pay: the part of engine/ledger/lots.py that the till needs.

/**
 * Split a payment over the purses in the programme's order; twin of `split_over_purses`.
 *
 * @param {number} amount minor units
 * @param {{paid: number, bonus: number, points: number}} available minor units; points in points
 * @param {string[]} order purses, the first to pay first
 * @param {number} pointPrice minor units that one point pays; 0: points do not pay
 * @returns {{split: Object, missing: number}} purse -> amount taken; minor units that nothing pays
 */
export function splitOverPurses(amount, available, order, pointPrice) {
    const split = {};
    let missing = amount;
    for (const purse of order) {
        const price = purse === "points" ? pointPrice : 1;
        split[purse] = price ? Math.min(available[purse], Math.floor(missing / price)) : 0;
        missing -= split[purse] * price;
    }
    return { split, missing };
}
