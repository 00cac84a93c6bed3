// Where values of feeds become values of customers: the one place.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_VALUE_DESK_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_VALUE_DESK_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/customer/v1/feed.pb.h"

namespace guanxi::customer {

// What a source says of one field.
struct FeedValue {
  std::string field;  // path in Customer: "organization.business_scope"
  std::string value;  // as approvals::TextsAt has it: "1000 CNY", "2026-01-31"
};

// What a source says of a customer, and what it said the last time.
struct FeedValues {
  std::string source;    // "registry"
  absl::Time as_of;      // since when it says so
  std::string evidence;  // the finding's name
  std::vector<FeedValue> now;
  std::vector<FeedValue> before;  // empty: it never said anything
};

// Those of a register.
std::vector<FeedValue> ValuesOf(const v1::RegistryProfile& profile);

class ValueDesk {
 public:
  virtual ~ValueDesk() = default;
  // Gives a live customer the values that it takes. What it may not have is left out, and logged: a
  // value that rules refuse keeps no other finding away. Errors: those of the unit of work.
  virtual absl::Status Apply(resource::UnitOfWork& work, const resource::ResourceName& customer,
                             const FeedValues& values) const = 0;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_VALUE_DESK_H_
