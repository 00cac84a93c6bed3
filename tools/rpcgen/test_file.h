// Proto files for tests, made from their source.
#ifndef GUANXI_TOOLS_RPCGEN_TEST_FILE_H_
#define GUANXI_TOOLS_RPCGEN_TEST_FILE_H_

#include <string>

#include "google/protobuf/descriptor.h"

namespace guanxi::rpcgen {

// A file without faults: shelves, and the books on them, with every standard method, two custom
// ones and a stream of each kind.
const char* LibrarySource();

// The file "library/v1/library.proto" with this source, in which methods without a body are given a
// permission. Ends the process on an error of syntax.
class TestFile {
 public:
  explicit TestFile(const std::string& text);

  const google::protobuf::FileDescriptor& descriptor() const { return *descriptor_; }

 private:
  google::protobuf::DescriptorPool pool_;
  const google::protobuf::FileDescriptor* descriptor_;
};

}  // namespace guanxi::rpcgen

#endif  // GUANXI_TOOLS_RPCGEN_TEST_FILE_H_
