#include "tools/protocheck/permissions.h"

#include "absl/strings/str_cat.h"
#include "common/rpc/method_rules.h"

namespace guanxi::protocheck {

std::vector<std::string> CheckPermissions(
    const std::vector<const google::protobuf::FileDescriptor*>& files) {
  std::vector<std::string> faults;
  for (const auto* file : files) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int k = 0; k < file->service(i)->method_count(); ++k) {
        const auto* method = file->service(i)->method(k);
        const std::string fault = rpc::PermissionFault(*method);
        if (!fault.empty()) faults.push_back(absl::StrCat(method->full_name(), ": ", fault));
      }
    }
  }
  return faults;
}

}  // namespace guanxi::protocheck
