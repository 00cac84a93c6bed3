#include "tools/rpcgen/generator.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/io/printer.h"
#include "google/protobuf/io/zero_copy_stream.h"
#include "tools/rpcgen/adapter_code.h"
#include "tools/rpcgen/service_plan.h"

namespace guanxi::rpcgen {
namespace {

void Write(google::protobuf::compiler::GeneratorContext* context, const std::string& path,
           const std::string& text) {
  const std::unique_ptr<google::protobuf::io::ZeroCopyOutputStream> stream(context->Open(path));
  google::protobuf::io::Printer(stream.get(), '$').PrintRaw(text);
}

}  // namespace

bool Generator::Generate(const google::protobuf::FileDescriptor* file, const std::string&,
                         google::protobuf::compiler::GeneratorContext* context,
                         std::string* error) const {
  const FilePlan plan = MakePlan(*file);
  if (!plan.faults.empty()) {
    *error = absl::StrCat("\n", absl::StrJoin(plan.faults, "\n"));
    return false;
  }
  Write(context, AdapterPath(*file) + ".h", AdapterHeader(*file, plan));
  Write(context, AdapterPath(*file) + ".cc", AdapterSource(*file, plan));
  return true;
}

}  // namespace guanxi::rpcgen
