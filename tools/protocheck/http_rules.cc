#include "tools/protocheck/http_rules.h"

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/api/annotations.pb.h"
#include "google/api/http.pb.h"

namespace guanxi::protocheck {
namespace {

using google::api::HttpRule;
using google::protobuf::MethodDescriptor;

// "GET /v1/customers/*": `{name=customers/*}` stands for its pattern, `{id}` for one segment.
std::string Shape(const HttpRule& rule) {
  std::string verb, path;
  switch (rule.pattern_case()) {
    case HttpRule::kGet:
      verb = "GET", path = rule.get();
      break;
    case HttpRule::kPut:
      verb = "PUT", path = rule.put();
      break;
    case HttpRule::kPost:
      verb = "POST", path = rule.post();
      break;
    case HttpRule::kDelete:
      verb = "DELETE", path = rule.delete_();
      break;
    case HttpRule::kPatch:
      verb = "PATCH", path = rule.patch();
      break;
    case HttpRule::kCustom:
      verb = rule.custom().kind(), path = rule.custom().path();
      break;
    default:
      return "";
  }
  std::string shape = verb + " ";
  for (size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '{') {
      shape += path[i];
      continue;
    }
    const size_t end = path.find('}', i);
    const std::string variable = path.substr(i + 1, end - i - 1);
    const size_t equals = variable.find('=');
    shape += equals == std::string::npos ? "*" : variable.substr(equals + 1);
    i = end;
  }
  return shape;
}

// Whether the body of an HTTP request can be the messages of a stream.
bool TakesBytes(const google::protobuf::Descriptor& message) {
  const std::string bytes = "google.api.HttpBody";
  if (message.full_name() == bytes) return true;
  for (int i = 0; i < message.field_count(); ++i) {
    const auto* type = message.field(i)->message_type();
    if (type != nullptr && type->full_name() == bytes) return true;
  }
  return false;
}

class Checker {
 public:
  void Check(const MethodDescriptor& method) {
    if (!method.options().HasExtension(google::api::http)) {
      if (absl::StartsWith(method.full_name(), "guanxi.") &&
          !(method.client_streaming() && !TakesBytes(*method.input_type()))) {
        faults_.push_back(absl::StrCat(method.full_name(), ": has no HTTP rule"));
      }
      return;
    }
    const HttpRule& rule = method.options().GetExtension(google::api::http);
    CheckRule(method, rule);
    for (const HttpRule& more : rule.additional_bindings()) CheckRule(method, more);
  }

  std::vector<std::string> faults() const { return faults_; }

 private:
  void CheckRule(const MethodDescriptor& method, const HttpRule& rule) {
    const std::string shape = Shape(rule);
    const auto [first, is_new] = owners_.emplace(shape, method.full_name());
    if (!is_new) {
      faults_.push_back(
          absl::StrCat(method.full_name(), ": ", shape, " belongs to ", first->second));
    }
    if (!rule.response_body().empty() &&
        method.output_type()->full_name() != "google.api.HttpBody") {
      faults_.push_back(
          absl::StrCat(method.full_name(), ": response_body works for google.api.HttpBody alone"));
    }
  }

  std::map<std::string, std::string> owners_;
  std::vector<std::string> faults_;
};

}  // namespace

std::vector<std::string> CheckHttpRules(
    const std::vector<const google::protobuf::FileDescriptor*>& files) {
  Checker checker;
  for (const auto* file : files) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        checker.Check(*file->service(i)->method(j));
      }
    }
  }
  return checker.faults();
}

}  // namespace guanxi::protocheck
