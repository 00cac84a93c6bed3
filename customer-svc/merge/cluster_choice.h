// Who of a cluster's customers survives, and whose owner the survivor has. Pure.
#ifndef GUANXI_CUSTOMER_SVC_MERGE_CLUSTER_CHOICE_H_
#define GUANXI_CUSTOMER_SVC_MERGE_CLUSTER_CHOICE_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/merge_service.pb.h"

namespace guanxi::customer {

inline constexpr size_t kMaxMerged = 20;

// Whether the request says what it must. Errors: those of MergeService.MergeDuplicateClusters.
absl::Status CheckMergeClusters(const v1::MergeDuplicateClustersRequest& request);

// The merge of `customers`, at least two in the order of names, as the request chooses: of up to
// kMaxMerged of them into the one that survives.
v1::MergeCustomersRequest ChooseMerge(const v1::MergeDuplicateClustersRequest& request,
                                      absl::Span<const v1::Customer* const> customers);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_MERGE_CLUSTER_CHOICE_H_
