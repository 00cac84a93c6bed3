// Texts of pictures: how much room they take, and numbers as people read them.
#ifndef GUANXI_COMMON_PICTURES_LABEL_H_
#define GUANXI_COMMON_PICTURES_LABEL_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace guanxi::pictures {

// How heavily a text is drawn: letters of bold ones are wider, Chinese characters are not.
enum class Weight { kNormal, kBold };

// About how wide a text is at a size of letters, in a wide font: a Chinese character is as wide as
// high, others are a little more than half of it, capitals three quarters, an M nearly all.
double WidthOf(absl::string_view text, double size);

// The text, or as much of it as fits, with "…" behind.
std::string Shortened(absl::string_view text, double size, double width);

// All of the text in lines that fit, of one character at least: none is left out. Lines break after
// a blank where there is one in their second half, else wherever they are full. "": no lines.
std::vector<std::string> Wrapped(absl::string_view text, double size, double width,
                                 Weight weight = Weight::kNormal);

// "12,345.6": to `places`, without zeros at the end.
std::string NumberText(double value, int places);
// A share: "38.5%".
std::string PercentText(double share);

// Round numbers from 0, or from below `least` if that is negative, to `most` or above it: 0,
// 20, 40. Two at least, about `count`.
std::vector<double> Ticks(double least, double most, int count);

}  // namespace guanxi::pictures

#endif  // GUANXI_COMMON_PICTURES_LABEL_H_
