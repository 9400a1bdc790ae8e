"""`make check` fails for a known vulnerability, and says so where it could not look."""

from config.audit import verdict

FINE = {"name": "django", "version": "5.2.8", "vulns": []}
UNKNOWN = {"name": "amqp", "skip_reason": "not found"}
FAULTY = {"name": "old", "version": "1.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}]}
HOPELESS = {"name": "older", "version": "1.0", "vulns": [{"id": "PYSEC-2026-2", "fix_versions": []}]}


def test_nothing_found_passes_and_says_what_was_not_looked_up():
    assert verdict({"dependencies": [FINE]}) == (0, ["1 packages looked up, no known vulnerability."])
    code, (said,) = verdict({"dependencies": [FINE, UNKNOWN]})
    assert code == 0
    assert "1 could not be looked up" in said


def test_a_finding_fails_and_is_named():
    code, said = verdict({"dependencies": [FINE, FAULTY, HOPELESS, UNKNOWN]})
    assert code == 1
    assert said == [
        "old 1.0: PYSEC-2026-1, put right in 1.1",
        "older 1.0: PYSEC-2026-2, put right in no version yet",
    ]


def test_a_list_that_does_not_answer_is_said_and_no_failure():
    for report in (None, {"dependencies": [UNKNOWN]}):
        code, (said,) = verdict(report, "Connection refused")
        assert code == 0
        assert said.startswith("Skipped: ")
