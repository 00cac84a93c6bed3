// Glances out of the records that they are of, by reflection: fields of the same names.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_GLANCES_H_
#define GUANXI_CUSTOMER_SVC_VIEW_GLANCES_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::customer {

using MessagePtr = std::unique_ptr<google::protobuf::Message>;

// An empty one of a generated type.
MessagePtr NewMessage(const google::protobuf::Descriptor* type);
// One that was stored, or that an event holds. DATA_LOSS if it is none.
absl::StatusOr<MessagePtr> ParseMessage(const google::protobuf::Descriptor* type,
                                        const std::string& bytes);

// Makes the glance's field of that name what the record's is; does nothing where it has none. An
// enum becomes the name of its value, "" where none is set.
void TakeField(const google::protobuf::Message& record, absl::string_view field,
               google::protobuf::Message* glance);

// The text in a field, or the name of the value of an enum, or `true` and `false`; "" where there
// is no such field.
std::string TextIn(const google::protobuf::Message& message, absl::string_view field);

// The time in a field, or the beginning of the day in UTC; nothing where it is not set.
std::optional<absl::Time> TimeIn(const google::protobuf::Message& message, absl::string_view field);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_GLANCES_H_
