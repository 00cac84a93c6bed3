// What quality policies ask for, and how customers meet it.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_CUSTOMER_SVC_STANDING_QUALITY_RULES_H_
#define GUANXI_CUSTOMER_SVC_STANDING_QUALITY_RULES_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "google/protobuf/message.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/quality_policy.pb.h"

namespace guanxi::customer {

void CheckQualityPolicy(const v1::QualityPolicy& next, Violations* violations);

// What is wrong with a path as that of a field of customers that people write; "" if nothing is.
std::string FaultOfField(absl::string_view path);

// The first that is for the customer, in the order of the list; null: none is.
const v1::QualityPolicy* PolicyFor(const std::vector<v1::QualityPolicy>& policies,
                                   const v1::Customer& customer);

// The fields that policies name, the first `most`, each once, in their order.
std::vector<std::string> FieldsOf(const std::vector<v1::QualityPolicy>& policies, size_t most);

// Whether the field at a path that FaultOfField accepts holds anything: text that is not blank, a
// number that is not 0, an entry.
bool HasValue(const v1::Customer& customer, absl::string_view path);
// Whether two customers hold the same there.
bool HoldSame(const v1::Customer& a, const v1::Customer& b, absl::string_view path);

// Since when values are as they are, by path.
using ValueTimes = std::map<std::string, absl::Time>;

struct Quality {
  int completeness = 0;            // in percent, rounded down
  std::string missing;             // as Customer.missing_fields has it
  std::string stale;               // as Customer.stale_fields
  std::optional<absl::Time> next;  // when the first value that is not stale becomes so
};

// How the customer meets the policy. A value of which `times` says nothing is as old as the
// customer.
Quality Judge(const v1::QualityPolicy& policy, const v1::Customer& customer,
              const ValueTimes& times, absl::Time now);

// Sets what the customer says of its quality; null: nothing.
void ShowQuality(const Quality* quality, v1::Customer* customer);
// Whether it says just that.
bool Shows(const v1::Customer& customer, const Quality* quality);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STANDING_QUALITY_RULES_H_
