// Since when values of customers are as they are.
//
//   value_times  when a field was changed or confirmed last, of fields that policies want to be
//   fresh
//
// A field without a row is looked up in the customer's history once, and has a row then.
#ifndef GUANXI_CUSTOMER_SVC_STANDING_VALUE_TIMES_H_
#define GUANXI_CUSTOMER_SVC_STANDING_VALUE_TIMES_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/resource/row_codec.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/standing/quality_rules.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::customer {

// That a field of a customer was right at a time.
struct ValueTime {
  Uuid customer;
  std::string field;
  absl::Time as_of;
};

// Writes them; a later time that is known already stays. Errors: those of common/db.
absl::Status WriteValueTimes(resource::UnitOfWork& work, absl::Span<const ValueTime> times);

// What an event of a customer says of `fields`, of which its values differ. Errors: INTERNAL if
// they cannot be read.
absl::StatusOr<std::vector<ValueTime>> TimesIn(const event::v1::LogEvent& event,
                                               const std::set<std::string>& fields);

// Of those of `fields` that customers have, whom the unit of work has read and holds; what was not
// known is looked up and written. Errors: those of common/db.
absl::StatusOr<std::map<Uuid, ValueTimes>> ReadValueTimes(
    resource::UnitOfWork& work, const std::map<Uuid, resource::Stored>& customers,
    const std::set<std::string>& fields);

// The statements, for the linter.
std::vector<db::Query> ValueTimeQueries();
std::vector<db::InsertQuery> ValueTimeInserts();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STANDING_VALUE_TIMES_H_
