// From filter literals to statement parameters.
#ifndef GUANXI_COMMON_FILTER_BIND_H_
#define GUANXI_COMMON_FILTER_BIND_H_

#include "common/db/value.h"
#include "common/filter/literal.h"

namespace guanxi::filter {

// As the `?` in the text of ToSql wants it.
db::Value ToDbValue(const Literal& literal);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_BIND_H_
