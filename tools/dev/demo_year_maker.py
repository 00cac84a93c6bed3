"""Makes what is missing, under ids that stay the same, and counts it.

What is there is left as it is: a year that was cut short goes on, and a second run makes nothing.
"""

import collections
import uuid
from typing import Optional

from rest_client import Client, NotThere, Taken


class Tally:
    """How many of each kind were made, and were there. One for each thread; they are summed."""

    def __init__(self) -> None:
        self.made: collections.Counter = collections.Counter()
        self.there: collections.Counter = collections.Counter()
        self.calls = 0

    def add(self, other: "Tally") -> None:
        self.made += other.made
        self.there += other.there
        self.calls += other.calls


class Maker:
    """A client that counts. One for each thread; the client may be shared."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.tally = Tally()

    def get(self, path: str) -> dict:
        self.tally.calls += 1
        return self._client.get(f"/v1/{path}")

    def find(self, path: str) -> Optional[dict]:
        """The same; None of what is not there."""
        self.tally.calls += 1
        return self._client.find(f"/v1/{path}")

    def call(self, path: str, message: dict) -> dict:
        """A method whose message is the whole body, once, however often it is sent."""
        self.tally.calls += 1
        return self._client.post(f"/v1/{path}", {**message, "requestId": str(uuid.uuid4())})

    def repeatable(self, path: str, message: dict) -> dict:
        """A method that takes no request id, because what it is told has ids of its own."""
        self.tally.calls += 1
        return self._client.post(f"/v1/{path}", message)

    def make(self, kind: str, collection: str, id_parameter: str, record_id: str,
             body: dict) -> dict:
        """The record of that id as it is now."""
        self.tally.calls += 1
        try:
            record = self._client.post(f"/v1/{collection}?{id_parameter}={record_id}"
                                       f"&requestId={uuid.uuid4()}", body)
        except Taken as taken:
            record = self._found(f"{collection}/{record_id}", taken)
            self.tally.there[kind] += 1
        else:
            self.tally.made[kind] += 1
        return record

    def count(self, kind: str, made: int, there: int = 0) -> None:
        """Of what batches made, and found."""
        self.tally.made[kind] += made
        self.tally.there[kind] += there

    def _found(self, name: str, taken: Taken) -> dict:
        try:
            return self.get(name)
        except NotThere:
            raise taken from None  # by another record, which has its code or its name
