#include "common/text/collation.h"

#include <unicode/coll.h>
#include <unicode/locid.h>
#include <unicode/uversion.h>

#include <algorithm>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/text/utf8.h"

namespace guanxi::text {
namespace {

// One collator a thread: ICU's are safe to clone, and sharing one buys nothing.
const icu::Collator* ThreadCollator() {
  static const icu::Collator* const prototype = [] {
    UErrorCode status = U_ZERO_ERROR;
    icu::Collator* made = icu::Collator::createInstance(icu::Locale("zh@collation=pinyin"), status);
    return U_SUCCESS(status) ? made : nullptr;
  }();
  thread_local const std::unique_ptr<icu::Collator> own(prototype ? prototype->clone() : nullptr);
  return own.get();
}

}  // namespace

absl::StatusOr<std::string> SortKey(absl::string_view text, size_t max_bytes) {
  GUANXI_RETURN_IF_ERROR(ValidateUtf8(text));
  const icu::Collator* collator = ThreadCollator();
  if (collator == nullptr) return absl::InternalError("ICU has no collation data for zh");
  const auto source =
      icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
  std::string key(max_bytes + 1, '\0');
  const int32_t full_size = collator->getSortKey(source, reinterpret_cast<uint8_t*>(key.data()),
                                                 static_cast<int32_t>(key.size()));
  // ICU counts its closing NUL.
  key.resize(std::min<size_t>(full_size > 0 ? full_size - 1 : 0, max_bytes));
  return key;
}

std::string CollationVersion() {
  UVersionInfo icu_version;
  u_getVersion(icu_version);
  UVersionInfo rules{};
  if (const icu::Collator* collator = ThreadCollator()) collator->getVersion(rules);
  char icu_text[U_MAX_VERSION_STRING_LENGTH];
  char rules_text[U_MAX_VERSION_STRING_LENGTH];
  u_versionToString(icu_version, icu_text);
  u_versionToString(rules, rules_text);
  return absl::StrCat("icu-", icu_text, "-", rules_text);
}

}  // namespace guanxi::text
