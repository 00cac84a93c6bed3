"""Tests of sources.py."""

import unittest

import sources


def problems(name, text):
    return list(sources.check_file(name, text.splitlines()))


class CheckFileTest(unittest.TestCase):

    def test_clean_file_has_no_problem(self):
        self.assertEqual(problems("a.cc", "int F() {\n  return 1;\n}\n"), [])

    def test_long_files_and_functions_are_named(self):
        self.assertEqual(problems("a.cc", "int x;\n" * 401), [": 401 lines, the limit is 400"])
        function = "class A {\n  int F() {\n" + "    x();\n" * 59 + "  }\n};\n"
        self.assertEqual(problems("a.h", function),
                         [":2: a function of 61 lines, the limit is 60"])
        self.assertEqual(problems("a.h", function.replace("    x();\n", "", 1)), [])
        allowed = function.replace("F() {", "F() {  // a table; presubmit: allow")
        self.assertEqual(problems("a.h", allowed), [])

    def test_the_main_of_a_process_is_short(self):
        for path in ("customer-svc/main.cc", "gateway/main.cc"):
            self.assertEqual(list(sources.check_main(path, ["int x;"] * 40)),
                             [": 40 lines, a process's main is under 40"])
            self.assertEqual(list(sources.check_main(path, ["int x;"] * 39)), [])
        self.assertEqual(list(sources.check_main("tools/rpcgen/main.cc", ["int x;"] * 40)), [])

    def test_functions_with_long_heads_are_measured_too(self):
        for head in ("int F(int a,\n      int b) {\n", "A::A(int a)\n    : a_(a),\n      b_(a) {\n"):
            function = head + "  x();\n" * 60 + "}\n"
            self.assertRegex(problems("a.cc", function)[0], "^:1: a function of 6[34] lines")

    def test_namespaces_and_classes_may_be_long(self):
        self.assertEqual(problems("a.cc", "namespace a {\n" + "int x;\n" * 100 + "}\n"), [])
        self.assertEqual(problems("a.cc", "class A {\n" + "  int x;\n" * 100 + "};\n"), [])

    def test_the_connectors_commit_is_refused_in_code_only(self):
        self.assertEqual(len(problems("a.cc", "  c->commit();")), 1)
        self.assertEqual(len(problems("a.cc", "  c.rollback();")), 1)
        self.assertEqual(len(problems("a.cc", "  c->setAutoCommit(false);")), 1)
        self.assertEqual(problems("a.cc", "  // c->commit();"), [])
        self.assertEqual(problems("a.cc", "  c->commit();  // presubmit: allow"), [])

    def test_the_connectors_headers_are_for_the_database_layer(self):
        lines = ["#include <cppconn/connection.h>"]
        self.assertEqual(len(list(sources.check_reserved("common/jobs/a.cc", lines))), 1)
        self.assertEqual(list(sources.check_reserved("common/db/a.cc", lines)), [])
        self.assertEqual(len(list(sources.check_reserved("tests/fault/writer.cc", lines))), 1)
        self.assertEqual(list(sources.check_reserved("tests/fault/lossy_commit.cc", lines)), [])

    def test_hiredis_headers_are_for_the_client(self):
        lines = ["#include <hiredis/hiredis.h>"]
        self.assertEqual(len(list(sources.check_reserved("common/events/a.cc", lines))), 1)
        self.assertEqual(list(sources.check_reserved("common/redis/a.cc", lines)), [])

    def test_what_envoy_loads_may_take_the_standards_string_view(self):
        lines = ["std::string_view text;", "// std::string_view"]
        self.assertEqual(len(list(sources.check_reserved("common/base/a.cc", lines))), 1)
        self.assertEqual(list(sources.check_reserved("gateway/envoy/check/a.cc", lines)), [])

    def test_statements_across_tenants_are_listed_by_name(self):
        text = 'const db::Query kAll{\n    "a.all", "SELECT x FROM a",\n    /*infrastructure=*/true};'
        self.assertEqual(len(list(sources.check_infrastructure("common/a/q.h", text))), 1)
        self.assertEqual(list(sources.check_infrastructure("tests/a/q.h", text)), [])
        listed = text.replace("a.all", "operation.purge")
        self.assertEqual(list(sources.check_infrastructure("common/a/q.h", listed)), [])
        bound = text.replace(",\n    /*infrastructure=*/true", "")
        self.assertEqual(list(sources.check_infrastructure("common/a/q.h", bound)), [])

    def test_every_process_holds_its_records_to_the_contract(self):
        paths = {f"{service.name}/contract_test.cc" for service in sources.services.ALL}
        self.assertEqual(list(sources.check_contract_tests(paths)), [])
        [problem] = sources.check_contract_tests(paths - {"workflow-svc/contract_test.cc"})
        self.assertIn("workflow-svc: there is no contract_test.cc", problem)

    def test_every_process_holds_its_methods_to_the_rights_of_who_calls(self):
        paths = {f"{service.name}/{test}" for service in sources.services.ALL
                 for test in sources.RIGHTS_TESTS} - {"gateway/row_matrix_test.cc"}
        self.assertEqual(list(sources.check_rights_tests(paths)), [])
        for lacking in ("gateway/leak_test.cc", "lead-svc/row_matrix_test.cc"):
            [problem] = sources.check_rights_tests(paths - {lacking})
            self.assertIn(f"{lacking.partition('/')[0]}: there is no", problem)

    def test_machine_paths_are_refused_anywhere(self):
        for line in ("see /work/x", "path = '/home/jo/x'", "(/root/.cache)"):  # presubmit: allow
            self.assertEqual(problems("a.md", line), [":1: names a folder of one machine"])
        for line in ("$HOME/work/x", "~/work/x", "tests/work/x", "https://a.b/work/x", "/work"):
            self.assertEqual(problems("a.md", line), [], line)

    def test_tests_sleep_only_while_they_wait(self):
        self.assertEqual(len(problems("a_test.cc", "  absl::SleepFor(x);")), 1)
        self.assertEqual(
            problems("a_test.cc", "  while (!done()) {\n    absl::SleepFor(x);\n  }"), [])
        self.assertEqual(problems("a.cc", "  absl::SleepFor(x);"), [])


if __name__ == "__main__":
    unittest.main()
