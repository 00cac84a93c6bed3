// Reads the values of one declared field out of protobuf messages.
#ifndef GUANXI_COMMON_FILTER_MESSAGE_FIELD_H_
#define GUANXI_COMMON_FILTER_MESSAGE_FIELD_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/filter/literal.h"
#include "common/filter/matcher.h"
#include "common/filter/schema.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::filter {

// A field's path, followed once: reading looks up no descriptor. What a field of each kind may be
// in the message:
//
//   STRING  NAME      string             TIMESTAMP  google.protobuf.Timestamp, RFC 3339 text
//   ENUM              enum               DATE       google.type.Date, text "2024-03-01"
//   INT64             any whole number   DECIMAL    google.type.Decimal, text "12.5"
//   BOOL              bool               DOUBLE     double, float
//   DURATION  google.protobuf.Duration   MONEY      google.type.Money
//
// A step of the path may be repeated: then the field is a set. A field behind an open one (its
// `key` is set) is an entry of a map to strings or to google.protobuf.Value, whose number, bool or
// string it is. Missing are: messages and `optional` fields that are not set, names and texts that
// the kind cannot read, dates without a year or day, money without a currency.
//
// Immutable, thus thread-safe.
class MessageField {
 public:
  // INTERNAL if the path is not in the message, or has another type. A field of a descriptor whose
  // class is not in the program, as the build's checks have them, must not be read.
  static absl::StatusOr<MessageField> Bind(FieldPtr field,
                                           const google::protobuf::Descriptor* descriptor);

  // Adds the field's values to `*values`. The message is of that class.
  void Read(const google::protobuf::Message& message, Values* values) const;

 private:
  using Message = google::protobuf::Message;
  using FieldDescriptor = google::protobuf::FieldDescriptor;

  // A field of the path and what is known of it. The reflection is that of the class that has it:
  // to ask each message for its own takes longer than to read the field.
  struct Step {
    const FieldDescriptor* field;
    const google::protobuf::Reflection* reflection;
    FieldDescriptor::CppType type;
    bool is_repeated;
    bool has_presence;
    // Of a message that is there if it is not this one, which is what an unset field gives; null of
    // other fields.
    const Message* unset;
  };

  explicit MessageField(FieldPtr field) : field_(std::move(field)) {}

  absl::Status BindPath(const google::protobuf::Descriptor* descriptor);
  absl::Status BindType() const;
  void ReadStep(const Message& message, size_t number, Values* values) const;
  void ReadEntry(const Message& message, const Step& map, Values* values) const;
  // The value of the last step; `index` of a repeated one, otherwise -1.
  void ReadScalar(const Message& message, const Step& step, int index, Values* values) const;
  void ReadMessage(const Message& value, Values* values) const;
  // What the kind makes of a text.
  void ReadText(const std::string& text, Values* values) const;

  FieldPtr field_;
  std::vector<Step> path_;
};

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_MESSAGE_FIELD_H_
