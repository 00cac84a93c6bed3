// Boxes with texts, as drawings of people and companies have them. Pure and thread-safe.
#ifndef GUANXI_CUSTOMER_SVC_NETWORK_TEXT_BOX_H_
#define GUANXI_CUSTOMER_SVC_NETWORK_TEXT_BOX_H_

#include <string>
#include <vector>

#include "common/pictures/svg.h"

namespace guanxi::customer {

// What a box says. Texts are wrapped, never cut: the box is as high as they need.
struct TextBox {
  std::string title;  // in bold
  std::string note;   // below it, in grey; empty: nothing
  std::string about;  // a tooltip, and what is read aloud
  const char* fill = "#ffffff";
  const char* stroke = "#6b6b6b";
};

inline constexpr double kBoxWidth = 176;

double HeightOf(const TextBox& box);

// With its upper left corner at (x, y).
void DrawBox(const TextBox& box, double x, double y, pictures::Svg* svg);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_NETWORK_TEXT_BOX_H_
