// Whose values a customer has that several became.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_CUSTOMER_SVC_MERGE_SURVIVORSHIP_H_
#define GUANXI_CUSTOMER_SVC_MERGE_SURVIVORSHIP_H_

#include <map>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "common/errors/errors.h"
#include "google/protobuf/descriptor.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/merge.pb.h"
#include "guanxi/customer/v1/merge_service.pb.h"

namespace guanxi::customer {

// The best claim that any of the records has for a field.
struct TrustedValue {
  std::string value;  // in the text form of claims (claims/claim_value.h)
  std::string from;   // the record's name
};
// By path. A path that is not there has no claim in force.
using TrustedValues = std::map<std::string, TrustedValue>;

struct Survived {
  v1::Customer customer;
  std::vector<v1::SurvivedField> fields;  // in which it differs from the survivor
};

// Whether rules may decide about the field at the path.
bool IsDecided(const std::string& path);

// Adds all that is wrong with rules, by the path "rules[i].<field>". `records` are the names.
void CheckRules(const google::protobuf::RepeatedPtrField<v1::FieldSurvivorship>& rules,
                absl::Span<const std::string> records, Violations* violations);

// What the first of `records`, the survivor, becomes: by `rules`, which passed CheckRules, and
// otherwise by UNION for lists and maps, MOST_TRUSTED for fields whose best claim is another's than
// the survivor's, and SURVIVOR for other fields. `keep_owner_of` is the place
// of the one whose owner, department, `dedicated` and pool it gets; the owners of the others join
// its service team. A name that a longer one replaces becomes an alias, while there is room. Fields
// that name one of the records are set to none of them. The result is not checked for what a
// customer may be.
Survived Survive(absl::Span<const v1::Customer* const> records,
                 const google::protobuf::RepeatedPtrField<v1::FieldSurvivorship>& rules,
                 size_t keep_owner_of, const TrustedValues& trusted);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_MERGE_SURVIVORSHIP_H_
