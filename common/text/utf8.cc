#include "common/text/utf8.h"

#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"

namespace guanxi::text {

absl::Status ValidateUtf8(absl::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const int64_t size = static_cast<int64_t>(text.size());
  for (int64_t next = 0; next < size;) {
    const int64_t start = next;
    UChar32 code_point;
    U8_NEXT(bytes, next, size, code_point);
    if (code_point < 0) {
      return absl::InvalidArgumentError(absl::StrCat("not valid UTF-8 at byte ", start));
    }
  }
  return absl::OkStatus();
}

std::u32string DecodeUtf8(absl::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const int64_t size = static_cast<int64_t>(text.size());
  std::u32string out;
  out.reserve(text.size() / 2);
  for (int64_t next = 0; next < size;) {
    UChar32 code_point;
    U8_NEXT_OR_FFFD(bytes, next, size, code_point);
    out.push_back(static_cast<char32_t>(code_point));
  }
  return out;
}

void AppendUtf8(char32_t code_point, std::string* out) {
  char bytes[U8_MAX_LENGTH];
  int size = 0;
  U8_APPEND_UNSAFE(bytes, size, code_point);
  out->append(bytes, size);
}

std::string EncodeUtf8(std::u32string_view code_points) {
  std::string out;
  out.reserve(code_points.size() * 3);
  for (char32_t c : code_points) AppendUtf8(c, &out);
  return out;
}

absl::string_view TruncateUtf8(absl::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  size_t end = max_bytes;
  while (end > 0 && U8_IS_TRAIL(text[end])) --end;
  return text.substr(0, end);
}

bool IsHan(char32_t code_point) {
  if (code_point >= 0x4E00 && code_point <= 0x9FFF) return true;
  if (code_point < 0x2E80) return false;
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(code_point), &status) == USCRIPT_HAN;
}

}  // namespace guanxi::text
