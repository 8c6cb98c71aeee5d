"""Every operation of OSS by every signature scheme, with oss2: what must work, what must be refused,
and how.

The table is coverage.toml; what its cases mean stands in oss_callers.py and oss_cases.py.
"""

from cases import refused, rows, works
from oss_callers import CALLERS
from oss_case import Case
from oss_cases import CASES
from oss_world import World

MEANINGS = {**CALLERS, **CASES}
SCHEMES = ("V1-header", "V1-URL", "V4-header", "V4-URL", "anonymous")


def main():
    world = World()
    for row in rows("oss"):
        schemes = [scheme for scheme in row["schemes"] if scheme in SCHEMES]
        # oss2 sends no forms.
        for operation in (name for name in row["operations"] if name != "PostObject"):
            for scheme in schemes:
                attempt = MEANINGS[row["case"]]
                name = f"{operation}/{row['case']}/{scheme}"
                made = lambda: attempt(Case(world, operation, scheme))
                if row["error"] == "200":
                    works(name, made)
                else:
                    refused(name, row["error"], made)


main()
