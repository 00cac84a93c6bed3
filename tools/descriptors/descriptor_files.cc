#include "tools/descriptors/descriptor_files.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.pb.h"

namespace guanxi {

using google::protobuf::DescriptorPool;

absl::Status DescriptorFiles::Read(const std::string& path) {
  google::protobuf::FileDescriptorSet set;
  std::ifstream file(path, std::ios::binary);
  if (!file || !set.ParseFromIstream(&file)) {
    return absl::InvalidArgumentError(absl::StrCat("'", path, "' is no descriptor set"));
  }
  for (const auto& proto : set.file()) {
    const auto* known = DescriptorPool::generated_pool()->FindFileByName(proto.name());
    files_.push_back(known != nullptr ? known : pool_.BuildFile(proto));
    if (files_.back() == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(proto.name(), " does not build"));
    }
  }
  return absl::OkStatus();
}

}  // namespace guanxi
