// How the purses pay: the part of engine/ledger/lots.py that the till needs.

/**
 * Split a payment over the purses in the programme's order; twin of `split_over_purses`.
 *
 * @param {number} amount minor units
 * @param {{paid: number, bonus: number, points: number}} available minor units; points in points
 * @param {string[]} order purses, the first to pay first
 * @param {number} pointPrice minor units that one point pays; 0: points do not pay
 * @param {number} least bonus and points pay nothing or at least this, in minor units
 * @param {number|null} most bonus and points pay at most this together; null: no limit
 * @returns {{split: Object, missing: number}} purse -> amount taken; minor units that nothing pays
 */
export function splitOverPurses(amount, available, order, pointPrice, least = 0, most = null) {
    const splitOf = (limits) => splitWithin(amount, { ...available, ...limits }, order, pointPrice, most);
    const redeemed = ({ split }) => (split.bonus || 0) + (split.points || 0) * pointPrice;
    let answer = splitOf({});
    if (redeemed(answer) > 0 && redeemed(answer) < least) {
        answer = splitOf({ paid: Math.max(0, Math.min(available.paid, amount - least)) });
        if (redeemed(answer) < least) {
            answer = splitOf({ bonus: 0, points: 0 });
        }
    }
    return answer;
}

function splitWithin(amount, available, order, pointPrice, most) {
    const split = {};
    let missing = amount;
    let left = most === null ? amount : most;
    for (const purse of order) {
        const price = purse === "points" ? pointPrice : 1;
        const open = purse === "paid" ? missing : Math.min(missing, left);
        split[purse] = price ? Math.min(available[purse], Math.floor(open / price)) : 0;
        missing -= split[purse] * price;
        left -= purse === "paid" ? 0 : split[purse] * price;
    }
    return { split, missing };
}
