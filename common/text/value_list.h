// A text that holds several phone numbers or e-mail addresses, as lists of customers have them.
#ifndef GUANXI_COMMON_TEXT_VALUE_LIST_H_
#define GUANXI_COMMON_TEXT_VALUE_LIST_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace guanxi::text {

// The parts of `text`, each to be read by ParsePhone or ParseEmail, in order; none of them is
// empty. They are apart by `;` `,` `、` `|` (of any width), a line break or Google's ` ::: `. A
// blank or `/` parts only values that are whole by themselves: 021 6123 4567 is one number,
// 13800138000 13900139000 are two. A part without a value ("张经理", "转8001") belongs to the one
// before it, or the one behind if it is the first.
//
// One or two digits behind a slash stand for the last ones of the number before it: 0572-2212345/6
// is 0572-2212345 and 0572-2212346.
//
// A word of nothing (IsNothing) is no part. Nothing else is checked or lost. In
// 0571-88881234/88885678 the second is a part of its own that lacks its area code: that it has the
// first one's is likely, but not said. Pure and thread-safe.
std::vector<std::string> SplitPhones(absl::string_view text, absl::string_view default_region);
std::vector<std::string> SplitEmails(absl::string_view text);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_VALUE_LIST_H_
