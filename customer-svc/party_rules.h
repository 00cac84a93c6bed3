// Rules that customers and contacts share: names, phones, e-mails, addresses, dates.
//
// Pure functions: no I/O, no clock. All violations are by path relative to the resource.
#ifndef GUANXI_CUSTOMER_SVC_PARTY_RULES_H_
#define GUANXI_CUSTOMER_SVC_PARTY_RULES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/type/date.pb.h"
#include "guanxi/type/v1/contact_points.pb.h"

namespace guanxi::customer {

// A one-line text in its stored form (text::NormalizeText).
void NormalizeLine(absl::string_view path, std::string* text, Violations* violations);
// Free text of several lines: only blanks at both ends go.
void NormalizeNote(std::string* text);

// Numbers become E.164, those without a country code as of `region`; a number that stands twice is
// kept once. Words around a number go into its label.
void NormalizePhones(absl::string_view region,
                     google::protobuf::RepeatedPtrField<type::v1::Phone>* phones,
                     Violations* violations);
// The same for addresses of e-mail.
void NormalizeEmails(google::protobuf::RepeatedPtrField<type::v1::Email>* emails,
                     Violations* violations);
void NormalizeAddress(absl::string_view path, type::v1::Address* address, Violations* violations);

// A date that exists: a whole one, year and month, year, or month and day, with 0 for what is
// unknown, as google.type.Date has it. The year has at least three digits: 90 is no year.
void CheckDate(absl::string_view path, const google::type::Date& date, Violations* violations);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_PARTY_RULES_H_
