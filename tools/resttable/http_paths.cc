#include "tools/resttable/http_paths.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/api/annotations.pb.h"

namespace guanxi::resttable {

using google::api::HttpRule;
using google::protobuf::MethodDescriptor;

std::pair<std::string, std::string> VerbAndPath(const HttpRule& rule) {
  switch (rule.pattern_case()) {
    case HttpRule::kGet:
      return {"GET", rule.get()};
    case HttpRule::kPut:
      return {"PUT", rule.put()};
    case HttpRule::kPost:
      return {"POST", rule.post()};
    case HttpRule::kDelete:
      return {"DELETE", rule.delete_()};
    case HttpRule::kPatch:
      return {"PATCH", rule.patch()};
    case HttpRule::kCustom:
      return {rule.custom().kind(), rule.custom().path()};
    default:
      return {"", ""};
  }
}

Template TakeApart(absl::string_view path) {
  Template result;
  std::string plain;
  while (!path.empty()) {
    const size_t open = path.find('{');
    absl::StrAppend(&plain, path.substr(0, open));
    if (open == absl::string_view::npos) break;
    const size_t close = path.find('}', open);
    const absl::string_view variable = path.substr(open + 1, close - open - 1);
    const size_t equals = variable.find('=');
    result.bound.push_back(std::string(variable.substr(0, equals)));
    absl::StrAppend(&plain, equals == absl::string_view::npos ? "*" : variable.substr(equals + 1));
    path.remove_prefix(close + 1);
  }
  const size_t colon = plain.rfind(':');
  if (colon != std::string::npos && plain.find('/', colon) == std::string::npos) {
    result.custom = plain.substr(colon + 1);
    plain.resize(colon);
  }
  for (absl::string_view segment : absl::StrSplit(plain, '/', absl::SkipEmpty())) {
    result.segments.push_back(std::string(segment));
  }
  return result;
}

bool IsStream(const MethodDescriptor& method) {
  return method.client_streaming() || method.server_streaming();
}

std::string RpcPath(const MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

std::vector<const MethodDescriptor*> MethodsOf(
    const std::vector<const google::protobuf::FileDescriptor*>& files) {
  std::vector<const MethodDescriptor*> methods;
  for (const auto* file : files) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        methods.push_back(file->service(i)->method(j));
      }
    }
  }
  return methods;
}

std::vector<HttpRule> RulesOf(const MethodDescriptor& method) {
  std::vector<HttpRule> rules = {method.options().GetExtension(google::api::http)};
  for (const HttpRule& more : rules[0].additional_bindings()) rules.push_back(more);
  return rules;
}

}  // namespace guanxi::resttable
