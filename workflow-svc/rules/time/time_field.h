// The field of a record that tells a time: a TimeTrigger's.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_FIELD_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_FIELD_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/filter/message_field.h"
#include "common/filter/schema.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::workflow {

// A time, or a date whose year may not be known.
struct ToldTime {
  bool is_date = false;
  absl::Time time;  // unless it is a date
  int year = 0;     // of a date; 0: not known
  int month = 0;    // 1 to 12
  int day = 0;      // 1 to 31, one that there is in a leap year
};

// Immutable, thus thread-safe.
class TimeField {
 public:
  // `field` is one of times or dates. `descriptor` must outlive it.
  //   INTERNAL  it is another one, a set, or the path is not in the message
  static absl::StatusOr<TimeField> Bind(filter::FieldPtr field,
                                        const google::protobuf::Descriptor* descriptor);

  // Nothing if the record has no value, or a date without a month or day.
  std::optional<ToldTime> Read(const google::protobuf::Message& record) const;

  const std::string& path() const { return field_->path; }
  bool is_date() const { return field_->kind == filter::Kind::kDate; }

 private:
  TimeField(filter::FieldPtr field, filter::MessageField reader)
      : field_(std::move(field)), reader_(std::move(reader)) {}

  std::optional<ToldTime> ReadDate(const google::protobuf::Message& record) const;

  filter::FieldPtr field_;
  filter::MessageField reader_;
  // To a google.type.Date, whose year may be missing; empty for fields of other types.
  std::vector<const google::protobuf::FieldDescriptor*> steps_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_FIELD_H_
