// Kinds of records that other services have, by the descriptors of those services.
#ifndef GUANXI_COMMON_FOREIGN_KINDS_H_
#define GUANXI_COMMON_FOREIGN_KINDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::foreign {

// A kind of records, and how they are read.
struct Kind {
  std::string service;                   // whose they are: "customer-svc"
  std::string type;                      // "guanxi.dev/Contact"
  std::vector<std::string> collections;  // from the root: "customers", "contacts"
  const google::protobuf::MethodDescriptor* batch_get = nullptr;
  const google::protobuf::FieldDescriptor* records = nullptr;  // in its answer
};

// The kinds that the proto services in `files`, of the process `service`, return by a BatchGet.
std::vector<Kind> KindsOf(const std::string& service,
                          const std::vector<const google::protobuf::FileDescriptor*>& files);

// That of which `name`, in canonical form, is; null if it is of none.
const Kind* FindKind(const std::vector<Kind>& kinds, absl::string_view name);

}  // namespace guanxi::foreign

#endif  // GUANXI_COMMON_FOREIGN_KINDS_H_
