// The relationships that are kept with a customer.
#ifndef GUANXI_CUSTOMER_SVC_PARTIES_RELATIONSHIP_READER_H_
#define GUANXI_CUSTOMER_SVC_PARTIES_RELATIONSHIP_READER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/resource.h"
#include "guanxi/customer/v1/relationship.pb.h"

namespace guanxi::customer {

// The live ones that hold on `day`, in the order of their creation. Errors: those of common/db, and
//   FAILED_PRECONDITION  TOO_MANY_RELATIONSHIPS  more than 5,000 are kept with the customer
absl::StatusOr<std::vector<v1::Relationship>> ReadRelationships(
    db::Transaction& tx, const Uuid& tenant, const resource::Resource& relationships,
    const Uuid& customer, absl::CivilDay day);

// The statement, for the linter.
db::Query RelationshipQuery(const resource::Resource& relationships);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_PARTIES_RELATIONSHIP_READER_H_
