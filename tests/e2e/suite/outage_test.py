"""What a client sees while a part of the stack is down. Ends and restarts processes."""
import time
import unittest
import uuid

import grpc

import rest
import system
from errors_test import ErrorCase
from guanxi.customer.v1 import customer_service_pb2, customer_service_pb2_grpc


def get_by_grpc() -> grpc.StatusCode:
    with grpc.insecure_channel(system.address()) as channel:
        stub = customer_service_pb2_grpc.CustomerServiceStub(channel)
        try:
            stub.ListCustomers(customer_service_pb2.ListCustomersRequest(page_size=1), timeout=5,
                               metadata=[("authorization", f"Bearer {system.token()}")])
        except grpc.RpcError as error:
            return error.code()
    return grpc.StatusCode.OK


def works() -> bool:
    return rest.call("GET", "/v1/customers", query={"page_size": 1}).status == 200


class Outages(ErrorCase):

    def setUp(self):
        system.token()  # while the gateway is there
        system.until(works, 60)

    def tearDown(self):
        system.until(works, 60)

    def test_a_service_that_does_not_answer_costs_the_deadline_and_no_more(self):
        with system.frozen("customer-svc"):
            start = time.monotonic()
            answer = rest.call("GET", "/v1/customers", headers={"grpc-timeout": "500m"})
            self.assertLess(time.monotonic() - start, 3)
            self.assert_error(answer, 504, 4, "deadline", reason="DEADLINE_EXCEEDED")

    def test_a_service_that_is_down(self):
        with system.killed("customer-svc"):
            self.assert_error(rest.call("GET", "/v1/customers"), 503, 14,
                              reason="SERVICE_UNREACHABLE")
            body = {"type": "ORGANIZATION", "displayName": "Nobody Home"}
            self.assert_error(rest.call("POST", "/v1/customers", body), 503, 14, "request_id")
            self.assertEqual(get_by_grpc(), grpc.StatusCode.UNAVAILABLE)

    def test_a_database_that_is_down(self):
        with system.killed("mysql"):
            answer = rest.call("GET", f"/v1/customers/{uuid.uuid4()}")
            self.assert_error(answer, 503, 14, "database", reason="DB_UNAVAILABLE")
            self.assertEqual(get_by_grpc(), grpc.StatusCode.UNAVAILABLE)
            self.assertEqual(system.request_token(
                {"grant_type": "client_credentials", "client_id": "robot@e2e-other",
                 "client_secret": system.ROBOT_SECRET}).status, 503)

    def test_a_database_that_does_not_answer(self):
        with system.frozen("mysql"):
            answer = rest.call("GET", f"/v1/customers/{uuid.uuid4()}",
                               headers={"grpc-timeout": "1S"})
            self.assertIn(answer.status, (503, 504), answer.body)
            self.assertTrue(answer.reason, answer.body)

    def test_a_gateway_that_is_down_stops_new_tokens_only(self):
        with system.killed("gateway"):
            self.assertTrue(works())
            self.assert_error(system.request_token({"grant_type": "client_credentials"}), 503, 14,
                              reason="SERVICE_UNREACHABLE")


if __name__ == "__main__":
    unittest.main()
