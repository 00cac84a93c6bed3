// Names in the order in which whoever wrote one of them wrongly may have meant them.
#ifndef GUANXI_COMMON_FILTER_NEAREST_H_
#define GUANXI_COMMON_FILTER_NEAREST_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace guanxi::filter {

// Those that differ from `wanted` by a typing error or two first, then those with the fewest dots,
// each time in the order in which they came. An error that is cut at its end so loses what nobody
// looked for.
std::vector<std::string> NearestFirst(std::vector<std::string> names, absl::string_view wanted);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_NEAREST_H_
