// What one caller is told of why two customers are alike. Pure.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_EXPLANATION_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_EXPLANATION_H_

#include <cstdint>

#include "common/policy/field_view.h"
#include "customer-svc/duplicates/finder.h"
#include "guanxi/customer/v1/duplicate_service.pb.h"

namespace guanxi::customer {

// A weight's probability in thousandths: 0 to 999. 1,000 is said of credit codes alone.
int32_t CertaintyOf(double weight);
int32_t CertaintyOf(const Likeness& likeness);

// The match without its name. `view`, which may be null, is the caller's of customers: fields that
// are hidden or masked from him are left out of `fields`.
v1::DuplicateMatch Explain(const dedupe::Schema& schema, const Likeness& likeness,
                           const policy::FieldView* view);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_EXPLANATION_H_
