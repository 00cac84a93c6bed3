// What is left of personal data that somebody may know of and not read.
#ifndef GUANXI_COMMON_POLICY_MASKING_H_
#define GUANXI_COMMON_POLICY_MASKING_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::policy {

// The mask of a text, "" of "".
//
//   PHONE       +86138****5678     all but the four digits ahead of the last four; of fewer than
//                                  eight digits the last two, of fewer than five nothing
//   EMAIL       z***@example.com   the first character and the domain
//   NAME        王**               the first character
//   ADDRESS     浙江省****         the first three characters
//   ID_NUMBER   110****1234        of ten characters or more the first three and the last four
//   ACCOUNT     wx****             the first two characters
//   others      ****
std::string MaskText(metadata::v1::PersonalData data, absl::string_view text);

// Masks what the field holds: every text; of a date its month and day; the values of a map;
// anything else is as if it were not set.
void MaskField(const google::protobuf::FieldDescriptor* field, metadata::v1::PersonalData data,
               google::protobuf::Message* message);

// Masks the value of one entry of a map.
void MaskEntry(metadata::v1::PersonalData data, google::protobuf::Message* entry);

}  // namespace guanxi::policy

#endif  // GUANXI_COMMON_POLICY_MASKING_H_
