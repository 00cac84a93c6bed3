// What pictures of trees and of power begin with: title, what colours say, remarks.
#ifndef GUANXI_CUSTOMER_SVC_NETWORK_PICTURE_HEAD_H_
#define GUANXI_CUSTOMER_SVC_NETWORK_PICTURE_HEAD_H_

#include <string>
#include <utility>
#include <vector>

#include "common/pictures/svg.h"

namespace guanxi::customer {

inline constexpr double kPictureMargin = 24;

struct PictureHead {
  std::string language;
  std::string title;
  std::string description;
  std::vector<std::pair<const char*, std::string>> legend;  // a fill and its meaning
  std::vector<std::string> remarks;                         // a line each
};

// A picture with room for a body of that size below the head, and its margins around; `*top` is
// where the body begins. Titles, legend and remarks are wrapped, never cut.
pictures::Svg BeginPicture(const PictureHead& head, double body_width, double body_height,
                           double* top);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_NETWORK_PICTURE_HEAD_H_
