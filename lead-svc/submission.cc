#include "lead-svc/submission.h"

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/text/form_data.h"
#include "common/text/json_check.h"
#include "common/text/utf8.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"

namespace guanxi::lead {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;
using Members = std::vector<std::pair<std::string, std::string>>;

constexpr size_t kMaxMembers = 100;

absl::Status InvalidBody(absl::string_view problem) {
  return InvalidField("submission", problem, "INVALID_BODY");
}

bool IsJsonType(absl::string_view content_type) {
  const absl::string_view type = content_type.substr(0, content_type.find(';'));
  return absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(type), "application/json");
}

absl::StatusOr<Members> ReadJson(absl::string_view body) {
  text::JsonLimits limits;
  limits.depth = 2;
  limits.values = kMaxMembers;
  const absl::Status checked = text::CheckJson(body, limits);
  if (!checked.ok()) return InvalidBody(checked.message());
  Struct object;
  if (!google::protobuf::util::JsonStringToMessage(std::string(body), &object).ok()) {
    return InvalidBody("want one object");
  }
  Members members;
  for (const auto& [key, value] : object.fields()) {
    if (value.kind_case() == Value::kBoolValue) {
      members.emplace_back(key, value.bool_value() ? "true" : "false");
    } else if (value.kind_case() == Value::kStringValue) {
      members.emplace_back(key, value.string_value());
    } else {
      return InvalidBody("members are texts or booleans");
    }
  }
  return members;
}

absl::StatusOr<Members> ReadForm(absl::string_view body) {
  auto members = text::ParseForm(body);
  if (!members.ok()) return InvalidBody(members.status().message());
  if (members->size() > kMaxMembers) return InvalidBody("has more than 100 members");
  for (const auto& [key, value] : *members) {
    if (!text::ValidateUtf8(key).ok() || !text::ValidateUtf8(value).ok()) {
      return InvalidBody("is not UTF-8");
    }
  }
  return members;
}

// Where a member goes that is no answer; null if there is none of this name.
std::string* PlaceOf(absl::string_view key, Submission* to) {
  if (key == "_start") return &to->start;
  if (key == "_consent") return &to->consent_version;
  v1::Attribution& way = to->attribution;
  if (key == "_utm_source") return way.mutable_source();
  if (key == "_utm_medium") return way.mutable_medium();
  if (key == "_utm_campaign") return way.mutable_campaign();
  if (key == "_utm_term") return way.mutable_term();
  if (key == "_utm_content") return way.mutable_content();
  if (key == "_state") return way.mutable_state();
  if (key == "_page") return way.mutable_page();
  if (key == "_referrer") return way.mutable_referrer();
  return nullptr;
}

}  // namespace

absl::StatusOr<Submission> ReadSubmission(absl::string_view content_type, absl::string_view body) {
  if (body.size() > kMaxSubmissionBytes) return InvalidBody("is larger than 64 KiB");
  Submission submission;
  submission.by_browser_alone = text::IsFormType(content_type);
  if (!submission.by_browser_alone && !IsJsonType(content_type)) {
    return InvalidBody("want application/x-www-form-urlencoded or application/json");
  }
  GUANXI_ASSIGN_OR_RETURN(Members members,
                          submission.by_browser_alone ? ReadForm(body) : ReadJson(body));
  std::map<std::string, std::string> seen;
  Violations violations;
  for (auto& [key, value] : members) {
    if (!seen.emplace(key, value).second) return InvalidBody("has a member twice");
    if (!absl::StartsWith(key, "_")) {
      submission.answers[key] = std::move(value);
      continue;
    }
    std::string* const place = PlaceOf(key, &submission);
    if (place == nullptr) {
      violations.Add(key.size() > 40 ? "submission" : absl::StrCat("submission.", key),
                     "there is no such member");
    } else {
      *place = std::move(value);
    }
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return submission;
}

}  // namespace guanxi::lead
