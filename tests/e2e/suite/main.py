"""Runs the modules of the suite in order and counts."""
import importlib
import sys
import unittest

import attack_stack

# Those that end processes of the stack come last; attacks have a stack of their own.
MODULES = ["edge_test", "token_test", "directory_test", "accounts_test", "rest_test", "fields_test",
           "lead_test", "sales_test", "pipeline_test", "capture_test", "journey_test", "todo_test",
           "notification_test", "sales_story_test", "merge_test", "interaction_test",
           "customer_view_test", "behavior_test", "network_test", "feeds_test", "duplicates_test",
           "service_test", "clock_test", "grpc_test", "node_test", "errors_test", "events_test",
           "jwt_attacks_test", "revocation_test", "rule_test", "team_rules_test",
           "many_firings_test", "time_rules_test", "standing_test",
           "demo_rules_test", "money_rules_test", "sla_test", "first_call_test", "approval_test",
           "approval_absence_test", "data_access_test", "telling_test", "query_test",
           "reports_test", "panels_test", "acquisition_test", "year_figures_test",
           "year_reports_test", "facts_test", "outage_test",
           "attacks_requests_test", "attacks_grpc_test", "attacks_unread_test",
           "attacks_files_test", "attacks_doors_test", "attacks_form_test",
           "attacks_end_test"]


def main() -> int:
    names = sys.argv[1:] or MODULES
    loader = unittest.TestLoader()
    tests = unittest.TestSuite(loader.loadTestsFromModule(importlib.import_module(name))
                               for name in names)
    try:
        result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(tests)
    finally:
        attack_stack.end()
    failed = len({_name(test) for test, _ in result.failures + result.errors})
    # A fixture that fails keeps its tests from running: it counts as one failure.
    passed = max(0, result.testsRun - len(result.skipped)
                 - len({_name(test) for test, _ in result.failures + result.errors
                        if not _name(test).startswith("setUpClass")}))
    print(f"{passed} passed, {failed} failed", flush=True)
    return 0 if result.wasSuccessful() and result.testsRun > 0 else 1


def _name(test) -> str:
    """Of the test, where it is a subtest that failed."""
    return getattr(test, "test_case", test).id()


if __name__ == "__main__":
    sys.exit(main())
