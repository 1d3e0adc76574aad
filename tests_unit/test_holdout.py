"""Control groups: fixed vectors, an even share, offers that do not know of each other, groups that only grow."""

import pytest

from engine.holdout import BUCKETS, bucket, is_held_out

MEMBERS = range(1, 20_001)


def group(offer_id, percent):
    return {member for member in MEMBERS if is_held_out(offer_id, member, percent)}


@pytest.mark.parametrize(("offer_id", "member_id", "expected"), [
    (1, 1, 0xD6B5915C), (1, 2, 0x673AEEB0), (12, 345, 0x5AF6D087), (123, 45, 0x7D809B39),
    (2 ** 31 - 1, 10 ** 6, 0xAC07E35F),
])
def test_places_never_change(offer_id, member_id, expected):
    assert bucket(offer_id, member_id) == expected


@pytest.mark.parametrize("percent", [1, 5, 10, 33, 50])
def test_the_share_is_what_was_asked_for(percent):
    expected = len(MEMBERS) * percent / 100
    spread = (expected * (1 - percent / 100)) ** 0.5
    for offer_id in (1, 7, 4711):
        assert abs(len(group(offer_id, percent)) - expected) < 4 * spread


def test_places_are_even_over_the_whole_range():
    tenths = [0] * 10
    for member in MEMBERS:
        tenths[bucket(3, member) * 10 // BUCKETS] += 1
    expected = len(MEMBERS) / 10
    assert sum((found - expected) ** 2 / expected for found in tenths) < 27.88  # chi-squared, 9 degrees, p = 0.001


def test_offers_choose_independently():
    expected = len(MEMBERS) * 0.2 * 0.2
    groups = [group(offer_id, 20) for offer_id in (1, 2, 11, 12)]
    for number, one in enumerate(groups):
        for other in groups[number + 1:]:
            assert abs(len(one & other) - expected) < 4 * expected ** 0.5


def test_a_larger_percentage_only_adds():
    groups = [group(9, percent) for percent in (0, 1, 2, 10, 49, 50)]
    assert not groups[0]
    assert all(smaller < larger for smaller, larger in zip(groups, groups[1:], strict=False))
