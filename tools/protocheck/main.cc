// protocheck DESCRIPTOR_SET: prints the faults of its HTTP rules and its methods' permissions; exit
// code 1 if there are any. The descriptor_set rule of tools/bazel/proto.bzl runs it, so that a
// fault fails the build.
#include <cstdio>
#include <string>
#include <vector>

#include "tools/descriptors/descriptor_files.h"
#include "tools/protocheck/http_rules.h"
#include "tools/protocheck/permissions.h"

int main(int argc, char** argv) {
  guanxi::DescriptorFiles set;
  const absl::Status status = set.Read(argc == 2 ? argv[1] : "");
  if (!status.ok()) {
    std::fprintf(stderr, "protocheck: %s\n", status.ToString().c_str());
    return 2;
  }
  std::vector<std::string> faults = guanxi::protocheck::CheckHttpRules(set.files());
  const std::vector<std::string> more = guanxi::protocheck::CheckPermissions(set.files());
  faults.insert(faults.end(), more.begin(), more.end());
  for (const std::string& fault : faults) std::fprintf(stderr, "%s\n", fault.c_str());
  return faults.empty() ? 0 : 1;
}
