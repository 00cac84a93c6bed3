// The words by which lists name values, English and Chinese.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_WORDS_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_WORDS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::customer {

// The value that `word` means: its name in any case, or a usual Chinese word. nullptr: none.
const google::protobuf::EnumValueDescriptor* FindEnumValue(
    const google::protobuf::EnumDescriptor* type, absl::string_view word);

// "ORGANIZATION, PERSON, or 企业, 个人": the words that FindEnumValue knows, for messages; without
// the unspecified value.
std::string EnumValueNames(const google::protobuf::EnumDescriptor* type);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_WORDS_H_
