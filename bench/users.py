"""Fifty people at work, for locust: what each role does in a day, in the proportions of a day.

Runs as a program of its own (`bench_users.py` starts it), because locust's greenlets must not meet Django. Who the people
are, with their sessions, stands in the JSON file that BENCH_USERS names.
"""

import itertools
import json
import os
import random
import sys
import time
from pathlib import Path

from locust import HttpUser, between, task

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bench.forms import filled  # noqa: E402

PEOPLE = json.loads(Path(os.environ["BENCH_USERS"]).read_text())
WORDS = ("education", "attendance", "college", "meeting", "transport", "support", "bursary", "course", "mentor")


class Person(HttpUser):
    """What everybody does. The young people of a person are those whom the person sees."""

    abstract = True
    role = ""
    wait_time = between(0.5, 2.5)
    _numbers: dict[str, "itertools.count[int]"] = {}

    def on_start(self) -> None:
        of_role = [person for person in PEOPLE if person["role"] == self.role]
        number = next(self._numbers.setdefault(self.role, itertools.count()))
        self.person = of_role[number % len(of_role)]
        self.client.cookies.set(self.person["cookie"], self.person["session"])

    @task(6)
    def my_day(self) -> None:
        self.client.get("/", name="my day")

    @task(4)
    def caseload(self) -> None:
        self.client.get("/learners/", name="caseload")

    @task(6)
    def case_file(self) -> None:
        self.client.get(f"/learners/{self.learner()}/", name="case file")

    @task(1)
    def search(self) -> None:
        self.client.get("/search/", params={"q": random.choice(self.person["names"])}, name="search")

    @task(1)
    def messages(self) -> None:
        self.client.get("/messages/", name="messages")

    def learner(self) -> str:
        return str(random.choice(self.person["learners"]))


class DesignatedPerson(Person):
    """At a college: writes sections of plans, logs what happens."""

    role = "designated_person"
    weight = 20

    @task(10)
    def autosave(self) -> None:
        if not self.person["drafts"]:
            return
        draft = random.choice(self.person["drafts"])
        packet = {
            "going": " ".join(random.choices(WORDS, k=60)), "version": "0", "pass": draft["pass"],
            "serial": str(int(time.time() * 1000)), "checked": draft.get("checked", ""),
        }  # fmt: skip
        answer = self.client.post(draft["path"], packet, name="section autosave")
        draft["checked"] = answer.json().get("checked", draft.get("checked", ""))

    @task(1)
    def log_incident(self) -> None:
        path = f"/learners/{random.choice(self.person['own'])}/incidents/new/"
        page = self.client.get(path, name="incident form")
        values = filled(page.text, kind="at_risk", description=" ".join(random.choices(WORDS, k=12)))
        with self.client.post(
            path, values, name="log an incident", allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != 302:
                answer.failure(f"not logged: {answer.status_code}")


class SocialWorker(Person):
    role = "social_worker"
    weight = 20


class Head(Person):
    """At a Virtual School: looks at the whole."""

    role = "virtual_school_head"
    weight = 10

    @task(3)
    def dashboard(self) -> None:
        self.client.get("/oversight/", name="dashboard")

    @task(2)
    def figures(self) -> None:
        self.client.get("/figures/", name="figures")
