// How near two names are, for errors that say what may have been meant.
#ifndef GUANXI_COMMON_TEXT_NEARNESS_H_
#define GUANXI_COMMON_TEXT_NEARNESS_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace guanxi::text {

// How many bytes must be put in, left out or exchanged to make one text of the other. Takes as many
// steps as the product of their lengths: what a client writes is to be cut short before. Pure and
// thread-safe.
size_t EditDistance(absl::string_view a, absl::string_view b);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_NEARNESS_H_
