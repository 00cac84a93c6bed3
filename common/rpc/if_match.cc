#include "common/rpc/if_match.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"
#include "google/api/annotations.pb.h"

namespace guanxi::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// More than any etag of ours.
constexpr size_t kMaxEtag = 256;

bool HasEtag(const Descriptor& message) {
  const FieldDescriptor* etag = message.FindFieldByName("etag");
  return etag != nullptr && !etag->is_repeated() && etag->type() == FieldDescriptor::TYPE_STRING;
}

bool UpdatesAResourceWithEtag(const Descriptor& request) {
  if (request.FindFieldByName("update_mask") == nullptr) return false;
  for (int i = 0; i < request.field_count(); ++i) {
    const FieldDescriptor& field = *request.field(i);
    if (field.message_type() != nullptr && !field.is_repeated() && HasEtag(*field.message_type())) {
      return true;
    }
  }
  return false;
}

absl::Status Malformed(absl::string_view why) {
  return InvalidField("if-match", why, "IF_MATCH_MALFORMED");
}

bool IsTagCharacter(char c) { return absl::ascii_isgraph(c) && c != '"' && c != ','; }

}  // namespace

IfMatchUse IfMatchUseOf(const google::protobuf::MethodDescriptor& method) {
  const google::api::HttpRule& http = method.options().GetExtension(google::api::http);
  if (http.pattern_case() == google::api::HttpRule::kGet) return IfMatchUse::kIgnored;
  const Descriptor& request = *method.input_type();
  return HasEtag(request) || UpdatesAResourceWithEtag(request) ? IfMatchUse::kHonoured
                                                               : IfMatchUse::kRefused;
}

absl::StatusOr<std::string> ParseIfMatch(absl::string_view header) {
  absl::string_view tag = absl::StripAsciiWhitespace(header);
  if (tag == "*") return std::string(tag);
  absl::ConsumePrefix(&tag, "W/");
  const bool opened = absl::ConsumePrefix(&tag, "\"");
  const bool closed = absl::ConsumeSuffix(&tag, "\"");
  if (tag.empty()) return Malformed("is empty");
  if (tag.size() > kMaxEtag) return Malformed("is too long");
  if (opened != closed || !std::all_of(tag.begin(), tag.end(), IsTagCharacter) || tag == "*") {
    return Malformed("must be one etag in quotes, or *");
  }
  return std::string(tag);
}

}  // namespace guanxi::rpc
