"""What a replica's metrics say, as Prometheus would read them."""

import http.client
import re

PORT = 9002


def read(address: str) -> str:
    """All of a pod's; "" of one that cannot be reached any more."""
    connection = http.client.HTTPConnection(address, PORT, timeout=10)
    try:
        connection.request("GET", "/metrics")
        return connection.getresponse().read().decode()
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()


def total(text: str, name: str, label: str = "") -> float:
    """The sum of a metric's series that have such a text among their labels."""
    return sum(float(value) for labels, value in re.findall(
        rf"^{name}(\{{[^}}]*\}})? (\S+)$", text, re.MULTILINE) if label in labels)
