// What people say of themselves when they come in, as values of fields of leads and customers.
//
// Pure functions: no I/O, no clock.
#ifndef GUANXI_LEAD_SVC_CAPTURE_VALUES_H_
#define GUANXI_LEAD_SVC_CAPTURE_VALUES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/lead/v1/touch.pb.h"

namespace guanxi::lead {

// Whether values may be for the field of Lead at `path` (FormField.lead_field).
bool IsCapturable(absl::string_view path);
// Whether that field is a list, which takes several values.
bool IsCapturedList(absl::string_view path);
// Whether it is one of those that name the lead: a new one has one of them.
bool IsLeadName(absl::string_view path);

// The value of `said` for `field`, which is capturable, in the field's normal form, and in the text
// that those see who see the field. What has none, or is too long, is a violation at `path`.
void ReadValue(absl::string_view path, const std::string& field, const std::string& said,
               v1::TouchValue* value, Violations* violations);

// The value, of whatever kind; "" if there is none.
std::string TextOf(const v1::TouchValue& value);

// Those that are for a field of a lead.
template <typename Values>
std::vector<v1::TouchValue*> MappedValues(Values* values) {
  std::vector<v1::TouchValue*> mapped;
  for (v1::TouchValue& value : *values) {
    if (!value.field().empty()) mapped.push_back(&value);
  }
  return mapped;
}

// How values become those of a record that is there already.
enum class FillMode {
  kHold,     // not at all: nobody has confirmed them
  kEmpty,    // where the field is empty; lists get them besides what they have
  kDecided,  // in the place of what is there; a note gets them below it
};
// Puts a value into the record, and says in it what became of it: SAME if it is there already. A
// customer has the phones, emails, credit code (a company alone), industry, region, city and note.
void FillLead(FillMode mode, v1::TouchValue* value, v1::Lead* lead);
void FillCustomer(FillMode mode, v1::TouchValue* value, customer::v1::Customer* customer);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CAPTURE_VALUES_H_
