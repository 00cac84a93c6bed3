// What requests of DuplicateService may state, and what they ask. Pure.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_DUPLICATE_REQUESTS_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_DUPLICATE_REQUESTS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "common/resource/field_rights.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/duplicate_service.pb.h"

namespace guanxi::customer {

absl::Status CheckFindDuplicates(const v1::FindDuplicatesRequest& request);
absl::Status CheckScanDuplicates(const v1::ScanDuplicatesRequest& request);

// How many values of a stated customer the answer tells the caller of whether they are somebody's:
// to who does not reach all customers of any, else of those that he sees masked.
int64_t GuessesIn(const v1::Customer& stated, const resource::SearchRights& rights,
                  bool reaches_all);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_DUPLICATE_REQUESTS_H_
