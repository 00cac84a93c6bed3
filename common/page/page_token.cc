#include "common/page/page_token.h"

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/errors/errors.h"
#include "common/page/page_token.pb.h"

namespace guanxi::page {
namespace {

// Longer ones were not made here: a sort key has a few hundred bytes.
constexpr size_t kMaxTokenBytes = 16 * 1024;

// The associated data: every part behind its length, so that no two queries are
// the same bytes.
std::string Binding(const Query& query) {
  std::string binding;
  for (const absl::string_view part : {query.method, query.text, query.principal->tenant.bytes(),
                                       absl::string_view(query.principal->subject)}) {
    absl::StrAppend(&binding, part.size(), ":", part);
  }
  return crypto::Sha256(binding);
}

absl::Status Refused(absl::string_view problem) {
  return InvalidField("page_token", problem, "INVALID_PAGE_TOKEN");
}

}  // namespace

absl::StatusOr<std::string> PageTokens::Make(const Query& query, const Cursor& cursor) const {
  PageToken token;
  token.set_expire_unix_seconds(absl::ToUnixSeconds(clock_->Now() + kTokenLifetime));
  for (const std::optional<std::string>& value : cursor.sort_values) {
    auto* sort_value = token.add_sort_values();
    if (value.has_value()) sort_value->set_value(*value);
  }
  token.set_last_id(cursor.last_id);
  token.set_backward(cursor.backward);
  token.set_began_unix_micros(absl::ToUnixMicros(cursor.began));
  token.set_extra(cursor.extra);
  GUANXI_ASSIGN_OR_RETURN(const std::string sealed,
                          keys_.Seal(token.SerializeAsString(), Binding(query)));
  return absl::WebSafeBase64Escape(sealed);
}

absl::StatusOr<Cursor> PageTokens::Read(const Query& query, absl::string_view token) const {
  const absl::Status wrong =
      Refused("not a token of this method with these arguments; take next_page_token as it came");
  std::string sealed;
  if (token.size() > kMaxTokenBytes || !absl::WebSafeBase64Unescape(token, &sealed)) return wrong;
  // Decoding forgives blanks, padding and unused bits; a token has one spelling.
  if (absl::WebSafeBase64Escape(sealed) != token) return wrong;
  const absl::StatusOr<std::string> bytes = keys_.Open(sealed, Binding(query));
  PageToken content;
  if (!bytes.ok() || !content.ParseFromString(*bytes)) return wrong;
  if (!query.lasting && absl::ToUnixSeconds(clock_->Now()) >= content.expire_unix_seconds()) {
    return Refused("expired; ask for the first page again");
  }
  Cursor cursor;
  for (const PageToken::SortValue& value : content.sort_values()) {
    cursor.sort_values.push_back(value.has_value() ? std::make_optional(value.value())
                                                   : std::nullopt);
  }
  cursor.last_id = content.last_id();
  cursor.backward = content.backward();
  cursor.began = absl::FromUnixMicros(content.began_unix_micros());
  cursor.extra = content.extra();
  return cursor;
}

}  // namespace guanxi::page
