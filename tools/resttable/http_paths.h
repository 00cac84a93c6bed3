// Methods and their HTTP rules, as descriptors have them.
#ifndef GUANXI_TOOLS_RESTTABLE_HTTP_PATHS_H_
#define GUANXI_TOOLS_RESTTABLE_HTTP_PATHS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/api/http.pb.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::resttable {

// The verb and the path template of a rule; both empty if it has none.
std::pair<std::string, std::string> VerbAndPath(const google::api::HttpRule& rule);

// "/v1/{name=customers/*}:undelete" taken apart.
struct Template {
  std::vector<std::string> segments;
  std::vector<std::string> bound;  // "name"
  std::string custom;              // "undelete"
};
Template TakeApart(absl::string_view path);

bool IsStream(const google::protobuf::MethodDescriptor& method);

// "/package.Service/Method"
std::string RpcPath(const google::protobuf::MethodDescriptor& method);

// All methods of all services, in order.
std::vector<const google::protobuf::MethodDescriptor*> MethodsOf(
    const std::vector<const google::protobuf::FileDescriptor*>& files);

// The method's HTTP rules.
std::vector<google::api::HttpRule> RulesOf(const google::protobuf::MethodDescriptor& method);

}  // namespace guanxi::resttable

#endif  // GUANXI_TOOLS_RESTTABLE_HTTP_PATHS_H_
