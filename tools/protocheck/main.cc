// protocheck DESCRIPTOR_SET: prints the faults of its HTTP rules; exit code 1 if there are any.
// The descriptor_set rule of tools/bazel/proto.bzl runs it, so that a bad rule fails the build.
#include <cstdio>
#include <string>
#include <vector>

#include "tools/descriptors/descriptor_files.h"
#include "tools/protocheck/http_rules.h"

int main(int argc, char** argv) {
  guanxi::DescriptorFiles set;
  const absl::Status status = set.Read(argc == 2 ? argv[1] : "");
  if (!status.ok()) {
    std::fprintf(stderr, "protocheck: %s\n", status.ToString().c_str());
    return 2;
  }
  const std::vector<std::string> faults = guanxi::protocheck::CheckHttpRules(set.files());
  for (const std::string& fault : faults) std::fprintf(stderr, "%s\n", fault.c_str());
  return faults.empty() ? 0 : 1;
}
