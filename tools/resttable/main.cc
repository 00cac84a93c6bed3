// resttable DESCRIPTOR_SET: prints the table, in C++, that gateway/envoy/check goes by.
// resttable --routes DESCRIPTOR_SET: prints the list that gateway/envoy/render makes routes of.
#include <cstdio>
#include <string>

#include "absl/strings/string_view.h"
#include "tools/descriptors/descriptor_files.h"
#include "tools/resttable/rest_table.h"

int main(int argc, char** argv) {
  guanxi::DescriptorFiles set;
  const bool routes = argc == 3 && absl::string_view(argv[1]) == "--routes";
  absl::Status status = set.Read(argc == (routes ? 3 : 2) ? argv[argc - 1] : "");
  std::string table;
  if (status.ok() && routes) {
    table = guanxi::resttable::RouteList(set.files());
  } else if (status.ok()) {
    const auto made = guanxi::resttable::RestTable(set.files());
    status = made.status();
    table = made.value_or("");
  }
  if (!status.ok()) {
    std::fprintf(stderr, "resttable: %s\n", status.ToString().c_str());
    return 2;
  }
  return std::fwrite(table.data(), 1, table.size(), stdout) == table.size() ? 0 : 1;
}
