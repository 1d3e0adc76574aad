"""What it takes to prepare the messages of a campaign, against a bare INSERT of the same rows, in turns; and the memory.

    ./club bench messages [--members 100000] [--against 10000] [--rounds 3] [--keep]

Preparing asks who may get the message (address, consent, the most that a member gets), fills the text in the member's
language, measures its parts and inserts in batches. The bare INSERT copies the finished rows within the database, into the
same table with all its indexes.
"""

import argparse
import sys
import time

import club_databases
import make_data
from club_bench import ensure_database, environment, load, peak_memory

GOAL = 3.0
BODY = "Dear {name}, as {tier} you have {points} points. Two days of 20 % off everything."
BARE = """
    INSERT INTO club_message (queued_at, program_id, company_id, member_id, event, channel, marketing, recipient, body, parts,
           state, local_id, priority, send_after, valid_until, attempts, source_key, campaign_id)
    SELECT queued_at, program_id, company_id, member_id, event, channel, marketing, recipient, body, parts,
           state, local_id || 'x', priority, send_after, valid_until, attempts, source_key || 'x', campaign_id
      FROM bench_rows"""


class Club:

    def __init__(self, name, members):
        self.name, self.members = name, members
        with environment(ensure_database(name)) as env:
            program = make_data.fill(env, members, 0)
            program.write({"cap_count": 5, "cap_days": 30})
            self.program = program.id
            env.cr.execute("""
                INSERT INTO club_consent (member_id, program_id, channel, purpose, agreed, given_at, source, user_id)
                SELECT id, program_id, 'sms', 'marketing', TRUE, now(), 'import', 1 FROM club_member""")
            env.cr.commit()
            env.cr.execute("ANALYZE")
        self.registry = load(name)

    def campaign(self, env):
        return env["club.campaign"].create({"name": "Bench", "program_id": self.program, "template_ids": [
            (0, 0, {"program_id": self.program, "lang": "en_US", "body": BODY})]})

    def prepare(self):
        """Seconds to prepare a campaign for all members; its rows stay in `bench_rows`."""
        with environment(self.name) as env:
            campaign = self.campaign(env)
            campaign.action_start()
            env.cr.commit()
            start = time.perf_counter()
            env["club.campaign"]._cron_run()
            seconds = time.perf_counter() - start
            campaign.invalidate_recordset()
            if campaign.prepared_count != self.members:
                raise SystemExit(f"{campaign.prepared_count} messages instead of {self.members}")
            env.cr.execute("DROP TABLE IF EXISTS bench_rows")
            env.cr.execute("CREATE TABLE bench_rows AS SELECT * FROM club_message")
            env.cr.execute("TRUNCATE club_message CASCADE")
            env.cr.commit()
            return seconds

    def bare(self):
        """Seconds of the INSERT alone, of the rows that `prepare` made."""
        with environment(self.name) as env:
            start = time.perf_counter()
            env.cr.execute(BARE)
            env.cr.commit()
            seconds = time.perf_counter() - start
            env.cr.execute("TRUNCATE club_message CASCADE")
            return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--against", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", action="store_true", help="keep the databases")
    arguments = parser.parse_args()
    sizes, ratios, memory = (arguments.against, arguments.members), {}, {}
    names = {size: club_databases.own_name(f"messages_{size}") for size in sizes}
    try:
        for size in sizes:
            club, found = Club(names[size], size), []
            for _round in range(arguments.rounds):
                mine, peer = club.prepare(), club.bare()
                found.append(mine / peer)
                print(f"{size} messages: prepared in {mine:.2f} s, bare INSERT {peer:.2f} s", flush=True)
            ratios[size], memory[size] = sorted(found)[len(found) // 2], peak_memory()
    finally:
        if not arguments.keep:
            for name in names.values():
                club_databases.drop(name)
    print(f"Prepared / bare INSERT: {ratios[arguments.members]:.2f} (goal: at most {GOAL})")
    print(f"Peak memory: {memory[arguments.against]:.0f} MB with {arguments.against}, "
          f"{memory[arguments.members]:.0f} MB with {arguments.members}")
    sys.exit(ratios[arguments.members] > GOAL)


if __name__ == "__main__":
    main()
