// The value of a custom field as the text of a cell, and back.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_CUSTOM_CELL_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_CUSTOM_CELL_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/struct.pb.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::customer {

// What the cell, which is not empty, says for a field of that type: numbers with commas between
// thousands; 是 否 对 错 √ × Y N yes no true false 1 0; dates in the forms of text::ParseDate.
// Nothing for a word of nothing (text::IsNothing), which a text or a choice may be.
// INVALID_ARGUMENT says what was wanted.
absl::StatusOr<std::optional<google::protobuf::Value>> DecodeCustom(
    absl::string_view cell, metadata::v1::FieldDefinition::ValueType type);

std::string EncodeCustom(const google::protobuf::Value& value);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_CUSTOM_CELL_H_
