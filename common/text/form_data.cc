#include "common/text/form_data.h"

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"

namespace guanxi::text {

bool IsFormType(absl::string_view content_type) {
  const std::pair<absl::string_view, absl::string_view> type =
      absl::StrSplit(content_type, absl::MaxSplits(';', 1));
  return absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(type.first),
                                "application/x-www-form-urlencoded");
}

absl::StatusOr<std::string> DecodeFormText(absl::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      if (i + 2 >= text.size() || !absl::ascii_isxdigit(static_cast<unsigned char>(text[i + 1])) ||
          !absl::ascii_isxdigit(static_cast<unsigned char>(text[i + 2]))) {
        return absl::InvalidArgumentError(
            "the form has a % without two hexadecimal digits after it");
      }
      decoded += absl::HexStringToBytes(text.substr(i + 1, 2));
      i += 2;
    }
  }
  return decoded;
}

absl::StatusOr<std::vector<std::pair<std::string, std::string>>> ParseForm(absl::string_view text) {
  std::vector<std::pair<std::string, std::string>> form;
  for (const absl::string_view pair : absl::StrSplit(text, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    GUANXI_ASSIGN_OR_RETURN(std::string name, DecodeFormText(parts.first));
    GUANXI_ASSIGN_OR_RETURN(std::string value, DecodeFormText(parts.second));
    form.emplace_back(std::move(name), std::move(value));
  }
  return form;
}

}  // namespace guanxi::text
