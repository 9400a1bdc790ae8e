"""Looks what production installs up in the list of known vulnerabilities: `python -m config.audit`.

Ends with 1 when something is found. Where the list cannot be asked, or knows none of what is installed (a mirror without
advisories), that is said in a sentence and is no failure: a check must work without a network.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PINNED = Path("requirements") / "runtime.txt"
SECONDS = 120  # for everything


def verdict(report: dict[str, Any] | None, trouble: str = "") -> tuple[int, list[str]]:
    """What to end with and what to say, from pip-audit's report; None if it made none."""
    if report is None:
        return 0, [f"Skipped: the list of known vulnerabilities did not answer. {trouble}".strip()]
    known = [each for each in report["dependencies"] if "skip_reason" not in each]
    unknown = len(report["dependencies"]) - len(known)
    found = [
        f"{each['name']} {each['version']}: {fault['id']}, put right in {', '.join(fault['fix_versions']) or 'no version yet'}"
        for each in known
        for fault in each["vulns"]
    ]
    if found:
        return 1, found
    if not known:
        return 0, [
            f"Skipped: the list that answered knows none of the {unknown} packages, so nothing could be looked up."
        ]
    said = f"{len(known)} packages looked up, no known vulnerability."
    return 0, [said + (f" {unknown} could not be looked up." if unknown else "")]


def ask() -> tuple[dict[str, Any] | None, str]:
    """pip-audit's report, or None and why there is none."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--requirement", str(PINNED)]
        command += ["--format", "json", "--output", str(report), "--progress-spinner", "off"]
        try:
            answer = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return None, f"No answer within {SECONDS} seconds."
        if not report.exists() or not report.stat().st_size:
            said = [line for line in answer.stderr.splitlines() if line.strip()]
            return None, said[-1] if said else ""
        return json.loads(report.read_text()), ""


if __name__ == "__main__":
    code, lines = verdict(*ask())
    print("\n".join(lines))  # noqa: T201  (it talks to a terminal)
    sys.exit(code)
