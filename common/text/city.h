// The names of Chinese cities: one form for each.
#ifndef GUANXI_COMMON_TEXT_CITY_H_
#define GUANXI_COMMON_TEXT_CITY_H_

#include <string>

#include "absl/strings/string_view.h"

namespace guanxi::text {

// The name without the 市 behind it: 杭州 for 杭州市 and 杭州, 诸暨 for 诸暨市; in simplified
// characters of a city at prefecture level or a well-known one: 广州 for 廣州市. What would be left
// with one character keeps it (沙市), and anything else is left as it is: districts (西湖区),
// prefectures (延边州), several levels in one (浙江省杭州市), other letters. Idempotent. Pure and
// thread-safe.
std::string ShortCity(absl::string_view text);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_CITY_H_
