// resttable DESCRIPTOR_SET: prints the table of REST methods that gateway/envoy/rest.lua checks by.
#include <cstdio>
#include <string>

#include "tools/descriptors/descriptor_files.h"
#include "tools/resttable/rest_table.h"

int main(int argc, char** argv) {
  guanxi::DescriptorFiles set;
  const absl::Status status = set.Read(argc == 2 ? argv[1] : "");
  if (!status.ok()) {
    std::fprintf(stderr, "resttable: %s\n", status.ToString().c_str());
    return 2;
  }
  const std::string table = guanxi::resttable::RestTable(set.files());
  return std::fwrite(table.data(), 1, table.size(), stdout) == table.size() ? 0 : 1;
}
