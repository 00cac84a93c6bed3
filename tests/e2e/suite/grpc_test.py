"""The same by Python's grpcio, with stubs of grpcio-tools."""
import os
import pathlib
import re
import subprocess
import sys
import unittest
import uuid

import grpc
from google.api import httpbody_pb2
from google.longrunning import operations_pb2, operations_pb2_grpc
from google.protobuf import field_mask_pb2
from google.rpc import error_details_pb2
from grpc_status import rpc_status

import people
import system
from guanxi.customer.v1 import (behavior_event_pb2, behavior_event_service_pb2,
                                behavior_event_service_pb2_grpc, contact_pb2,
                                contact_service_pb2, contact_service_pb2_grpc, customer_pb2,
                                customer_service_pb2, customer_service_pb2_grpc)

MARK = uuid.uuid4().hex[:12]
ROOT = pathlib.Path(__file__).resolve().parents[3]
Customer = customer_pb2.Customer


def reason(error: grpc.RpcError) -> str:
    for detail in rpc_status.from_call(error).details:
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info):
            return info.reason
    return ""


class GrpcTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.channel = grpc.insecure_channel(system.address())
        cls.customers = customer_service_pb2_grpc.CustomerServiceStub(cls.channel)
        cls.contacts = contact_service_pb2_grpc.ContactServiceStub(cls.channel)
        cls.operations = operations_pb2_grpc.OperationsStub(cls.channel)
        cls.api = customer_service_pb2

    @classmethod
    def tearDownClass(cls):
        cls.channel.close()

    @property
    def auth(self):
        return [("authorization", f"Bearer {system.token()}")]

    def create(self, name: str, **fields) -> Customer:
        return self.customers.CreateCustomer(self.api.CreateCustomerRequest(customer=Customer(
            type=Customer.ORGANIZATION, display_name=name, **fields)), metadata=self.auth)

    def finish(self, operation, response):
        def done():
            found = self.operations.GetOperation(
                operations_pb2.GetOperationRequest(name=operation.name), metadata=self.auth)
            return found if found.done else None
        found = system.until(done, 60)
        self.assertFalse(found.HasField("error"), found)
        self.assertTrue(found.response.Unpack(response))
        return response

    def test_create_get_update_delete_undelete(self):
        made = self.create("宁波海运集团", industry="shipping")
        got = self.customers.GetCustomer(self.api.GetCustomerRequest(name=made.name),
                                         metadata=self.auth)
        self.assertEqual(got, made)
        got.industry = "logistics"
        changed = self.customers.UpdateCustomer(self.api.UpdateCustomerRequest(
            customer=got, update_mask=field_mask_pb2.FieldMask(paths=["industry"])),
            metadata=self.auth)
        self.assertEqual(changed.industry, "logistics")
        with self.assertRaises(grpc.RpcError) as stale:
            self.customers.UpdateCustomer(self.api.UpdateCustomerRequest(
                customer=got, update_mask=field_mask_pb2.FieldMask(paths=["industry"])),
                metadata=self.auth)
        self.assertEqual(stale.exception.code(), grpc.StatusCode.ABORTED)
        self.assertEqual(reason(stale.exception), "STALE_ETAG")
        deleted = self.customers.DeleteCustomer(self.api.DeleteCustomerRequest(name=made.name),
                                                metadata=self.auth)
        self.assertTrue(deleted.HasField("delete_time"))
        back = self.customers.UndeleteCustomer(self.api.UndeleteCustomerRequest(name=made.name),
                                               metadata=self.auth)
        self.assertFalse(back.HasField("delete_time"))

    def test_list_filter_and_search(self):
        owner, mark = people.new_user(), uuid.uuid4().hex[:12]
        made = [self.create(f"列表{i}{mark}", owner=owner).name for i in "甲乙丙"]
        listed = self.customers.ListCustomers(self.api.ListCustomersRequest(
            filter=f'owner = "{owner}"', order_by="update_time"), metadata=self.auth)
        self.assertEqual([customer.name for customer in listed.customers], made)
        found = self.customers.SearchCustomers(self.api.SearchCustomersRequest(query=mark),
                                               metadata=self.auth)
        self.assertEqual({customer.name for customer in found.customers}, set(made))

    def test_contacts(self):
        parent = self.create("Contact Parent").name
        made = self.contacts.CreateContact(contact_service_pb2.CreateContactRequest(
            parent=parent, contact=contact_pb2.Contact(display_name="王芳")), metadata=self.auth)
        listed = self.contacts.ListContacts(contact_service_pb2.ListContactsRequest(
            parent=parent), metadata=self.auth)
        self.assertEqual(list(listed.contacts), [made])

    def test_import_and_export(self):
        rows = [f"{MARK}-{i},ORGANIZATION,流式导入{i}{MARK}\n" for i in range(50)]

        def messages():
            yield self.api.ImportCustomersRequest(format=self.api.CSV, source_system="e2egrpc",
                                                  request_id=str(uuid.uuid4()))
            for piece in ["id,type,name\n", *rows]:
                yield self.api.ImportCustomersRequest(
                    file=httpbody_pb2.HttpBody(data=piece.encode()))
        done = self.finish(self.customers.ImportCustomers(messages(), metadata=self.auth),
                           self.api.ImportCustomersResponse())
        self.assertEqual((done.counts.rows, done.counts.created), (50, 50))
        exported = self.finish(self.customers.ExportCustomers(self.api.ExportCustomersRequest(
            filter=f'external_ids.e2egrpc = "{MARK}-9"'), metadata=self.auth),
            self.api.ExportCustomersResponse())
        content = b"".join(body.data for body in self.customers.DownloadFile(
            self.api.DownloadFileRequest(name=exported.file), metadata=self.auth))
        self.assertEqual(len(content), exported.file_bytes)
        self.assertIn(f"流式导入9{MARK}", content.decode("utf-8-sig"))

    def test_behaviour_streams_through_the_edge_and_nothing_doubles(self):
        api, event = behavior_event_service_pb2, behavior_event_pb2.BehaviorEvent
        events = behavior_event_service_pb2_grpc.BehaviorEventServiceStub(self.channel)

        def messages(parts):
            for part in range(parts):
                yield api.StreamBehaviorEventsRequest(requests=[
                    api.CreateBehaviorEventRequest(behavior_event=event(
                        kind=event.VISIT, visitor=MARK, occur_time={"seconds": 1_760_000_000},
                        external_ids={"e2egrpc": f"{MARK}-{part}-{number}"}))
                    for number in range(500)])
        for parts, created in ((2, [500, 500]), (3, [0, 0, 500])):
            answer = events.StreamBehaviorEvents(messages(parts), metadata=self.auth)
            self.assertEqual([one.created_count for one in answer.batches], created)
            self.assertEqual([one.already_there_count for one in answer.batches],
                             [500 - one for one in created])
        with self.assertRaises(grpc.RpcError) as refused:
            events.StreamBehaviorEvents(iter([api.StreamBehaviorEventsRequest()]),
                                        metadata=self.auth)
        self.assertEqual(refused.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)

    def test_errors_name_the_field(self):
        with self.assertRaises(grpc.RpcError) as refused:
            self.create("")
        self.assertEqual(refused.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)
        self.assertIn("display_name", str(rpc_status.from_call(refused.exception)))

    def test_the_clients_of_the_readmes_work(self):
        self.create("自述文件客户")
        scripts = [re.search("```python\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"),
                             re.DOTALL).group(1) for name in ("README.md", "README.zh-CN.md")]
        self.assertEqual(scripts[0], scripts[1])
        script = scripts[0].replace("127.0.0.1:8080", system.address())
        environment = {**os.environ, "TOKEN": system.token(),
                       "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run([sys.executable, "-c", script], env=environment, text=True,
                              capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"customers/\S+ \S")
        self.assertIn("customer.display_name is required", done.stdout)

    def test_the_edge_speaks_grpc_for_its_own_errors(self):
        request = self.api.GetCustomerRequest(name=f"customers/{uuid.uuid4()}")
        for metadata, text in (([], "Jwt is missing"),
                               ([("authorization", "Bearer x.y.z")], "Jwt")):
            with self.assertRaises(grpc.RpcError) as refused:
                self.customers.GetCustomer(request, metadata=metadata)
            self.assertEqual(refused.exception.code(), grpc.StatusCode.UNAUTHENTICATED)
            self.assertIn(text, refused.exception.details())


if __name__ == "__main__":
    unittest.main()
