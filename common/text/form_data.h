// Forms as browsers send them: application/x-www-form-urlencoded.
#ifndef GUANXI_COMMON_TEXT_FORM_DATA_H_
#define GUANXI_COMMON_TEXT_FORM_DATA_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::text {

// Whether the content type, whose parameters and case do not count, is that of such a form.
bool IsFormType(absl::string_view content_type);

// One name or value: "+" is a blank, "%4e" a byte. The bytes may be anything.
// INVALID_ARGUMENT if a % stands without two hexadecimal digits after it.
absl::StatusOr<std::string> DecodeFormText(absl::string_view text);

// Names and values in their order, decoded; a name without "=" has the value "". What a name means
// that stands twice is the caller's to say. INVALID_ARGUMENT as DecodeFormText.
absl::StatusOr<std::vector<std::pair<std::string, std::string>>> ParseForm(absl::string_view text);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_FORM_DATA_H_
