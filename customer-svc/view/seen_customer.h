// The customer whose view or time line somebody asks for.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_SEEN_CUSTOMER_H_
#define GUANXI_CUSTOMER_SVC_VIEW_SEEN_CUSTOMER_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/db/transaction.h"
#include "common/resource/resource.h"
#include "common/resource/row_codec.h"
#include "common/resource/row_scope.h"

namespace guanxi::customer {

// The live customer of that name, if the scope has it.
//   NOT_FOUND  CUSTOMER_NOT_FOUND  absent, deleted, or outside of it
// and the errors of the database.
absl::StatusOr<resource::Stored> ReadSeenCustomer(db::Transaction& tx,
                                                  const resource::Resource& customers,
                                                  const Uuid& tenant,
                                                  const resource::RowScope& scope,
                                                  const resource::ResourceName& name);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_SEEN_CUSTOMER_H_
