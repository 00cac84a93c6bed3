#include "common/rpc/method_rules.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "common/policy/permission.h"

namespace guanxi::rpc {
namespace {

using google::protobuf::MethodDescriptor;

// Whoever reaches the service may call these.
constexpr absl::string_view kPublicMethods[] = {
    "guanxi.access.v1.TokenService.GetJwks",
    "guanxi.access.v1.TokenService.GetServerMetadata",
    "guanxi.access.v1.TokenService.IssueToken",
    "guanxi.access.v1.TokenService.RevokeToken",
    "guanxi.customer.v1.SurveyPageService.OpenSurvey",
    "guanxi.customer.v1.SurveyPageService.SubmitSurvey",
    "guanxi.lead.v1.FormPageService.OpenCaptureForm",
    "guanxi.lead.v1.FormPageService.SubmitCaptureForm",
};

constexpr absl::string_view kOperations = "google.longrunning.Operations";

bool IsListed(const MethodDescriptor& method) {
  return std::find(std::begin(kPublicMethods), std::end(kPublicMethods), method.full_name()) !=
         std::end(kPublicMethods);
}

// A lowerCamelCase word.
bool IsWord(absl::string_view text) {
  return !text.empty() && absl::ascii_islower(static_cast<unsigned char>(text[0])) &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return absl::ascii_isalnum(c); });
}

bool IsPermission(absl::string_view text) {
  if (text == policy::kOwn) return true;
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '.');
  return parts.size() == 2 && IsWord(parts[0]) && IsWord(parts[1]);
}

}  // namespace

metadata::v1::MethodRules RulesOf(const MethodDescriptor& method) {
  metadata::v1::MethodRules rules = method.options().GetExtension(metadata::v1::method);
  if (method.service()->full_name() == kOperations) rules.set_permission(std::string(policy::kOwn));
  return rules;
}

std::string PermissionFault(const MethodDescriptor& method) {
  const metadata::v1::MethodRules rules = RulesOf(method);
  if (rules.public_()) {
    if (!rules.permission().empty()) return "is public, and has a permission";
    return IsListed(method) ? "" : "is public, and not in the list of common/rpc/method_rules.cc";
  }
  if (IsListed(method)) return "is listed as public in common/rpc/method_rules.cc, and is not";
  if (rules.permission().empty()) return "has no permission (guanxi.metadata.v1.method)";
  return IsPermission(rules.permission()) ? "" : "its permission is not `resource.verb`";
}

}  // namespace guanxi::rpc
