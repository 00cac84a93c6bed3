// The words by which lists say that there is no value.
#ifndef GUANXI_COMMON_TEXT_NOTHING_H_
#define GUANXI_COMMON_TEXT_NOTHING_H_

#include "absl/strings/string_view.h"

namespace guanxi::text {

// Whether `text` says in a word, or with signs, that there is no value: 无, 暂无, 未知, -, N/A,
// null, 0000-00-00, in brackets or not. Only for values of which such a word cannot be one. Pure
// and thread-safe.
bool IsNothing(absl::string_view text);
// The same for texts that some of these words can be: names (Null is one), and custom fields (有
// and 无 are answers).
bool IsNothingInName(absl::string_view text);
bool IsNothingInCustom(absl::string_view text);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_NOTHING_H_
