// Addresses of web sites.
#ifndef GUANXI_COMMON_TEXT_WEBSITE_H_
#define GUANXI_COMMON_TEXT_WEBSITE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::text {

// `https://...` or `http://...`, as it was written but for blanks around it, full-width characters,
// the case of the scheme and punctuation behind it. Where no scheme stands before what is a host's
// name (www.example.com, 例子.公司/关于), https:// is supplied.
//
// INVALID_ARGUMENT, without a prefix, says what is wrong. Pure and thread-safe.
absl::StatusOr<std::string> ParseWebsite(absl::string_view text);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_WEBSITE_H_
