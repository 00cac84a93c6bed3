"""How long one tenant's events wait beside an import of another tenant."""

import threading
import time
import uuid
from typing import Callable

import second_tenant
from console import StepFailed, timed
from rest_client import Client
from settings import Settings

WANTED_SECONDS = 2.0
PAUSE_SECONDS = 0.5  # between two writes
LOOK_SECONDS = 0.02
GIVE_UP_SECONDS = 120.0
PATIENCE_SECONDS = 60.0  # with calls that a loaded machine asks to come later


def measure(settings: Settings, import_customers: Callable[[], None]) -> list[dict]:
    """From the answer to a customer's new name until its opportunity, in another service, says it,
    again and again while the import of another tenant goes on."""
    renamer = _Renamer(second_tenant.make(settings, "neighbour", PATIENCE_SECONDS))
    renamer.rename()  # what is read when a customer is first named is not what is measured
    with timed("bench", "another tenant's events beside an import"), renamer:
        import_customers()
    waits = sorted(renamer.seconds)

    def figure(name: str, ours: float) -> dict:
        return {"name": f"{name} of {len(waits)} events beside another tenant's import",
                "ours": ours, "limit": WANTED_SECONDS, "unit": "s", "ratio": WANTED_SECONDS / ours,
                "goal": 1}
    return [figure("p99", waits[int(0.99 * (len(waits) - 1))]), figure("the longest", waits[-1])]


class _Renamer:
    """Renames a customer and waits for the opportunity, in a thread, from `with` on to its end."""

    def __init__(self, client: Client):
        self.seconds: list[float] = []
        self._client = client
        self._over = threading.Event()
        self._failures: list[StepFailed] = []
        self._thread = threading.Thread(target=self._run)
        pipeline = self._post("/v1/pipelines", {"displayName": "fairness"})
        stage = self._post(f"/v1/{pipeline['name']}/stages",
                           {"displayName": "fairness", "order": 1, "probability": 10})
        self._customer = self._post("/v1/customers", {
            "type": "ORGANIZATION", "displayName": "fairness"})["name"]
        self._opportunity = self._post("/v1/opportunities", {
            "displayName": "fairness", "stage": stage["name"],
            "customer": self._customer})["name"]

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_) -> None:
        self._over.set()
        self._thread.join()
        if self._failures:
            raise self._failures[0]
        if not self.seconds:
            raise StepFailed("no event arrived")

    def rename(self) -> float:
        """The seconds until the other service says the name."""
        name = uuid.uuid4().hex
        # Once more is no harm where the answer got lost.
        self._client.post("/v1/customers:batchUpdate", {
            "requestId": str(uuid.uuid4()),
            "requests": [{"customer": {"name": self._customer, "displayName": name},
                          "updateMask": "displayName"}]})
        begun = time.monotonic()
        while self._client.get(f"/v1/{self._opportunity}").get("customerDisplayName") != name:
            if time.monotonic() - begun > GIVE_UP_SECONDS:
                raise StepFailed(f"an event did not arrive within {GIVE_UP_SECONDS:.0f} s")
            time.sleep(LOOK_SECONDS)
        return time.monotonic() - begun

    def _run(self) -> None:
        try:
            while not self._over.is_set():
                self.seconds.append(self.rename())
                self._over.wait(PAUSE_SECONDS)
        except StepFailed as error:
            self._failures.append(error)

    def _post(self, path: str, body: dict) -> dict:
        return self._client.post(f"{path}?requestId={uuid.uuid4()}", body)
