// Sort keys for Chinese: pinyin order, as the ICU locale "zh" defines it.
#ifndef GUANXI_COMMON_TEXT_COLLATION_H_
#define GUANXI_COMMON_TEXT_COLLATION_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::text {

// Bytes of a sort key column: about 16 Chinese or 50 Latin characters.
inline constexpr size_t kSortKeyBytes = 64;

// The key whose byte order (VARBINARY's) is the order in which Chinese readers expect names:
// digits, Chinese characters by pinyin and tone (a few places such as 重庆 by their own reading),
// then Latin letters, case and accents last.
// At most `max_bytes` bytes: names that differ only after them sort as equal, so a list that pages
// by this key needs the id as tie-breaker. The key never contains NUL.
//
// Keys of two ICU versions do not compare: store what CollationVersion() says beside them and
// rebuild when it changes.
//
// Thread-safe without a lock: each thread has a collator of its own, about 2 µs a name.
// INVALID_ARGUMENT if `text` is not UTF-8; INTERNAL if ICU's locale data is missing.
absl::StatusOr<std::string> SortKey(absl::string_view text, size_t max_bytes = kSortKeyBytes);

// Names the rules behind SortKey, for example "icu-72.1.0-153.112.40".
std::string CollationVersion();

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_COLLATION_H_
