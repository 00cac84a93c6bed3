// Words of addresses that are written in several ways.
#ifndef GUANXI_CUSTOMER_SVC_DEDUPE_ADDRESS_WORDS_H_
#define GUANXI_CUSTOMER_SVC_DEDUPE_ADDRESS_WORDS_H_

#include <string>

#include "absl/strings/string_view.h"

namespace guanxi::dedupe {

// The usual form of a folded word: "st" for "street", "s" for "south", "4" for "4th" and "fourth";
// other words as they are. Pure and thread-safe.
std::string UsualWord(absl::string_view word);

}  // namespace guanxi::dedupe

#endif  // GUANXI_CUSTOMER_SVC_DEDUPE_ADDRESS_WORDS_H_
