// From a checked filter to a form, guanxi.type.v1.Condition.
#ifndef GUANXI_COMMON_FILTER_TO_FORM_H_
#define GUANXI_COMMON_FILTER_TO_FORM_H_

#include "common/filter/predicate.h"
#include "guanxi/type/v1/condition.pb.h"

namespace guanxi::filter {

// Every filter has a form, and FromForm gives it the same canonical text. Alternatives for one
// field become one row of several values.
type::v1::Condition ToForm(const Predicate& predicate);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_TO_FORM_H_
