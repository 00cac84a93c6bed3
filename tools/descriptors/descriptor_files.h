// Descriptor sets as files: what protoc writes and the tools of the build read.
#ifndef GUANXI_TOOLS_DESCRIPTORS_DESCRIPTOR_FILES_H_
#define GUANXI_TOOLS_DESCRIPTORS_DESCRIPTOR_FILES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"

namespace guanxi {

// The files of a FileDescriptorSet, in its order; their dependencies come before them.
class DescriptorFiles {
 public:
  // INVALID_ARGUMENT if `path` names no set, or one that lacks something that it uses.
  absl::Status Read(const std::string& path);

  // Live as long as this object.
  const std::vector<const google::protobuf::FileDescriptor*>& files() const { return files_; }

 private:
  // Options are read through the generated classes of google.api, so the pool stands on theirs.
  google::protobuf::DescriptorPool pool_{google::protobuf::DescriptorPool::generated_pool()};
  std::vector<const google::protobuf::FileDescriptor*> files_;
};

}  // namespace guanxi

#endif  // GUANXI_TOOLS_DESCRIPTORS_DESCRIPTOR_FILES_H_
