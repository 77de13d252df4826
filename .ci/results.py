"""Print a line for each test in Meson's JSON log: passed, failed or skipped, and its name."""

import json
import sys

RESULTS = {"OK": "passed", "EXPECTEDFAIL": "passed", "SKIP": "skipped"}

with open(sys.argv[1], encoding="utf-8") as log:
    for line in log:
        test = json.loads(line)
        print(RESULTS.get(test["result"], "failed"), test["name"])
