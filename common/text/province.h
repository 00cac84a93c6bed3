// The names of China's provinces: one form for each.
#ifndef GUANXI_COMMON_TEXT_PROVINCE_H_
#define GUANXI_COMMON_TEXT_PROVINCE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace guanxi::text {

// The short name, in simplified characters, of the province that `text` is the name of: 浙江 for
// 浙江省 and 浙江, 内蒙古 for 内蒙古自治区, 广西 for 广西壮族自治区 and 廣西自治區, 北京 for
// 北京市, 香港 for 香港特别行政区. The 34 divisions at the top are known. Anything else is left as
// it is: cities (吉林市 is one), sales regions (华东), states of other countries. Pure and
// thread-safe.
std::string ShortProvince(absl::string_view text);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_PROVINCE_H_
