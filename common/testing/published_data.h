// Published data sets with known answers, which lie in a folder beside the checkout.
#ifndef GUANXI_COMMON_TESTING_PUBLISHED_DATA_H_
#define GUANXI_COMMON_TESTING_PUBLISHED_DATA_H_

#include <string>
#include <vector>

namespace guanxi {

// The text of `../shared/data/<file>`, seen from the root of the checkout; empty where there is no
// such file: who has the checkout alone skips what needs it.
std::string PublishedText(const std::string& file);

// The same as rows of cells, the first line (the names of the columns) left out. Quotes around a
// cell are taken away; no cell has a comma or a line's end in it.
std::vector<std::vector<std::string>> PublishedRows(const std::string& file);

}  // namespace guanxi

#endif  // GUANXI_COMMON_TESTING_PUBLISHED_DATA_H_
