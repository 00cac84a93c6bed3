// A condition that customers are held against again and again.
#ifndef GUANXI_CUSTOMER_SVC_STANDING_STANDING_CONDITION_H_
#define GUANXI_CUSTOMER_SVC_STANDING_STANDING_CONDITION_H_

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/filter/message_field.h"
#include "common/filter/message_matcher.h"
#include "common/filter/moment.h"
#include "common/filter/predicate.h"
#include "common/filter/turns.h"
#include "common/resource/custom_fields.h"
#include "common/resource/resource_type.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// Pure. Immutable, thus thread-safe.
class StandingCondition {
 public:
  // `customers` is the compiled Customer, `custom` its custom fields; both are needed no longer
  // than the call.
  //   INVALID_ARGUMENT  INVALID_FILTER  the text has the byte position and what was expected
  static absl::StatusOr<StandingCondition> Compile(const resource::ResourceType& customers,
                                                   const resource::CustomFields& custom,
                                                   absl::string_view text);

  // Whether it is true; what is unknown is not.
  bool Holds(const v1::Customer& customer, const filter::Moment& moment) const;
  // The first moment after `moment.now` at which it may be another without a change of the
  // customer; nothing if there is none.
  std::optional<absl::Time> NextTurn(const v1::Customer& customer,
                                     const filter::Moment& moment) const;
  // The top-level fields that it reads.
  const std::set<std::string>& fields() const { return fields_; }

 private:
  StandingCondition(filter::MessageMatcher matcher, filter::Turns turns)
      : matcher_(std::move(matcher)), turns_(std::move(turns)) {}

  filter::MessageMatcher matcher_;
  filter::Turns turns_;
  std::vector<filter::MessageField> turning_;  // of turns_.fields()
  std::set<std::string> fields_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STANDING_STANDING_CONDITION_H_
