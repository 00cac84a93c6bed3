// What may belong below a company, by who owns whom.
#ifndef GUANXI_CUSTOMER_SVC_TREE_SUBSIDIARIES_H_
#define GUANXI_CUSTOMER_SVC_TREE_SUBSIDIARIES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/base/uuid.h"
#include "common/resource/resource.h"
#include "customer-svc/parties/visible_rows.h"
#include "guanxi/customer/v1/hierarchy_service.pb.h"

namespace guanxi::customer {

// As SuggestSubsidiaries answers it. Errors: those of common/db.
absl::StatusOr<v1::SuggestSubsidiariesResponse> FindSubsidiaries(
    const VisibleRows& visible, const resource::Resource& relationships, const Uuid& customer,
    absl::CivilDay today);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TREE_SUBSIDIARIES_H_
