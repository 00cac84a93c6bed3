// Host names of e-mail addresses and web sites.
#ifndef GUANXI_COMMON_TEXT_DOMAIN_H_
#define GUANXI_COMMON_TEXT_DOMAIN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::text {

// `domain` in lower case and in ASCII form (IDNA 2008 as of UTS 46, which also reads 。 as a dot);
// it has a dot inside. INVALID_ARGUMENT, without a prefix, says what is wrong. Thread-safe.
absl::StatusOr<std::string> AsciiDomain(absl::string_view domain);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_DOMAIN_H_
