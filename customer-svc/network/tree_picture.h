// A tree of companies or of people, as a picture.
#ifndef GUANXI_CUSTOMER_SVC_NETWORK_TREE_PICTURE_H_
#define GUANXI_CUSTOMER_SVC_NETWORK_TREE_PICTURE_H_

#include <string>
#include <utility>
#include <vector>

#include "customer-svc/network/text_box.h"

namespace guanxi::customer {

struct TreePicture {
  std::string language = "en";  // of its own words; `en` or `zh`
  std::string title;
  std::string description;
  std::vector<TextBox> boxes;
  std::vector<int> parents;  // of each box: one before it, or -1
  // Dashed, between two boxes.
  std::vector<std::pair<int, int>> dotted;
  // What colours say: a fill and its meaning.
  std::vector<std::pair<const char*, std::string>> legend;
};

// An SVG document. A tree of up to 8 leaves grows downwards, as on a slide; others to the right,
// where there is room for as many as there are. Pure.
std::string DrawTree(const TreePicture& picture);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_NETWORK_TREE_PICTURE_H_
