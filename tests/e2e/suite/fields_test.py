"""Custom fields over REST: they act at once, filter, and end."""
import unittest
import uuid

import rest


class CustomFields(unittest.TestCase):

    def setUp(self):
        self.key = f"k{uuid.uuid4().hex[:12]}"

    def define(self, **more):
        return rest.ok("POST", "/v1/fieldDefinitions", {
            "resourceType": "guanxi.dev/Customer", "key": self.key, "displayName": "Level",
            "valueType": "STRING", "filterable": True, **more})

    def create(self, value):
        return rest.call("POST", "/v1/customers", {
            "type": "ORGANIZATION", "displayName": "Fields Ltd", "custom": {self.key: value}})

    def test_a_definition_acts_at_once_and_ends_at_once(self):
        # The refusal also leaves the definitions in the service's cache.
        self.assertIn(self.key, self.create("gold").body.decode())
        definition = self.define()
        made = self.create("gold")
        self.assertEqual(made.status, 200, made.body)
        listed = rest.ok("GET", "/v1/customers", query={"filter": f'custom.{self.key} = "gold"'})
        self.assertEqual([customer["name"] for customer in listed["customers"]],
                         [made.json["name"]])
        rest.ok("DELETE", f"/v1/{definition['name']}")
        refused = self.create("gold")
        self.assertEqual(refused.status, 400)
        self.assertIn(f"custom.{self.key}", refused.body.decode())
        kept = rest.ok("GET", f"/v1/{made.json['name']}")
        self.assertEqual(kept["custom"], {self.key: "gold"})

    def test_a_definition_is_read_listed_and_changed(self):
        made = self.define()
        self.assertEqual(rest.ok("GET", f"/v1/{made['name']}"), made)
        changed = rest.ok("PATCH", f"/v1/{made['name']}", {"displayName": "Rank"},
                          query={"update_mask": "display_name"})
        self.assertEqual(changed["displayName"], "Rank")
        listed = rest.ok("GET", "/v1/fieldDefinitions", query={"page_size": 1000})
        self.assertIn(changed, listed["fieldDefinitions"])
        again = rest.call("POST", "/v1/fieldDefinitions", {
            "resourceType": "guanxi.dev/Customer", "key": self.key, "displayName": "Twice",
            "valueType": "NUMBER"})
        self.assertEqual((again.status, again.reason), (409, "FIELD_DEFINITION_ALREADY_EXISTS"))

    def test_values_of_another_type_are_refused_by_name(self):
        self.define(valueType="NUMBER")
        refused = self.create("many")
        self.assertEqual(refused.status, 400)
        self.assertIn(f"custom.{self.key}", refused.body.decode())


if __name__ == "__main__":
    unittest.main()
