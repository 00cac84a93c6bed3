// The protoc plugin: from a file's services to their adapters.
#ifndef GUANXI_TOOLS_RPCGEN_GENERATOR_H_
#define GUANXI_TOOLS_RPCGEN_GENERATOR_H_

#include <cstdint>
#include <string>

#include "google/protobuf/compiler/code_generator.h"

namespace guanxi::rpcgen {

// Writes `<file>.adapter.h` and `<file>.adapter.cc`, or fails with all faults of the file, one a
// line (FilePlan). Takes no parameters.
class Generator : public google::protobuf::compiler::CodeGenerator {
 public:
  bool Generate(const google::protobuf::FileDescriptor* file, const std::string& parameter,
                google::protobuf::compiler::GeneratorContext* context,
                std::string* error) const override;
  uint64_t GetSupportedFeatures() const override { return FEATURE_PROTO3_OPTIONAL; }
};

}  // namespace guanxi::rpcgen

#endif  // GUANXI_TOOLS_RPCGEN_GENERATOR_H_
