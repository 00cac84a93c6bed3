// The words by which lists name values, English and Chinese.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_WORDS_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_WORDS_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::customer {

// The value that `word` means: its name in any case, or a usual Chinese word. nullptr: none.
const google::protobuf::EnumValueDescriptor* FindEnumValue(
    const google::protobuf::EnumDescriptor* type, absl::string_view word);

// "ORGANIZATION, PERSON": for messages; without the unspecified value.
std::string EnumValueNames(const google::protobuf::EnumDescriptor* type);

// What `word` means where yes or no is wanted, English or Chinese; nullopt: neither.
std::optional<bool> FindBool(absl::string_view word);

// Whether a cell says in a word, or with signs, that there is nothing: 无, 暂无, -, N/A, null.
bool IsNothing(absl::string_view cell);
// The same for cells in which some of these words can be a value: names (Null is one), and custom
// fields (有 and 无 are answers).
bool IsNothingInName(absl::string_view cell);
bool IsNothingInCustom(absl::string_view cell);

// Whether a cell is what spreadsheets write where a formula has failed: #REF!, #VALUE!. #N/A says
// that there is nothing.
bool IsSpreadsheetError(absl::string_view cell);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_WORDS_H_
