// protocheck DESCRIPTOR_SET: prints the faults of its HTTP rules; exit code 1 if there are any.
// The descriptor_set rule of tools/bazel/proto.bzl runs it, so that a bad rule fails the build.
#include <cstdio>
#include <fstream>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "tools/protocheck/http_rules.h"

int main(int argc, char** argv) {
  google::protobuf::FileDescriptorSet set;
  std::ifstream file(argc == 2 ? argv[1] : "", std::ios::binary);
  if (!file || !set.ParseFromIstream(&file)) {
    std::fprintf(stderr, "protocheck: cannot read a descriptor set\n");
    return 2;
  }
  // Options are read through the generated classes of google.api, so the pool stands on theirs.
  google::protobuf::DescriptorPool pool(google::protobuf::DescriptorPool::generated_pool());
  std::vector<const google::protobuf::FileDescriptor*> files;
  for (const auto& proto : set.file()) {
    const auto* known =
        google::protobuf::DescriptorPool::generated_pool()->FindFileByName(proto.name());
    files.push_back(known != nullptr ? known : pool.BuildFile(proto));
    if (files.back() == nullptr) {
      std::fprintf(stderr, "protocheck: %s does not build\n", proto.name().c_str());
      return 2;
    }
  }
  const std::vector<std::string> faults = guanxi::protocheck::CheckHttpRules(files);
  for (const std::string& fault : faults) std::fprintf(stderr, "%s\n", fault.c_str());
  return faults.empty() ? 0 : 1;
}
