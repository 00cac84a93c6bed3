// Rules that all records of people and companies share: phones, e-mails, addresses.
//
// Pure functions: no I/O, no clock. All violations are by path relative to the resource.
#ifndef GUANXI_COMMON_RULES_PARTY_H_
#define GUANXI_COMMON_RULES_PARTY_H_

#include <string>

#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "guanxi/type/v1/contact_points.pb.h"

namespace guanxi::rules {

// Numbers become E.164, those without a country code as of `region`; a number that stands twice is
// kept once. Words around a number go into its label.
void NormalizePhones(absl::string_view region,
                     google::protobuf::RepeatedPtrField<type::v1::Phone>* phones,
                     Violations* violations);
// The same for addresses of e-mail.
void NormalizeEmails(google::protobuf::RepeatedPtrField<type::v1::Email>* emails,
                     Violations* violations);
// Lines; a Chinese province and city by their short names.
void NormalizeAddress(absl::string_view path, type::v1::Address* address, Violations* violations);

// Gives the region and the city of an address in China, or of one without a country, the short
// names of the province and the city that they are.
void ShortenPlaces(type::v1::Address* address);

}  // namespace guanxi::rules

#endif  // GUANXI_COMMON_RULES_PARTY_H_
