// resttable DESCRIPTOR_SET: prints the table of REST methods that gateway/envoy/rest.lua checks by.
#include <cstdio>
#include <fstream>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "tools/resttable/rest_table.h"

int main(int argc, char** argv) {
  google::protobuf::FileDescriptorSet set;
  std::ifstream file(argc == 2 ? argv[1] : "", std::ios::binary);
  if (!file || !set.ParseFromIstream(&file)) {
    std::fprintf(stderr, "resttable: cannot read a descriptor set\n");
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
      std::fprintf(stderr, "resttable: %s does not build\n", proto.name().c_str());
      return 2;
    }
  }
  const std::string table = guanxi::resttable::RestTable(files);
  return std::fwrite(table.data(), 1, table.size(), stdout) == table.size() ? 0 : 1;
}
